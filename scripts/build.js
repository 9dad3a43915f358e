// Compiles src and proof to dist, file by file: only what is newer than its output, each written aside and renamed, so that two
// builds at once, or a build beside a running server, never leave half a file. It does not check types.
import { readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const changedAt = async (path) => (await stat(path).catch(() => null))?.mtimeMs ?? 0;
const filesIn = async (folder) => {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};
const outputOf = (source) => join(root, 'dist', relative(root, source)).replace(/\.ts$/, '.js');

const writeWhole = async (path, text) => {
  const aside = `${path}.${process.pid}`;
  await writeFile(aside, text);
  await rename(aside, path);
};

const sources = [...(await filesIn('src')), ...(await filesIn('proof'))].filter(
  (path) => path.endsWith('.ts') && !path.endsWith('.d.ts'),
);
const outputs = new Set(sources.map(outputOf));
for (const path of await filesIn('dist')) {
  if (/\.js(\.map)?$/.test(path) && !outputs.has(path.replace(/\.map$/, ''))) await rm(path, { force: true });
}

const settingsChangedAt = Math.max(
  await changedAt(join(root, '.swcrc')),
  await changedAt(join(root, 'package-lock.json')),
  await changedAt(fileURLToPath(import.meta.url)),
);
const stale = [];
for (const source of sources) {
  const newest = Math.max(settingsChangedAt, await changedAt(source));
  if ((await changedAt(outputOf(source))) <= newest) stale.push(source);
}
if (stale.length > 0) {
  const { transform } = await import('@swc/core');
  await Promise.all(
    stale.map(async (source) => {
      const output = outputOf(source);
      const { code, map } = await transform(readFileSync(source, 'utf8'), {
        filename: source,
        sourceFileName: source,
        cwd: root,
        sourceMaps: true,
      });
      await mkdir(dirname(output), { recursive: true });
      await writeWhole(`${output}.map`, map);
      await writeWhole(output, `${code}\n//# sourceMappingURL=${basename(output)}.map\n`);
    }),
  );
}
