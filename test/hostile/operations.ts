/**
 * Every operation of the schema, with variables that a well-behaved client would send. Read from the schema, so
 * that a new operation is attacked from its first day on.
 */
import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
} from 'graphql';
import { buildApiSchema } from '../../src/processes/schema.js';
import { operationsOf, RIVALS, type Operation as Bare } from '../support/operations.js';

export interface Operation extends Bare {
  /** Good variables. */
  variables: () => Record<string, unknown>;
  /** The same with a value at a path. */
  variablesWith: (path: readonly string[], value: unknown) => Record<string, unknown>;
}

/** Good values by `operation.name`, else by name. */
export type GoodValues = Record<string, unknown>;

/** Optional arguments that good variables name all the same. */
const NAMED = [
  'subject',
  'product',
  'feature',
  'threshold',
  'target',
  'monthlyCap',
  'consent',
  'subjects',
  'tests',
  'policyText',
  'input',
];

type Input = GraphQLArgument | GraphQLInputField;

/** All operations, with good values for all that they take. */
export async function attackedOperations(good: GoodValues): Promise<Operation[]> {
  return operationsOf(await buildApiSchema()).map((operation) => {
    const { name, args } = operation;
    const { object } = builder(name, good);
    return {
      ...operation,
      variables: () => object(args, [], undefined),
      variablesWith: (path, value) => object(args, path, value),
    };
  });
}

function builder(operation: string, good: GoodValues) {
  function object(inputs: readonly Input[], path: readonly string[], value: unknown): Record<string, unknown> {
    const [head = '', ...rest] = path;
    const left = RIVALS[head] ?? [];
    const made: Record<string, unknown> = {};
    for (const { name, type, defaultValue } of inputs) {
      const needed = isNonNullType(type) && defaultValue === undefined;
      if (name === head) made[name] = at(name, type, rest, value);
      else if ((needed || NAMED.includes(name)) && !left.includes(name)) made[name] = at(name, type, null, undefined);
    }
    return made;
  }

  /** @param path what is left of it; empty where the value stands, null where it lies elsewhere */
  function at(name: string, type: GraphQLInputType, path: readonly string[] | null, value: unknown): unknown {
    if (path?.length === 0) return value;
    const inner = getNullableType(type);
    if (isListType(inner)) return [at(name, inner.ofType, path && path.slice(1), value)];
    if (isInputObjectType(inner)) return object(Object.values(inner.getFields()), path ?? [], value);
    if (isEnumType(inner)) return good[name] ?? inner.getValues()[0]?.name;
    const known = good[`${operation}.${name}`] ?? good[name];
    if (known === undefined) throw new Error(`no good value is known for ${operation}.${name}`);
    return known;
  }

  return { object };
}
