/**
 * Reads lists of trusted documents, once, before anything is served: the operator's from its folder, and others from one
 * file. They are JSON files of hash and text, as graphql-codegen's `persistedDocuments` and relay-compiler's
 * `persistConfig` write them. A list with any mistake is refused whole.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import { type DocumentNode, type GraphQLError, type GraphQLSchema, Kind } from 'graphql';
import type { Limits } from './limits.js';
import { documentReader } from './read-document.js';
import { sha256 } from './trusted-documents.js';

/** What documents must keep to. */
export interface DocumentRules {
  schema: GraphQLSchema;
  /** Whether documents may ask for the schema. */
  introspection: boolean;
  limits: Limits;
}

export interface TrustedDocumentsSource extends DocumentRules {
  /** Its files that end in `.json` are read; folders in it are not. */
  dir: string;
}

const OPERATORS = 'Trusted documents (SPILLWAY_TRUSTED_DOCUMENTS_DIR)';

const MOST_FILES = 100;
/** Of all files together. */
const MOST_BYTES = 16_777_216;
const MOST_DOCUMENTS = 10_000;
/** codegen writes it before each hash where it is told to. */
const PREFIX = /^sha256:/;
const SHA256 = /^[\da-f]{64}$/;

/**
 * Answers the operator's texts by their hash.
 * @throws Error that names the folder, the file and the hash, and says what is wrong there
 */
export async function readTrustedDocuments(source: TrustedDocumentsSource): Promise<Map<string, string>> {
  const { dir } = source;
  const check = documentCheck(source);
  const texts = new Map<string, string>();
  let bytes = 0;
  for (const file of await filesIn(dir)) {
    const place = `${OPERATORS}: ${join(dir, file)}`;
    bytes += await sizeOf(join(dir, file), place);
    if (bytes > MOST_BYTES) throw refusal(place, `up to here the files have more than ${MOST_BYTES} bytes together`);
    addTo(texts, await readFile(join(dir, file)), { place, check });
  }
  return texts;
}

/**
 * Answers the texts of one file by their hash.
 * @param list what messages call the list
 * @throws Error that names the file and the hash, and says what is wrong there
 */
export async function readDocuments(
  file: string,
  { list, ...rules }: DocumentRules & { list: string },
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const place = `${list}: ${file}`;
  if ((await sizeOf(file, place)) > MOST_BYTES) throw refusal(place, `it has more than ${MOST_BYTES} bytes`);
  addTo(texts, await readFile(file), { place, check: documentCheck(rules) });
  return texts;
}

interface Adding {
  place: string;
  check: (text: string) => string | null;
}

function addTo(texts: Map<string, string>, bytes: Buffer, { place, check }: Adding): void {
  for (const [name, text] of entriesOf(bytes, place)) {
    const hash = name.replace(PREFIX, '');
    const problem = problemOf(hash, text) ?? check(text as string);
    if (problem !== null) throw refusal(`${place}: ${name.slice(0, 100)}`, problem);
    texts.set(hash, text as string);
    if (texts.size > MOST_DOCUMENTS) throw refusal(place, `up to here there are more than ${MOST_DOCUMENTS} documents`);
  }
}

const refusal = (place: string, problem: string, cause?: unknown): Error =>
  new Error(`${place}: ${problem}.`, { cause });

async function filesIn(dir: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(dir);
  } catch (error) {
    throw refusal(
      `${OPERATORS}: ${dir}`,
      `the folder cannot be read (${(error as NodeJS.ErrnoException).code})`,
      error,
    );
  }
  const files = names.filter((name) => name.endsWith('.json')).sort();
  if (files.length > MOST_FILES)
    throw refusal(`${OPERATORS}: ${dir}`, `${files.length} files that end in .json, at most ${MOST_FILES} may`);
  return files;
}

async function sizeOf(file: string, place: string): Promise<number> {
  const status = await stat(file).catch((error: unknown) => {
    throw refusal(place, `it cannot be read (${(error as NodeJS.ErrnoException).code})`, error);
  });
  if (!status.isFile()) throw refusal(place, 'it is no regular file');
  return status.size;
}

function entriesOf(bytes: Buffer, place: string): [hash: string, text: unknown][] {
  if (!isUtf8(bytes)) throw refusal(place, 'it is not UTF-8');
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString());
  } catch (error) {
    throw refusal(place, 'it is not JSON', error);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw refusal(place, 'it must be one JSON object, of SHA-256 and document');
  }
  return Object.entries(content);
}

/** What is wrong with an entry whatever the schema is; null where nothing is. */
function problemOf(hash: string, text: unknown): string | null {
  if (!SHA256.test(hash)) return 'the name must be a SHA-256, 64 hexadecimal digits (codegen: hashAlgorithm "sha256")';
  if (typeof text !== 'string') return 'the document must be a text';
  const own = sha256(text);
  return own === hash ? null : `this is not the hash of its document, which is ${own}`;
}

/** Finds out whether the schema takes a document, under the rules that callers' own documents have. */
function documentCheck({ schema, introspection, limits }: DocumentRules): (text: string) => string | null {
  const read = documentReader(schema, { introspection, limits });
  return (text) => {
    if (Buffer.byteLength(text) > limits.bodyBytes) return `the document has more than ${limits.bodyBytes} bytes`;
    const document = read(text);
    if (!isDocument(document)) return `the schema refuses the document: ${document[0]?.message.replace(/\.$/, '')}`;
    const runs = document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    return runs ? null : 'the document has no operation';
  };
}

function isDocument(read: DocumentNode | readonly GraphQLError[]): read is DocumentNode {
  return 'kind' in read;
}
