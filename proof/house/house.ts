/**
 * The house in figures: rooms, what leads up, circles. For comparing a tree with an earlier one: run it on both.
 */
import { parseArgs } from 'node:util';
import { runTool } from '../../src/commands/run-tool.js';
import { bestOrder, circlesOf, folderOf, readSources } from './imports.js';

const HELP = `Usage: spillway house [--root DIR]

Reads a source tree (default: src) and prints its folders with their lines, the order of folders in which the fewest
imports lead up (types count), those imports, and files that import each other in circles.

  --root DIR  another tree, such as the src of another checkout
  --help      this text

Exit code: 0; 1 where the tree cannot be read.
`;

function show(root: string): void {
  const sources = readSources(root);
  const lines = (folder: string | null) =>
    sources.filter(({ file }) => folderOf(file) === folder).reduce((sum, source) => sum + source.lines, 0);
  const all = sources.reduce((sum, source) => sum + source.lines, 0);
  const { order, up } = bestOrder(sources);
  const say = (text: string) => process.stdout.write(`${text}\n`);
  say(`${sources.length} files, ${all} lines`);
  for (const folder of [...order].sort((a, b) => lines(b) - lines(a))) {
    const files = sources.filter(({ file }) => folderOf(file) === folder).length;
    const share = ((100 * lines(folder)) / all).toFixed(1);
    say(
      `  ${folder.padEnd(12)} ${String(files).padStart(3)} files ${String(lines(folder)).padStart(6)} lines ${share} %`,
    );
  }
  say(`order, lowest first: ${order.join(' · ')}`);
  say(`imports that lead up: ${up.length}`);
  for (const { from, to } of up) say(`  ${from} → ${to}`);
  const circles = circlesOf(sources);
  say(`circles of files: ${circles.length}`);
  for (const circle of circles) say(`  ${circle.join(' · ')}`);
}

await runTool(async () => {
  const { values } = parseArgs({
    options: { root: { type: 'string', default: 'src' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) process.stdout.write(HELP);
  else show(values.root);
  return true;
});
