/**
 * Which argument an error is about, as a path that a form can find its field by: "input.target", "input.usage.0.quantity",
 * "inputs.3.product". What a resolver refuses names the argument itself; what graphql-js refuses is found by its place in
 * the document. Only errors come here, so it may be slow; where nothing is found, nothing is said.
 */
import {
  defaultFieldResolver,
  isObjectType,
  Kind,
  parse,
  visit,
  type ASTNode,
  type DocumentNode,
  type GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  type Source,
} from 'graphql';
import { SpillwayError } from '../errors.js';

/** Lets the errors of a schema's resolvers tell the whole path: they name an argument as their input has it. */
export function nameArguments(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    // Those of introspection are shared by all schemas.
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) if (field.args.length > 0) watch(field);
  }
  return schema;
}

function watch(field: GraphQLField<unknown, unknown>): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  const within = (error: unknown, place = ''): unknown => {
    if (error instanceof SpillwayError && error.argument !== undefined) {
      error.extensions.argument = wholePath(field, error.argument, place);
    }
    return error;
  };
  const named = (found: unknown): unknown => {
    // Of many calls each is refused on its own.
    if (Array.isArray(found)) found.forEach((each, i) => within(each, `.${i}`));
    return found;
  };
  const watched = (run: () => unknown): unknown => {
    try {
      const found = run();
      if (!(found instanceof Promise)) return named(found);
      return found.then(named, (error: unknown) => {
        throw within(error);
      });
    } catch (error) {
      throw within(error);
    }
  };
  field.resolve = (...asked) => watched(() => resolve(...asked));
  const { subscribe } = field;
  if (subscribe) field.subscribe = (...asked) => watched(() => subscribe(...asked));
}

/** Arguments of the field itself go by their names; all others are fields of its one input. */
function wholePath({ args }: GraphQLField<unknown, unknown>, path: string, place: string): string {
  const [first] = path.split('.');
  if (args.some(({ name }) => name === first)) return path;
  const input = args.find(({ name }) => name === 'input' || name === 'inputs');
  return input ? `${input.name}${place}.${path}` : path;
}

const AT_PATH = /^Variable "\$(\w+)" got invalid value .* at "([^"]*)"/s;

/** The argument that graphql-js refused before any resolver ran; undefined where it was none. */
export function refusedArgument(error: GraphQLError): string | undefined {
  const [node] = error.nodes ?? [];
  const { source } = node?.loc ?? {};
  if (!node || !source || node.kind === Kind.FIELD) return undefined;
  if (node.kind !== Kind.VARIABLE_DEFINITION) return argumentAt(source, (each) => each.loc?.start === node.loc?.start);
  const { value } = node.variable.name;
  const argument = argumentAt(source, (each) => each.kind === Kind.VARIABLE && each.name.value === value);
  const [, , inside = ''] = AT_PATH.exec(error.message) ?? [];
  return argument && argument + inside.slice(value.length).replaceAll(/\[(\d+)\]/g, '.$1');
}

// One document may have many mistakes.
const documents = new WeakMap<Source, DocumentNode>();

/** The path of the first value in a document's arguments that is meant. */
function argumentAt(source: Source, isMeant: (value: ASTNode) => boolean): string | undefined {
  const document = documents.get(source) ?? parse(source);
  documents.set(source, document);
  let found: string | undefined;
  visit(document, {
    enter(node, _key, parent, _path, ancestors) {
      if (found !== undefined || !isMeant(node)) return;
      const around = [...ancestors, parent, node].filter((each) => each !== undefined && 'kind' in each);
      const from = around.findIndex(({ kind }) => kind === Kind.ARGUMENT);
      if (from === -1 || around.some(({ kind }) => kind === Kind.DIRECTIVE)) return;
      found = around
        .slice(from)
        .flatMap((each, i, all) => stepOf(each, all[i - 1]))
        .join('.');
    },
  });
  return found;
}

/** What a node adds to the path: the name of an argument or of a field, or a place in a list. */
function stepOf(node: ASTNode, above: ASTNode | undefined): string[] {
  const place = above?.kind === Kind.LIST ? above.values.findIndex((value) => value === node) : -1;
  if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) return [node.name.value];
  return place >= 0 ? [String(place)] : [];
}
