/**
 * From a document's text to a document that may run, for sockets: parsed and validated once per text, with the rules
 * that HTTP has. Refused documents are not remembered.
 */
import { GraphQLError, parse, specifiedRules, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { BoundedMap } from '../bounded-map.js';
import { documentRules, parseOptions, validationOptions } from './document-limits.js';
import type { Limits } from './limits.js';

const REMEMBERED = 1000;
const REMEMBERED_LENGTH = 10_000;

/** @returns a function from text to the document, or to what is wrong with it */
export function documentReader(
  schema: GraphQLSchema,
  settings: { introspection: boolean; limits: Limits },
): (text: string) => DocumentNode | readonly GraphQLError[] {
  const documents = new BoundedMap<DocumentNode>(REMEMBERED);
  const rules = [...specifiedRules, ...documentRules(settings)];
  const parsing = parseOptions(settings.limits);
  const validating = validationOptions(settings.limits);
  return (text) => {
    const known = documents.get(text);
    if (known) return known;
    try {
      const document = parse(text, parsing);
      const errors = validate(schema, document, rules, validating);
      if (errors.length > 0) return errors;
      if (text.length <= REMEMBERED_LENGTH) documents.set(text, document);
      return document;
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  };
}
