/**
 * Enums of the contract that follow from a table of the code: one value per key, each with its description.
 */
import { registerEnumType } from 'type-graphql';

/**
 * Registers an enum.
 * @param values what each value means, by its name
 * @returns the enum as type-graphql wants it named in decorators
 */
export function contractEnum<K extends string>(
  name: string,
  description: string,
  values: Readonly<Record<K, { description: string }>>,
): { readonly [key in K]: key } {
  const named = Object.fromEntries(Object.keys(values).map((key) => [key, key])) as { readonly [key in K]: key };
  const valuesConfig = Object.fromEntries(
    Object.entries<{ description: string }>(values).map(([key, value]) => [key, { description: value.description }]),
  );
  registerEnumType(named, { name, description, valuesConfig: valuesConfig as Record<K, { description: string }> });
  return named;
}
