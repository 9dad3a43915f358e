/** A small console as a build leaves it: a page, hashed files with their packed copies, and the documents it runs. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

export interface ConsoleDist {
  dir: string;
  /** Writes a file of it, or writes it anew. */
  put: (file: string, content: string | Buffer) => void;
  /** Writes its documents. */
  putDocuments: (texts: readonly string[]) => void;
  remove: () => void;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Spillway</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/assets/page-0a1b.css">
<script type="application/json" id="settings">null</script>
<script type="module" src="/assets/page-2c3d.js"></script>
</head>
<body><main></main></body>
</html>
`;

export interface ConsoleParts {
  script?: string;
  documents?: readonly string[];
}

/** A console that shows this script's work. */
export function makeConsoleDist({ script = '"the page";', documents = [] }: ConsoleParts = {}): ConsoleDist {
  const dir = mkdtempSync(join(tmpdir(), 'spillway-console-'));
  const put: ConsoleDist['put'] = (file, content) => {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), content);
  };
  const putDocuments: ConsoleDist['putDocuments'] = (texts) =>
    put('documents.json', JSON.stringify(Object.fromEntries(texts.map((text) => [sha256(text), text]))));
  const putPacked = (file: string, content: string) => {
    put(file, content);
    put(`${file}.br`, brotliCompressSync(content));
    put(`${file}.gz`, gzipSync(content));
  };
  put('index.html', PAGE);
  put('icon.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  put('build.json', '{}');
  putPacked('assets/page-0a1b.css', `main { color: green; }${' '.repeat(5000)}`);
  putPacked('assets/page-2c3d.js', script);
  putDocuments(documents);
  return { dir, put, putDocuments, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
