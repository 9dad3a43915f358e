/**
 * Every operation that a schema has, as a document with all its arguments as variables, which asks for as much as the
 * door lets through, and every place in those.
 */
import {
  astFromValue,
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  OperationTypeNode,
  print,
} from 'graphql';
import { limits } from '../../src/server/limits.js';
import { documentReader } from '../../src/server/read-document.js';

/** Where a value can stand: an argument, or what lies inside one. */
export interface Place {
  /** Operation and path, such as `checkAccess.input.usage.0.quantity`. */
  name: string;
  path: string[];
  /** The scalar or input type that belongs there, or `list` or `enum`. */
  type: string;
  nullable: boolean;
}

export interface Operation {
  name: string;
  kind: `${OperationTypeNode}`;
  args: readonly GraphQLArgument[];
  document: string;
  places: Place[];
}

/** Arguments that name the same in another way, and may not stand beside it. */
export const RIVALS: Record<string, string[]> = {
  account: ['subject', 'pool', 'everyone', 'budget'],
  subject: ['account', 'pool', 'everyone', 'budget', 'team'],
  pool: ['account', 'subject', 'everyone', 'budget'],
  budget: ['account', 'subject', 'pool'],
  team: ['subject', 'session', 'everyone'],
  decisionId: ['subject', 'product', 'feature', 'groups', 'input'],
};

/**
 * All root fields, mutations last.
 * @param unread fields that no document selects, such as `UsageEvent.state`
 */
export function operationsOf(schema: GraphQLSchema, unread: readonly string[] = []): Operation[] {
  const { QUERY, SUBSCRIPTION, MUTATION } = OperationTypeNode;
  const read = documentReader(schema, { introspection: true, limits });
  const passes = (document: string) => 'kind' in read(document);
  return [QUERY, SUBSCRIPTION, MUTATION].flatMap((kind) =>
    Object.values(schema.getRootType(kind)?.getFields() ?? {}).map((field) => ({
      ...{ name: field.name, kind, args: field.args, document: documentOf(kind, field, unread, passes) },
      places: field.args.flatMap(({ name, type }) => placesIn(field.name, [name], type)),
    })),
  );
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

function documentOf(
  kind: string,
  { name, args, type }: GraphQLField<unknown, unknown>,
  unread: readonly string[],
  passes: (document: string) => boolean,
): string {
  const list = (items: string[]) => (items.length === 0 ? '' : `(${items.join(', ')})`);
  const declared = list(args.map((arg) => `$${arg.name}: ${String(arg.type)}${defaultOf(arg)}`));
  const passed = list(args.map((arg) => `${arg.name}: $${arg.name}`));
  const documents = [3, 2, 1].map(
    (levels) => `${kind} Try${declared} { ${name}${passed} ${selectionOf(getNamedType(type), levels, unread)} }`,
  );
  const longest = documents.find(passes);
  if (!longest) throw new Error(`the door lets no document of ${name} through`);
  return longest;
}

function defaultOf({ type, defaultValue }: GraphQLArgument): string {
  const value = defaultValue === undefined ? null : astFromValue(defaultValue, type);
  return value ? ` = ${print(value)}` : '';
}

/** All leaves, and those of what lies so many levels below; a page and its nodes are one level, and bear no pages. */
function selectionOf(type: GraphQLNamedType, levels: number, unread: readonly string[], paged = false): string {
  if (isLeafType(type)) return '';
  if (isInterfaceType(type)) return '{ __typename id }';
  if (!isObjectType(type)) throw new Error(`nobody selects from ${type.name}`);
  const page = isPage(type);
  const chosen = Object.values(type.getFields()).flatMap((field) => {
    const named = getNamedType(field.type);
    if (field.args.some(isRequiredArgument) || unread.includes(`${type.name}.${field.name}`)) return [];
    if (isLeafType(named)) return [field.name];
    if (field.name === 'edges') return ['edges { cursor }'];
    if ((levels === 1 && !page) || (paged && isPage(named))) return [];
    return [`${field.name} ${selectionOf(named, page ? levels : levels - 1, unread, paged || page)}`];
  });
  return `{ __typename ${chosen.join(' ')} }`;
}

const isPage = ({ name }: GraphQLNamedType) => name.endsWith('Connection');
