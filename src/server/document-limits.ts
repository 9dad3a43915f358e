/**
 * What a GraphQL document may be, for HTTP and sockets alike: one list of rules and one set of parser options.
 * Fragments count wherever they are spread, and what lies below a list counts as often as the list may be long: a page
 * as its `first` says, a list without pages as its field says. What a list of thousands really has is counted by
 * long-lists.ts while the answer is made, so all of them together count here at most as much as that lets through.
 */
import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type ParseOptions,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';
import type { Limits } from './limits.js';

type DocumentLimits = Lengths & Pick<Limits, 'depth' | 'fields' | 'rootFields' | 'directives' | 'cost'>;

/** Options for `parse`: both transports refuse the document at the same token. */
export const parseOptions = ({ tokens }: Pick<Limits, 'tokens'>): ParseOptions => ({ maxTokens: tokens });

/** Options for `validate`. */
export const validationOptions = ({ mistakes }: Pick<Limits, 'mistakes'>) => ({ maxErrors: mistakes });

/** The rules that come on top of GraphQL's own. */
export function documentRules(settings: { introspection: boolean; limits: DocumentLimits }): ValidationRule[] {
  const rules = [limitRule(settings.limits)];
  return settings.introspection ? rules : [...rules, NoSchemaIntrospectionCustomRule];
}

function limitRule(limits: DocumentLimits): ValidationRule {
  return (context) => {
    let directives = 0;
    return {
      Directive: () => void (directives += 1),
      Document: {
        enter(document) {
          for (const problem of problemsOf(context.getSchema(), document, limits))
            context.reportError(new GraphQLError(problem));
        },
        leave() {
          if (directives <= limits.directives) return;
          context.reportError(new GraphQLError(tooMany('directives', directives, limits.directives)));
        },
      },
    };
  };
}

const tooMany = (what: string, count: number, limit: number): string =>
  `The document has ${count} ${what}; at most ${limit} are allowed.`;

function problemsOf(schema: GraphQLSchema, document: DocumentNode, limits: DocumentLimits): string[] {
  const weigh = weigher(schema, document, limits);
  const problems: string[] = [];
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = schema.getRootType(definition.operation);
    const { depth, fields, rootFields, ...weight } = weigh(definition.selectionSet, root);
    const cost = weight.cost + Math.min(weight.longRows, limits.longRows) * weight.longWidth;
    if (depth > limits.depth) problems.push(tooMany('levels of fields', depth, limits.depth));
    if (fields > limits.fields) problems.push(tooMany('fields', fields, limits.fields));
    if (rootFields > limits.rootFields) problems.push(tooMany('root fields', rootFields, limits.rootFields));
    if (cost > limits.cost) problems.push(tooCostly(cost, limits));
  }
  return problems;
}

const tooCostly = (cost: number, limits: DocumentLimits): string =>
  `The document could return ${cost} fields, its lists full; at most ${limits.cost} are allowed. ` +
  `Ask for shorter pages: "first" counts as ${limits.pageRows} where it is a variable.`;

type Lengths = Pick<Limits, 'pageRows' | 'listRows' | 'longRows' | 'fieldBytes'>;

type Field = GraphQLField<unknown, unknown> | undefined;

const isList = (field: Field): boolean => field !== undefined && isListType(getNullableType(field.type));

/**
 * How often what lies below this field may come: what the field says itself (`rows` among its extensions), the length of
 * its page, or what a short list without pages counts. The values of variables are not known yet.
 */
function rowsOf(node: FieldNode, field: Field, lengths: Lengths): number {
  const rows = field?.extensions.rows;
  if (typeof rows === 'number') return rows;
  const argument = field?.args.find(({ name }) => name === 'first');
  if (!argument) return isList(field) ? lengths.listRows : 1;
  const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  const length = given ? given.kind === Kind.INT && Number(given.value) : argument.defaultValue;
  const longest = lengths.pageRows;
  return typeof length === 'number' ? Math.min(Math.max(length, 1), longest) : longest;
}

interface Weight {
  depth: number;
  fields: number;
  /** Fields, those of long lists left out. */
  cost: number;
  /** Rows of long lists, each as long as it may be, and the most fields that one of them has. */
  longRows: number;
  longWidth: number;
  rootFields: number;
}

const NOTHING: Readonly<Weight> = { depth: 0, fields: 0, cost: 0, longRows: 0, longWidth: 0, rootFields: 0 };

/** What a field and all below it weigh. */
function fieldWeight(node: FieldNode, field: Field, below: Weight, lengths: Lengths): Weight {
  const { bytes, longest, rows: fixed } = field?.extensions ?? {};
  const each = node.selectionSet ? below.cost : Number(isList(field));
  const text = typeof bytes === 'number' ? Math.ceil(bytes / lengths.fieldBytes) : 1;
  const known = {
    depth: node.name.value.startsWith('__') ? 1 : 1 + below.depth,
    fields: 1 + below.fields,
    rootFields: 1,
  };
  if (typeof longest === 'number' && fixed === undefined) {
    const longRows = longest * (1 + below.longRows);
    return { ...known, cost: 1, longRows, longWidth: Math.max(each, below.longWidth) };
  }
  const rows = rowsOf(node, field, lengths);
  return { ...known, cost: text + rows * each, longRows: rows * below.longRows, longWidth: below.longWidth };
}

type Parent = GraphQLNamedType | null | undefined;

/** Weighs each fragment once, so that fragments which double each other cost nothing; a cycle ends where it closes. */
function weigher(
  schema: GraphQLSchema,
  document: DocumentNode,
  lengths: Lengths,
): (set: SelectionSetNode, parent: Parent) => Weight {
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const known = new Map<string, Weight>();

  function ofFragment(name: string): Weight {
    const earlier = known.get(name);
    if (earlier) return earlier;
    known.set(name, NOTHING);
    const fragment = fragments.get(name);
    const weight = fragment ? weigh(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value)) : NOTHING;
    known.set(name, weight);
    return weight;
  }

  function ofField(node: FieldNode, parent: Parent): Weight {
    const name = node.name.value;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    const below = node.selectionSet ? weigh(node.selectionSet, field && getNamedType(field.type)) : NOTHING;
    return fieldWeight(node, field, below, lengths);
  }

  function weigh(set: SelectionSetNode, parent: Parent): Weight {
    const sum = { ...NOTHING };
    for (const node of set.selections) {
      let weight: Weight;
      if (node.kind === Kind.FIELD) weight = ofField(node, parent);
      else if (node.kind === Kind.FRAGMENT_SPREAD) weight = ofFragment(node.name.value);
      else {
        const condition = node.typeCondition?.name.value;
        weight = weigh(node.selectionSet, condition === undefined ? parent : schema.getType(condition));
      }
      sum.depth = Math.max(sum.depth, weight.depth);
      sum.fields += weight.fields;
      sum.cost += weight.cost;
      sum.longRows += weight.longRows;
      sum.longWidth = Math.max(sum.longWidth, weight.longWidth);
      sum.rootFields += weight.rootFields;
    }
    return sum;
  }

  return weigh;
}
