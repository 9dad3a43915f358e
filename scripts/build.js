// Compiles src and proof to dist, file by file: only what is newer than its output, each written aside and renamed, so that two
// builds at once, or a build beside a running server, never leave half a file. It does not check types. The command
// (bin/spillway.js) calls it before anything else, so a look that finds nothing to do must be quick.
import { mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const SELF = fileURLToPath(import.meta.url);
const ROOT = fileURLToPath(new URL('..', import.meta.url));

const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function filesIn(folder) {
  try {
    const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

const outputOf = (source) => join(ROOT, 'dist', relative(ROOT, source)).replace(/\.ts$/, '.js');

/** @param began what the file says of its age: a source that is saved while it is compiled is newer, and compiled again */
function writeWhole(path, text, began) {
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, text);
  utimesSync(aside, began, began);
  renameSync(aside, path);
}

async function compile(transform, source) {
  const output = outputOf(source);
  const began = new Date();
  const { code, map } = await transform(readFileSync(source, 'utf8'), {
    filename: source,
    sourceFileName: source,
    cwd: ROOT,
    sourceMaps: true,
  });
  mkdirSync(dirname(output), { recursive: true });
  writeWhole(`${output}.map`, map, began);
  writeWhole(output, `${code}\n//# sourceMappingURL=${basename(output)}.map\n`, began);
}

/**
 * Brings dist up to date.
 * @returns the outputs that were written or removed, as paths below dist; none where nothing had changed
 * @throws Error that shows the first source which cannot be compiled; the others are written
 */
export async function build() {
  const sources = [...filesIn('src'), ...filesIn('proof')].filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.d.ts'),
  );
  const outputs = new Set(sources.map(outputOf));
  const gone = filesIn('dist').filter((path) => /\.js(\.map)?$/.test(path) && !outputs.has(path.replace(/\.map$/, '')));
  for (const path of gone) rmSync(path, { force: true });

  const settingsChangedAt = Math.max(...[join(ROOT, '.swcrc'), join(ROOT, 'package-lock.json'), SELF].map(changedAt));
  const stale = sources.filter(
    (source) => changedAt(outputOf(source)) <= Math.max(settingsChangedAt, changedAt(source)),
  );
  if (stale.length > 0) {
    // All of them take seconds, in which a person at a terminal would wonder.
    if (stale.length === sources.length) process.stderr.write('Compiling the sources …\n');
    const { transform } = await import('@swc/core');
    const results = await Promise.allSettled(stale.map((source) => compile(transform, source)));
    const failed = results.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
  }
  const written = [...stale.map(outputOf), ...gone.filter((path) => path.endsWith('.js'))];
  return written.map((path) => relative(join(ROOT, 'dist'), path));
}

if (process.argv[1] && realpathSync(process.argv[1]) === SELF) await build();
