/**
 * What a GraphQL request over HTTP asks for, from its body or from its URL. It checks nothing: what is missing or of a
 * wrong type is refused by whoever runs the operation.
 */
import type { FastifyRequest } from 'fastify';
import { namesHash, type NamedDocument } from './trusted-documents.js';

type Asking = Pick<FastifyRequest, 'method' | 'url' | 'body'>;

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
  { method, url, body }: Asking,
  find: (named: NamedDocument) => unknown,
): { search: string; body: unknown } {
  const search = searchOf(url);
  if (method === 'GET') return { search: searchWithText(search, find), body };
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { search, body };
  const query = find(body);
  if (!namesHash(body)) return { search, body };
  const { documentId: _, extensions, ...others } = body as NamedDocument;
  return { search, body: { ...others, query, ...(extensions != null && { extensions: withoutHash(extensions) }) } };
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
