/**
 * Every operation of the schema, with variables that a well-behaved client would send and every place in them where
 * something else can stand. Read from the schema, so that a new operation is attacked from its first day on.
 */
import { readFileSync } from 'node:fs';
import {
  astFromValue,
  buildSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  print,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
} from 'graphql';

export interface Place {
  /** Operation and path, such as `checkAccess.input.usage.0.quantity`. */
  name: string;
  path: string[];
  /** The scalar, enum or input type that belongs there. */
  type: string;
  nullable: boolean;
}

export interface Operation {
  name: string;
  kind: 'query' | 'mutation' | 'subscription';
  document: string;
  places: Place[];
  /** Good variables. */
  variables: () => Record<string, unknown>;
  /** The same with a value at a path. */
  variablesWith: (path: readonly string[], value: unknown) => Record<string, unknown>;
}

/** Good values by `operation.name`, else by name. */
export type GoodValues = Record<string, unknown>;

/** Optional arguments that good variables name all the same. */
const NAMED = ['subject', 'product', 'feature', 'threshold', 'target', 'monthlyCap', 'consent', 'subjects'];
/** What cannot stand beside an argument. */
const INSTEAD_OF: Record<string, string[]> = {
  account: ['subject', 'pool'],
  subject: ['account', 'pool'],
  pool: ['account', 'subject'],
  decisionId: ['subject', 'product', 'feature', 'groups'],
};
const DEPTH = 2;

type Input = GraphQLArgument | GraphQLInputField;

/** All operations of the emitted schema. */
export function operationsOf(good: GoodValues): Operation[] {
  const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  return roots.flatMap(([kind, root]) =>
    Object.values(root?.getFields() ?? {}).map((field) => operationOf(kind, field, good)),
  );
}

function operationOf(kind: Operation['kind'], field: GraphQLField<unknown, unknown>, good: GoodValues): Operation {
  const { name, args } = field;
  const declared = args.map((arg) => `$${arg.name}: ${String(arg.type)}${defaultOf(arg)}`).join(', ');
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const [head, call] = args.length ? [`(${declared})`, `${name}(${passed})`] : ['', name];
  const build = builder(name, good);
  return {
    name,
    kind,
    document: `${kind}${head} { ${call}${selection(getNamedType(field.type), DEPTH)} }`,
    places: args.flatMap((arg) => placesIn(name, [arg.name], arg.type)),
    variables: () => build.object(args, [], undefined),
    variablesWith: (path, value) => build.object(args, path, value),
  };
}

function defaultOf({ type, defaultValue }: GraphQLArgument): string {
  const value = defaultValue === undefined ? null : astFromValue(defaultValue, type);
  return value ? ` = ${print(value)}` : '';
}

function placesIn(operation: string, path: string[], type: GraphQLInputType): Place[] {
  const inner = getNullableType(type);
  const here = { name: [operation, ...path].join('.'), path, nullable: !isNonNullType(type) };
  if (isListType(inner)) {
    const list = { ...here, type: 'list' };
    return [list, ...placesIn(operation, [...path, '0'], inner.ofType)];
  }
  if (!isInputObjectType(inner)) return [{ ...here, type: isEnumType(inner) ? 'enum' : inner.name }];
  const fields = Object.values(inner.getFields());
  return [
    { ...here, type: 'input' },
    ...fields.flatMap((field) => placesIn(operation, [...path, field.name], field.type)),
  ];
}

function builder(operation: string, good: GoodValues) {
  function object(inputs: readonly Input[], path: readonly string[], value: unknown): Record<string, unknown> {
    const [head = '', ...rest] = path;
    const left = INSTEAD_OF[head] ?? [];
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

function selection(type: GraphQLNamedType, depth: number): string {
  if (isLeafType(type)) return '';
  if (isInterfaceType(type)) return ' { __typename id }';
  if (!isObjectType(type)) throw new Error(`nobody selects from ${type.name}`);
  const fields = Object.values(type.getFields()).filter(
    (field) => field.args.length === 0 && (isLeafType(getNamedType(field.type)) || depth > 0),
  );
  return ` { ${fields.map((field) => field.name + selection(getNamedType(field.type), depth - 1)).join(' ')} }`;
}
