/**
 * Reads the console as it was built (console/dist), once, before anything is served: the page, its files with their packed
 * copies, and the documents that it runs. What is not there at the start is never served.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { readDocuments, type DocumentRules } from './read-trusted-documents.js';

/** A file of the console, as it goes out. */
export interface ConsoleFile {
  contentType: string;
  /** Of what is in it, not of how it is packed. */
  hash: string;
  /** Its name is another one whenever its content is. */
  immutable: boolean;
  content: Buffer;
  /** Packed copies by the name of their coding, the best one first. */
  packed: ReadonlyMap<string, Buffer>;
}

/** The console as it was built. */
export interface ConsoleBuild {
  /** The page before and after its settings. */
  page: readonly [before: string, after: string];
  /** By their path from the server's root. */
  files: ReadonlyMap<string, ConsoleFile>;
  /** Texts by their SHA-256. */
  documents: ReadonlyMap<string, string>;
}

/** What stands before and after the `null` for which the page gets its settings. */
const SETTINGS = ['<script type="application/json" id="settings">', '</script>'] as const;
const PAGE = 'index.html';
const DOCUMENTS = 'documents.json';
/** For this server, not for browsers. */
const UNSERVED = new Set([PAGE, DOCUMENTS, 'build.json']);
const HASHED = 'assets';
const CODINGS: readonly [coding: string, extension: string][] = [
  ['br', '.br'],
  ['gzip', '.gz'],
];
const CONTENT_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/**
 * Answers the console in a folder; null where there is none.
 * @throws Error that says what is wrong with it, where there is a page that cannot work
 */
export async function readConsole(dir: string, rules: DocumentRules): Promise<ConsoleBuild | null> {
  const html = await readFile(join(dir, PAGE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (html === null) return null;
  const [before = '', after, ...more] = html.split(SETTINGS.join('null'));
  if (after === undefined || more.length > 0)
    throw new Error(`The console: ${join(dir, PAGE)} must have ${SETTINGS.join('null')} exactly once.`);
  const [open, close] = SETTINGS;
  const [files, documents] = await Promise.all([
    readFiles(dir),
    readDocuments(join(dir, DOCUMENTS), { list: 'The console', ...rules }),
  ]);
  return { page: [before + open, close + after], files, documents };
}

async function readFiles(dir: string): Promise<Map<string, ConsoleFile>> {
  const top = await namesIn(dir);
  const hashed = (await namesIn(join(dir, HASHED))).map((name) => `${HASHED}/${name}`);
  const names = [...top.filter((name) => !UNSERVED.has(name)), ...hashed];
  const contents = new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(dir, name))] as const)),
  );
  const files = new Map<string, ConsoleFile>();
  for (const [name, content] of contents) {
    const packs = CODINGS.some(([, extension]) => name.endsWith(extension));
    if (packs && contents.has(name.slice(0, -extname(name).length))) continue;
    const packed = CODINGS.flatMap(([coding, extension]) => {
      const copy = contents.get(name + extension);
      return copy === undefined ? [] : [[coding, copy] as const];
    });
    files.set(`/${name}`, {
      contentType: CONTENT_TYPES[extname(name)] ?? 'application/octet-stream',
      hash: createHash('sha256').update(content).digest('base64url').slice(0, 27),
      immutable: name.startsWith(`${HASHED}/`),
      content,
      packed: new Map(packed),
    });
  }
  return files;
}

/** The regular files of a folder, which need not be there. */
async function namesIn(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
