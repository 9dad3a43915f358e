/**
 * The contract: its text as committed is what the code serves, all of it is described, and nothing that clients rely on
 * has moved.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  parse,
  print,
  printType,
  type DefinitionNode,
  type FieldDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InputValueDefinitionNode,
} from 'graphql';
import { buildApiSchema } from '../../src/processes/schema.js';
import { printApiSchema } from '../../src/commands/print-api-schema.js';
import { CONTRACT } from './contract.js';

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await buildApiSchema();
});

test('schema/schema.graphql is what the code serves: after a change, npm run schema writes it anew', async () => {
  const committed = readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8');
  expect(committed).toBe(await printApiSchema());
});

test('every object that names its account by id has it as an object beside it, null where it may not be read', () => {
  const naming = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter((type) => /^ID!?$/.test(String(type.getFields().account?.type)));
  expect(naming.length).toBeGreaterThan(8);
  const without = naming.filter((type) => String(type.getFields().accountObject?.type) !== 'Account');
  expect(without.map(({ name }) => name)).toEqual([]);
});

test('every type, field, argument, input field and enum value has a description', () => {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !isRoot(type),
  );
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter(
    (type) => !!type,
  );
  const bare = [...types, ...roots].flatMap((type) => describable(type)).filter(({ text }) => !text?.trim());
  expect(bare.map(({ path }) => path)).toEqual([]);
});

describe('what clients rely on keeps its name and its shape', () => {
  for (const definition of parse(CONTRACT).definitions) {
    if (!('name' in definition) || !definition.name) continue;
    const { value: name } = definition.name;
    test(name, () => {
      const wanted = wantedShape(definition);
      expect(shapeOf(schema.getType(name), wanted)).toEqual(wanted);
    });
  }
});

function isRoot(type: GraphQLNamedType): boolean {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].some((root) => root === type);
}

/** Everything in a type that ought to say what it is. */
function describable(type: GraphQLNamedType): { path: string; text: string | null | undefined }[] {
  const own = isRoot(type) ? [] : [{ path: type.name, text: type.description }];
  if (isEnumType(type)) {
    return [
      ...own,
      ...type.getValues().map(({ name, description }) => ({ path: `${type.name}.${name}`, text: description })),
    ];
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    return [...own, ...fields.map(({ name, description }) => ({ path: `${type.name}.${name}`, text: description }))];
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return own;
  const fields = Object.values(type.getFields()).flatMap((field) => [
    { path: `${type.name}.${field.name}`, text: field.description },
    ...field.args.map((arg) => ({ path: `${type.name}.${field.name}(${arg.name})`, text: arg.description })),
  ]);
  return [...own, ...fields];
}

type Shape = Record<string, string | Record<string, string>>;

/** The contract's own words of a definition: each member with its type, each argument with its type and default. */
function wantedShape(definition: DefinitionNode): Shape {
  if (definition.kind === Kind.ENUM_TYPE_DEFINITION) {
    return Object.fromEntries((definition.values ?? []).map(({ name }) => [name.value, 'value']));
  }
  if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    return Object.fromEntries((definition.fields ?? []).map((field) => [field.name.value, inputText(field)]));
  }
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return {};
  const implemented = (definition.interfaces ?? []).map(({ name }) => [`implements ${name.value}`, 'yes']);
  const fields = (definition.fields ?? []).map((field) => [field.name.value, fieldShape(field)]);
  return Object.fromEntries([...implemented, ...fields]) as Shape;
}

const fieldShape = (field: FieldDefinitionNode): Record<string, string> => ({
  type: print(field.type),
  ...Object.fromEntries((field.arguments ?? []).map((arg) => [`(${arg.name.value})`, inputText(arg)])),
});

function inputText({ type, defaultValue }: InputValueDefinitionNode): string {
  return defaultValue ? `${print(type)} = ${print(defaultValue)}` : print(type);
}

/** The same of what the code serves, members that the contract does not name left out: it may grow. */
function shapeOf(type: GraphQLNamedType | undefined, wanted: Shape): Shape {
  const [node] = type ? parse(printType(type)).definitions : [];
  const served = node ? wantedShape(node) : {};
  const shape: Shape = {};
  for (const [name, parts] of Object.entries(wanted)) {
    const found = served[name];
    if (found === undefined) continue;
    const named = (part: string): boolean => typeof parts === 'string' || part in parts;
    shape[name] =
      typeof found === 'string' ? found : Object.fromEntries(Object.entries(found).filter(([part]) => named(part)));
  }
  return shape;
}
