/**
 * What a GraphQL request over HTTP asks for, from its body or from its URL. Whether its document may run is decided
 * elsewhere.
 */
import type { FastifyRequest } from 'fastify';
import { SpillwayError } from '../errors.js';
import type { AskedOperation } from './prepare-operation.js';
import { namesHash, type NamedDocument } from './trusted-documents.js';

/** As much of a request as says what is asked. */
type Sent = Pick<FastifyRequest, 'method' | 'url' | 'body'>;

/** From `?` on; empty where there is none. */
function searchOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start);
}

/**
 * The same request with the text that runs and without a hash, for Apollo, which knows no list of documents.
 * @param find answers the text that runs, or throws
 */
export function withText(
  { method, url, body }: Sent,
  find: (named: NamedDocument) => unknown,
): { search: string; body: unknown } {
  const search = searchOf(url);
  if (method === 'GET') return { search: searchWithText(search, find), body };
  if (!isObject(body)) return { search, body };
  const query = find(body);
  if (!namesHash(body)) return { search, body };
  const { documentId: _, extensions, ...others } = body;
  return { search, body: { ...others, query, ...(extensions != null && { extensions: withoutHash(extensions) }) } };
}

/**
 * What is asked, in the shape that runs.
 * @throws SpillwayError BAD_USER_INPUT for what is of a wrong type or missing
 */
export function paramsOf({ method, url, body }: Sent): AskedOperation {
  const params = method === 'GET' ? paramsIn(new URLSearchParams(searchOf(url))) : body;
  if (!isObject(params)) throw new SpillwayError('BAD_USER_INPUT', 'The body must be a JSON object with a "query".');
  const { operationName, variables, ...named } = params;
  if ((typeof named.query !== 'string' || named.query === '') && !namesHash(named))
    throw new SpillwayError('BAD_USER_INPUT', '"query" must be the text of a document.');
  if (named.extensions != null && !isObject(named.extensions))
    throw new SpillwayError('BAD_USER_INPUT', '"extensions" must be a JSON object.');
  if (variables != null && !isObject(variables))
    throw new SpillwayError('BAD_USER_INPUT', '"variables" must be a JSON object.');
  if (operationName != null && typeof operationName !== 'string')
    throw new SpillwayError('BAD_USER_INPUT', '"operationName" must be a text.');
  return { ...named, operationName, variables };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function paramsIn(search: URLSearchParams): Record<string, unknown> {
  const params: Record<string, unknown> = Object.fromEntries(search);
  for (const name of ['variables', 'extensions']) {
    const given = search.get(name);
    // What is no JSON is left as the text that it is, which is of a wrong type.
    if (given !== null) params[name] = parsed(given) ?? (given === 'null' ? null : given);
  }
  return params;
}

function searchWithText(search: string, find: (named: NamedDocument) => unknown): string {
  const params = new URLSearchParams(search);
  const given = params.get('extensions');
  const named = { query: params.get('query'), documentId: params.get('documentId'), extensions: parsed(given) };
  const query = find(named);
  if (!namesHash(named)) return search;
  params.delete('documentId');
  params.set('query', String(query));
  if (given !== null) params.set('extensions', JSON.stringify(withoutHash(named.extensions)));
  return `?${params.toString()}`;
}

/** Undefined for what is no JSON. */
function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}

function withoutHash(extensions: unknown): unknown {
  if (typeof extensions !== 'object' || extensions === null) return extensions;
  const { persistedQuery: _, ...others } = extensions as { persistedQuery?: unknown };
  return others;
}
