/**
 * The shape of a source tree: which file imports which, types included, and what that makes of its folders. It reads
 * texts and judges nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** A file below the root, with what it imports from there. */
export interface Source {
  /** Its path below the root, such as `core/decide.ts`. */
  file: string;
  text: string;
  lines: number;
  imports: string[];
}

/** One import from one folder to another. */
export interface Arrow {
  from: string;
  to: string;
}

const IMPORT = /^(?:import|export)\b[^;]*?from '(\.[^']+)\.js';/gms;

/** Every TypeScript file below `root`. */
export function readSources(root: string): Source[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.sort().map((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const targets = [...text.matchAll(IMPORT)].map((match) => resolve(root, dirname(file), `${match[1]}.ts`));
    return { file, text, lines: text.split('\n').length - 1, imports: targets.map((path) => relative(root, path)) };
  });
}

/** The folder right below the root that a file lies in; null for files at the root. */
export function folderOf(file: string): string | null {
  const parts = file.split('/');
  return parts.length > 1 ? (parts[0] ?? null) : null;
}

/** The imports that lead from one folder into another. */
export function arrowsBetween(sources: readonly Source[]): Arrow[] {
  return sources.flatMap(({ file, imports }) => {
    const home = folderOf(file);
    return imports
      .filter((target) => home !== null && folderOf(target) !== null && folderOf(target) !== home)
      .map((to) => ({ from: file, to }));
  });
}

/** Groups of files that import each other in a circle, each once. */
export function circlesOf(sources: readonly Source[]): string[][] {
  const imports = new Map(sources.map((source) => [source.file, source.imports]));
  const reach = (start: string): Set<string> => {
    const seen = new Set<string>();
    const waiting = [...(imports.get(start) ?? [])];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (!seen.has(file)) waiting.push(...(imports.get(file) ?? []));
      seen.add(file);
    }
    return seen;
  };
  const reached = new Map([...imports.keys()].map((file) => [file, reach(file)]));
  const inCircle = [...imports.keys()].filter((file) => reached.get(file)?.has(file));
  const groups = inCircle.map((file) => inCircle.filter((other) => mutual(reached, file, other)));
  return [...new Map(groups.map((group) => [group.join(), group])).values()];
}

function mutual(reached: ReadonlyMap<string, Set<string>>, a: string, b: string): boolean {
  return Boolean(reached.get(a)?.has(b) && reached.get(b)?.has(a));
}

/**
 * The order of the folders, lowest first, in which the fewest imports lead up, found exactly: the best order of each
 * set of folders follows from those of its subsets. For at most 20 folders.
 */
export function bestOrder(sources: readonly Source[]): { order: string[]; up: Arrow[] } {
  const arrows = arrowsBetween(sources);
  const folders = [...new Set(sources.map(({ file }) => folderOf(file)).filter((folder) => folder !== null))];
  if (folders.length > 20) throw new Error(`${folders.length} folders are too many to order exactly.`);
  const place = new Map(folders.map((folder, i) => [folder, i]));
  const weight = folders.map(() => new Uint32Array(folders.length));
  const indexOf = (file: string) => place.get(folderOf(file) ?? '') ?? 0;
  for (const { from, to } of arrows) weight[indexOf(from)]![indexOf(to)]! += 1;

  // What it costs to stack the folders of a set: a folder is put on top, and what the lower ones import of it leads up.
  const size = 2 ** folders.length;
  const cost = new Float64Array(size).fill(Infinity);
  const top = new Int8Array(size);
  cost[0] = 0;
  for (let set = 1; set < size; set++) {
    for (const [i] of folders.entries()) {
      if (!(set & (1 << i))) continue;
      const below = set & ~(1 << i);
      const up = folders.reduce((sum, _, j) => sum + (below & (1 << j) ? weight[j]![i]! : 0), 0);
      if (cost[below]! + up >= cost[set]!) continue;
      cost[set] = cost[below]! + up;
      top[set] = i;
    }
  }
  const order: string[] = [];
  for (let set = size - 1; set > 0; set &= ~(1 << top[set]!)) order.unshift(folders[top[set]!]!);
  return { order, up: arrowsUp(arrows, order) };
}

/** The arrows that lead from a folder to one that stands above it in `order`. */
export function arrowsUp(arrows: readonly Arrow[], order: readonly string[]): Arrow[] {
  const height = (file: string) => order.indexOf(folderOf(file) ?? '');
  return arrows.filter(({ from, to }) => height(to) > height(from));
}
