/**
 * What a GraphQL document may be, for HTTP and sockets alike: one list of rules and one set of parser options.
 * Fragments count wherever they are spread. It weighs the document alone, never what its lists will return.
 */
import {
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type DocumentNode,
  type ParseOptions,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';

export interface DocumentLimits {
  /** Lexical tokens; checked while parsing. */
  tokens: number;
  /** Levels of fields. Introspection has a limit of its own in graphql-js. */
  depth: number;
  /** Fields of one operation, aliases and every spread of a fragment counted. */
  fields: number;
  /** Fields at the root of one operation. */
  rootFields: number;
  /** Directives in the whole document. */
  directives: number;
}

export const documentLimits: DocumentLimits = {
  tokens: 2000,
  depth: 12,
  fields: 1000,
  rootFields: 30,
  directives: 100,
};

/** Validation stops after so many errors: each one costs time to word. */
export const validationOptions = { maxErrors: 10 };

/** Options for `parse`: both transports refuse the document at the same token. */
export const parseOptions = { maxTokens: documentLimits.tokens } satisfies ParseOptions;

/** The rules that come on top of GraphQL's own. */
export function documentRules(settings: { introspection: boolean; limits?: DocumentLimits }): ValidationRule[] {
  const rules = [limitRule(settings.limits ?? documentLimits)];
  return settings.introspection ? rules : [...rules, NoSchemaIntrospectionCustomRule];
}

function limitRule(limits: DocumentLimits): ValidationRule {
  return (context) => {
    let directives = 0;
    return {
      Directive: () => void (directives += 1),
      Document: {
        enter(document) {
          for (const problem of problemsOf(document, limits)) context.reportError(new GraphQLError(problem));
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

function problemsOf(document: DocumentNode, limits: DocumentLimits): string[] {
  const weigh = weigher(document);
  const problems: string[] = [];
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, fields, rootFields } = weigh(definition.selectionSet);
    if (depth > limits.depth) problems.push(tooMany('levels of fields', depth, limits.depth));
    if (fields > limits.fields) problems.push(tooMany('fields', fields, limits.fields));
    if (rootFields > limits.rootFields) problems.push(tooMany('root fields', rootFields, limits.rootFields));
  }
  return problems;
}

interface Weight {
  depth: number;
  fields: number;
  rootFields: number;
}

/** Weighs each fragment once, so that fragments which double each other cost nothing; a cycle ends where it closes. */
function weigher(document: DocumentNode): (set: SelectionSetNode) => Weight {
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const known = new Map<string, Weight>();

  function ofFragment(name: string): Weight {
    const earlier = known.get(name);
    if (earlier) return earlier;
    known.set(name, { depth: 0, fields: 0, rootFields: 0 });
    const fragment = fragments.get(name);
    const weight = fragment ? weigh(fragment.selectionSet) : { depth: 0, fields: 0, rootFields: 0 };
    known.set(name, weight);
    return weight;
  }

  function weigh(set: SelectionSetNode): Weight {
    const sum: Weight = { depth: 0, fields: 0, rootFields: 0 };
    for (const node of set.selections) {
      let { depth, fields, rootFields } = { depth: 0, fields: 0, rootFields: 0 };
      if (node.kind === Kind.FIELD) {
        const below = node.selectionSet && weigh(node.selectionSet);
        depth = node.name.value.startsWith('__') ? 1 : 1 + (below?.depth ?? 0);
        fields = 1 + (below?.fields ?? 0);
        rootFields = 1;
      } else {
        ({ depth, fields, rootFields } =
          node.kind === Kind.INLINE_FRAGMENT ? weigh(node.selectionSet) : ofFragment(node.name.value));
      }
      sum.depth = Math.max(sum.depth, depth);
      sum.fields += fields;
      sum.rootFields += rootFields;
    }
    return sum;
  }

  return weigh;
}
