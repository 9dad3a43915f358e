/**
 * The house in figures: rooms, what leads up, circles, and how far an argument comes. For comparing a tree with an earlier one: run it on both.
 */
import { parseArgs } from 'node:util';
import { runTool } from '../../src/commands/run-tool.js';
import { bestOrder, circlesOf, folderOf, readSources } from './imports.js';
import { followArgument } from './trip.js';

const HELP = `Usage: spillway house [--root DIR]

Reads a source tree (default: src) and prints its folders with their lines, the order of folders in which the fewest
imports lead up (types count), those imports, and files that import each other in circles. Then it follows arguments
through the code: how many functions and files each comes through, how often it comes back into a file that it had left,
and how often it climbs from a folder into a higher one.

  --root DIR        another tree, such as the src of another checkout
  --follow F:N:P    parameter P of function N in file F below the root, instead of the ways of a check
  --steps           every function on the way
  --help            this text

Exit code: 0; 1 where the tree cannot be read.
`;

/** What a check brings along, until it waits in a lane, and from there on until it is written. */
const CHECK = ['access/access.resolver.ts:checkAccess:input', 'access/check-access.ts:decideOne:call'];

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

/** Follows an argument and says how far it comes. */
function follow(root: string, way: string, steps: boolean): void {
  const [file = '', name = '', parameter = ''] = way.split(':');
  const { order } = bestOrder(readSources(root));
  const { stays, files, returns, climbs } = followArgument(root, { file, name, parameter }, order);
  const say = (text: string) => process.stdout.write(`${text}\n`);
  say(`${way}: ${stays.length} functions in ${files} files, ${returns} returns, ${climbs} climbs`);
  if (steps) for (const stay of stays) say(`  ${stay.file} ${stay.name}`);
}

await runTool(async () => {
  const { values } = parseArgs({
    options: {
      root: { type: 'string', default: 'src' },
      follow: { type: 'string', multiple: true, default: CHECK },
      steps: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const { root, steps } = values;
  if (values.help) process.stdout.write(HELP);
  else {
    show(root);
    for (const way of values.follow) follow(root, way, steps);
  }
  return true;
});
