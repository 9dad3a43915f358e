/**
 * Says in the schema how long each text that is an argument may be. A name means the same wherever it stands, so its bound
 * is found by the name; numbers and lists say theirs where they are declared.
 */
import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
} from 'graphql';
import { LONGEST } from '../text.js';

/** The arguments and input fields of type String and ID that have a bound, and which. */
export const BOUND_OF: Readonly<Record<string, keyof typeof LONGEST>> = {
  actor: 'key',
  allow: 'name',
  amount: 'name',
  catalogText: 'file',
  baseVersion: 'name',
  currency: 'name',
  dimension: 'name',
  feature: 'name',
  groups: 'key',
  idempotencyKey: 'key',
  key: 'name',
  message: 'reason',
  note: 'reason',
  paymentMethod: 'key',
  plan: 'name',
  policyText: 'file',
  policyVersion: 'name',
  pool: 'name',
  prefix: 'key',
  product: 'name',
  products: 'name',
  reason: 'reason',
  reference: 'key',
  session: 'key',
  statement: 'statement',
  subject: 'key',
  subjects: 'key',
  team: 'key',
  tests: 'tests',
  text: 'file',
  value: 'value',
  version: 'name',
  window: 'name',
  windows: 'name',
};

/** Ends the descriptions of a schema's texts with their bounds: "1 to 200 characters.", of a list "Each 1 to 200 characters." */
export function sayBounds(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isInputObjectType(type)) Object.values(type.getFields()).forEach(sayBound);
    if (isObjectType(type)) Object.values(type.getFields()).forEach(({ args }) => args.forEach(sayBound));
  }
  return schema;
}

function sayBound(argument: GraphQLArgument | GraphQLInputField): void {
  const { name, type, description } = argument;
  const bound = BOUND_OF[name];
  if (bound === undefined || !['String', 'ID'].includes(getNamedType(type).name)) return;
  const says = `1 to ${LONGEST[bound]} characters.`;
  argument.description = `${description ?? ''} ${isListType(getNullableType(type)) ? 'Each ' : ''}${says}`;
}
