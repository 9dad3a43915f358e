/**
 * Which documents callers may run, and how they name one without its text: by its SHA-256. The operator's list alone
 * decides which hashes are known; no caller adds to it. It knows neither where the list comes from nor the schema.
 */
import { createHash } from 'node:crypto';
import { BoundedMap } from '../bounded-map.js';
import { SpillwayError } from '../errors.js';
import type { Log } from '../log.js';

/** `off`: any text and no hash. `log`: any text, and those not on the list are logged. `required`: the list alone. */
export type DocumentTrust = 'off' | 'log' | 'required';

export interface TrustedDocuments {
  trust: DocumentTrust;
  /** Texts by their SHA-256 in lower-case hexadecimal digits. */
  texts: ReadonlyMap<string, string>;
}

/** No list at all. */
export const NO_TRUSTED_DOCUMENTS: TrustedDocuments = { trust: 'off', texts: new Map() };

/** What a request says of its document, before any of it is believed. */
export interface NamedDocument {
  query?: unknown;
  /** `sha256:` and the hash. */
  documentId?: unknown;
  /** Apollo's way: `persistedQuery.sha256Hash`. */
  extensions?: unknown;
}

/**
 * Answers the text that a request runs; undefined where it names no document in any way.
 * @throws SpillwayError PERSISTED_QUERY_NOT_FOUND, PERSISTED_QUERY_NOT_SUPPORTED; BAD_USER_INPUT for two names
 */
export type FindText = (named: NamedDocument, from: { tenant: string; requestId: string }) => unknown;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const ID_PREFIX = 'sha256:';
/** Clients of both protocols look for these very messages, or for the code, before they send the text instead. */
const NOT_FOUND = 'PersistedQueryNotFound';
const NOT_SUPPORTED = 'PersistedQueryNotSupported';
const NOT_TRUSTED =
  'This server runs trusted documents only, and this text is none of them: have the operator add it to the list ' +
  '(SPILLWAY_TRUSTED_DOCUMENTS).';

/** A known hash is what runs, whatever text stands beside it: clients add fields such as __typename to the text. */
export function textFinder({ trust, texts }: TrustedDocuments, log: Log): FindText {
  const tell = untrustedLog(log);
  return (named, from) => {
    const hash = hashIn(named);
    const trusted = hash === undefined ? undefined : texts.get(hash);
    if (trusted !== undefined) return trusted;
    const { query } = named;
    if (typeof query !== 'string' || query === '') {
      if (hash === undefined) return query;
      if (trust === 'off') throw new SpillwayError('PERSISTED_QUERY_NOT_SUPPORTED', NOT_SUPPORTED);
      throw new SpillwayError('PERSISTED_QUERY_NOT_FOUND', NOT_FOUND);
    }
    if (trust === 'off') return query;
    const own = sha256(query);
    if (texts.has(own)) return query;
    tell({ ...from, hash: own, document: query.slice(0, LOGGED_LENGTH), refused: trust === 'required' });
    if (trust === 'required') throw new SpillwayError('PERSISTED_QUERY_NOT_FOUND', NOT_TRUSTED);
    return query;
  };
}

/** Whether a request names its document by a hash. */
export function namesHash(named: NamedDocument): boolean {
  return named.documentId != null || persistedQueryOf(named) != null;
}

/** The hash that a request names, as it stands there; what is no SHA-256 is on no list. */
function hashIn(named: NamedDocument): string | undefined {
  const { documentId } = named;
  const persisted = persistedQueryOf(named) as { sha256Hash?: unknown } | null | undefined;
  const byId = documentId == null ? undefined : textIn(documentId).replace(ID_PREFIX, '');
  const byExtension = persisted == null ? undefined : textIn(persisted.sha256Hash);
  if (byId !== undefined && byExtension !== undefined && byId !== byExtension) {
    const message = 'documentId and extensions.persistedQuery name different documents: name one.';
    throw new SpillwayError('BAD_USER_INPUT', message);
  }
  return byId ?? byExtension;
}

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

function persistedQueryOf({ extensions }: NamedDocument): unknown {
  return typeof extensions === 'object' && extensions !== null && 'persistedQuery' in extensions
    ? extensions.persistedQuery
    : undefined;
}

const LOGGED_LENGTH = 1000;
const LOGGED_PER_MINUTE = 60;
const MINUTE_MS = 60_000;
const REMEMBERED = 1000;

/** Tells each text once, and at most so many a minute: neither a caller nor a new client fills the log. */
function untrustedLog(log: Log): (line: { hash: string } & Record<string, unknown>) => void {
  const told = new BoundedMap<true>(REMEMBERED);
  let since = -Infinity;
  let lines = 0;
  let notLogged = 0;
  return (line) => {
    if (told.get(line.hash)) return;
    const now = performance.now();
    if (now - since >= MINUTE_MS) [since, lines] = [now, 0];
    if (lines >= LOGGED_PER_MINUTE) return void (notLogged += 1);
    told.set(line.hash, true);
    lines += 1;
    log.warn({ ...line, notLogged }, 'a document that is not trusted');
    notLogged = 0;
  };
}
