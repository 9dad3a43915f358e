/** Every operation that a schema has, as a document with all its arguments as variables, and where those take ids. */
import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  GraphQLID,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** An argument of type ID, or one inside an input: `['inputs', '[]', 'extends']`. */
export interface Place {
  path: string[];
  nullable: boolean;
}

export interface Operation {
  /** `Query.account`. */
  field: string;
  document: string;
  places: Place[];
}

/** What depends on when it is asked, and is no answer to who asks. */
const TIMED = ['UsageEvent.state', 'UsageEvent.charge', 'UsageEvent.unchargedReason'];

/** All root fields, queries first and mutations last. */
export function operationsOf(schema: GraphQLSchema): Operation[] {
  const roots = [schema.getQueryType(), schema.getSubscriptionType(), schema.getMutationType()];
  return roots.flatMap((root) =>
    Object.values(root?.getFields() ?? {}).map((field) => ({
      field: `${root?.name}.${field.name}`,
      document: documentOf(root?.name ?? '', field),
      places: field.args.flatMap((argument) => placesOf(argument, [])),
    })),
  );
}

function placesOf({ name, type }: GraphQLArgument | GraphQLInputField, above: string[]): Place[] {
  return placesIn(type, [...above, name], true);
}

function placesIn(type: GraphQLInputType, path: string[], nullable: boolean): Place[] {
  if (isNonNullType(type)) return placesIn(type.ofType, path, false);
  if (isListType(type)) return placesIn(type.ofType, [...path, '[]'], true);
  if (isInputObjectType(type)) return Object.values(type.getFields()).flatMap((field) => placesOf(field, path));
  return type === GraphQLID ? [{ path, nullable }] : [];
}

function documentOf(root: string, { name, args, type }: GraphQLField<unknown, unknown>): string {
  // A variable with a default of its own could hide the argument's.
  const declared = args.map((argument) => `$${argument.name}: ${variableType(argument)}`);
  const passed = args.map((argument) => `${argument.name}: $${argument.name}`);
  const list = (items: string[]) => (items.length === 0 ? '' : `(${items.join(', ')})`);
  return `${root.toLowerCase()} Try${list(declared)} { ${name}${list(passed)} ${selectionOf(type, 2)} }`;
}

function variableType({ type, defaultValue }: GraphQLArgument): string {
  return isNonNullType(type) && defaultValue !== undefined ? String(type.ofType) : String(type);
}

/** All leaves, and those of what lies so many levels below; a page and its nodes are one level. */
function selectionOf(type: GraphQLOutputType, levels: number): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (!isObjectType(named)) return '{ __typename id }';
  const page = named.name.endsWith('Connection');
  const chosen = Object.values(named.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument) || TIMED.includes(`${named.name}.${field.name}`)) return [];
    if (isLeafType(getNamedType(field.type))) return [field.name];
    if (levels === 1 && !page) return [];
    return field.name === 'edges' ? [] : [`${field.name} ${selectionOf(field.type, page ? levels : levels - 1)}`];
  });
  return `{ __typename ${chosen.join(' ')} }`;
}
