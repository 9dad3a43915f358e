/**
 * How many calls an operation makes: what the door counts (docs/rules.md, 34). Each field at the root is one, under
 * whatever alias, and where it takes a list of inputs each of them is. It judges nothing.
 */
import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** One operation of a valid document, with the variables that it came with, not coerced yet. */
export interface Asked {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>>;
}

/** @returns at least 1; what `@skip` and `@include` leave out counts too */
export function callsOf(schema: GraphQLSchema, asked: Asked): number {
  const fields = schema.getRootType(asked.operation.operation)?.getFields() ?? {};
  const calls = rootFields(asked).map((node) => {
    const listed = (fields[node.name.value]?.args ?? []).filter(takesInputs);
    const inputs = listed.map(({ name }) => lengthOf(node.arguments?.find((a) => a.name.value === name)?.value, asked));
    return Math.max(
      1,
      inputs.reduce((sum, length) => sum + length, 0),
    );
  });
  return Math.max(
    1,
    calls.reduce((sum, count) => sum + count, 0),
  );
}

function takesInputs({ type }: GraphQLArgument): boolean {
  return isListType(getNullableType(type)) && isInputObjectType(getNamedType(type));
}

/** The fields that answer: two under one name are one, as they are when they run. */
function rootFields({ document, operation }: Asked): FieldNode[] {
  const found = new Map<string, FieldNode>();
  const spread = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) found.set((node.alias ?? node.name).value, node);
      else if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet);
      else if (!spread.has(node.name.value)) {
        spread.add(node.name.value);
        const fragment = document.definitions.find(
          (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === node.name.value,
        );
        if (fragment?.kind === Kind.FRAGMENT_DEFINITION) collect(fragment.selectionSet);
      }
    }
  };
  collect(operation.selectionSet);
  return [...found.values()];
}

/** How many items a list has; what is no list is taken as the one item of one. */
function lengthOf(value: ValueNode | undefined, { operation, variables }: Asked): number {
  if (value === undefined) return 0;
  if (value.kind === Kind.LIST) return value.values.length;
  if (value.kind !== Kind.VARIABLE) return 1;
  const name = value.name.value;
  const given = variables[name];
  if (Array.isArray(given)) return given.length;
  const declared = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  return given === undefined && declared?.defaultValue?.kind === Kind.LIST ? declared.defaultValue.values.length : 1;
}
