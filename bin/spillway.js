#!/usr/bin/env node
// One command for everything that Spillway does: `spillway help` lists it. In a checkout it brings dist up to date first.
// It runs the tool in this very process, so that signals reach it, and knows nothing of its options.
//
// This file and what it imports at once must load on any Node, so that an old one is told what to do.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

/** The oldest Node that the product and its packages run on. */
const OLDEST = [22, 17];

/** Each command: its name, what runs it, and what it does in one line. */
const COMMANDS = {
  'Run it': [
    ['start', 'dist/src/main.js', 'the API, on an embedded PostgreSQL or on the one of DATABASE_URL'],
    ['settle', 'dist/src/settle.js', 'a settlement worker in a process of its own'],
    ['migrate', 'dist/src/commands/migrate.js', 'brings the database to the present schema'],
    ['token', 'dist/src/commands/token.js', 'prints a token for the development secret'],
    ['dev', 'scripts/dev.js', 'the API, started again with every change of its sources'],
    ['screenshots', 'scripts/screenshots.js', "pictures of the console's pages, with the demo's data"],
  ],
  'Change it': [
    [
      'policy',
      'dist/src/commands/policy.js',
      'lint, test, preview, apply and roll back a policy, and ask what it says',
    ],
    ['catalog', 'dist/src/commands/catalog.js', 'the same for the catalog: lint, preview, apply'],
  ],
  'Look into it': [
    ['db', 'dist/src/commands/db.js', 'SQL in its database, read-only unless you say otherwise'],
    ['reconcile', 'dist/src/commands/reconcile.js', 'derives the books again and lists what differs'],
    ['audit', 'dist/src/commands/audit.js', 'checks every invariant of the books in plain SQL'],
    ['backup-check', 'dist/src/commands/backup-check.js', 'whether a restored copy could serve'],
    ['schema', 'dist/src/commands/emit-schema.js', 'writes schema/schema.graphql from the code'],
  ],
  'Prove it': [
    ['demo', 'dist/proof/tour/demo.js', 'a tour with a story; with --keep it leaves data to look at'],
    ['storm', 'dist/proof/storm/storm.js', 'many clients, and things that break: is any promise broken?'],
    ['replay', 'dist/proof/replay/replay.js', 'sends a trace of real requests through the API'],
    ['rolling', 'dist/proof/rolling/rolling.js', 'every process replaced under load: does anybody notice?'],
    ['reloads', 'dist/proof/reloads/reloads.js', 'policies that change all the time under load: is a decision wrong?'],
    ['bench', 'dist/proof/bench/bench.js', 'how fast it is, beside PostgreSQL doing the same work'],
    ['seeded-bugs', 'proof/seeded-bugs.js', 'applies classic faults: a named test must turn red for each'],
    ['house', 'dist/proof/house/house.js', 'the shape of the sources in figures'],
  ],
};
const ALL = Object.values(COMMANDS).flat();

const at = (path) => new URL(`../${path}`, import.meta.url);
const IS_CHECKOUT = existsSync(at('src')) && existsSync(at('scripts/build.js'));
const isHere = (path) => (IS_CHECKOUT && path.startsWith('dist/')) || existsSync(at(path));

function helpText() {
  const width = Math.max(...ALL.map(([name]) => name.length));
  const absent = ALL.filter(([, path]) => !isHere(path)).map(([name]) => name);
  const groups = Object.entries(COMMANDS).map(([title, commands]) => {
    const rows = commands.filter(([, path]) => isHere(path));
    return rows.length ? [title, ...rows.map(([name, , what]) => `  ${name.padEnd(width)}  ${what}`), ''] : [];
  });
  return [
    'Usage: spillway <command> [options]',
    '',
    ...groups.flat(),
    ...(absent.length ? [`Only in a checkout of the sources: ${absent.join(', ')}.`, ''] : []),
    'spillway help <command> shows its options. In a checkout each is an npm script too: npm run <command> -- [options].',
    'Exit code of spillway itself: 0; 1 on a Node that is too old; 2 for a command that there is not.',
    '',
  ].join('\n');
}

function fail(sentence, code) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = code;
}

async function bringUpToDate() {
  const { build } = await import(at('scripts/build.js').href);
  await build();
}

async function run([first = 'help', ...rest]) {
  const asked = ['help', '--help', '-h'].includes(first);
  const [name, ...args] = asked ? [...rest.slice(0, 1), '--help'] : [first, ...rest];
  if (asked && rest.length === 0) return void process.stdout.write(helpText());

  const [, path] = ALL.find((command) => command[0] === name) ?? [];
  // The others see to it themselves.
  if (IS_CHECKOUT && (path === undefined || path.startsWith('dist/'))) await bringUpToDate();
  if (path === undefined) {
    const { suggest } = await import(at('dist/src/catalog/nearest-name.js').href);
    const names = ALL.map((command) => command[0]);
    return fail(`There is no command "${name}"${suggest(name, names) || '.'} All of them: spillway help`, 2);
  }
  if (!existsSync(at(path))) {
    return fail(`spillway ${name} is not part of this installation: it needs a checkout of the sources.`, 2);
  }
  process.argv = [process.argv[0], fileURLToPath(at(path)), ...args];
  await import(at(path).href);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  fail(
    `Spillway needs Node ${OLDEST.join('.')} or newer, and this is ${process.versions.node}. Run it through npm in its ` +
      'folder (npm start, npm run token), for npm ci brings Node 24 along, or install Node 24.',
    1,
  );
} else {
  process.setSourceMapsEnabled(true);
  module.enableCompileCache(fileURLToPath(at('node_modules/.cache/spillway')));
  await run(process.argv.slice(2));
}
