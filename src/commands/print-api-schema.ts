/**
 * The contract as text: types and fields in alphabetical order, so that moving code around never changes it.
 */
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildApiSchema } from '../processes/schema.js';

/** The text of `schema/schema.graphql`. */
export async function printApiSchema(): Promise<string> {
  const note = '# Emitted from the code by `npm run schema`; a test fails when it drifts. Do not edit.\n\n';
  return `${note}${printSchema(lexicographicSortSchema(await buildApiSchema()))}\n`;
}
