// `npm run dev`: serves the API from the sources as they are: whenever one changes, what changed is compiled and the
// server is started again. It tells one line for each start, and leaves types and tests to others.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.js';

const HELP = `Usage: spillway dev
       npm run dev

Serves the API as npm start does. Whenever a file in src, proof or schema/migrations changes, it compiles what changed;
where that is part of the server, the server drains and starts again. What does not compile is told, and the server
stays as it is. Policies need no restart: the server watches them itself.

It has no options; the settings are in docs/operations.md. It runs until Ctrl-C, which ends the server and its PostgreSQL.
Exit code: 0; 1 where the server did not drain.
`;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MIGRATIONS = join(ROOT, 'schema/migrations');
const WATCHED = [join(ROOT, 'src'), join(ROOT, 'proof'), MIGRATIONS];
/** Events within this time of each other are one change: an editor makes several of one save. */
const QUIET_MS = 60;

const say = (text) => process.stderr.write(`dev: ${text}\n`);

/** The server that runs, and the promise of its exit code. */
let server = null;
let isEnding = false;
/** Something of the server has changed since it was started. */
let isOld = false;

function startServer() {
  isOld = false;
  const child = spawn(process.execPath, ['bin/spillway.js', 'start'], { cwd: ROOT, stdio: 'inherit' });
  const ended = once(child, 'exit').then(([code]) => code ?? 1);
  const started = { child, ended, isStopping: false };
  server = started;
  void ended.then((code) => {
    if (server === started) server = null;
    if (!started.isStopping) say(`the server ended with exit code ${code}; the next change starts it again`);
  });
}

/** @returns the exit code; 0 where none runs */
async function stopServer(signal) {
  if (!server) return 0;
  const { child, ended } = server;
  server.isStopping = true;
  child.kill(signal);
  return ended;
}

async function update() {
  try {
    const changed = await build();
    isOld ||= changed.some((file) => file.startsWith('src/'));
  } catch (error) {
    isOld = true;
    return say(`it does not compile, so the server stays as it is:\n${error.message}`);
  }
  if (!isOld) return;
  const began = performance.now();
  await stopServer('SIGTERM');
  if (isEnding) return;
  startServer();
  say(`started again (the earlier one took ${(performance.now() - began).toFixed(0)} ms to drain)`);
}

/** Calls `changed` once it is quiet after a change. Folders are watched, not files, because editors replace files. */
function watchFolders(changed) {
  const watchers = new Map();
  let timer;
  const foldersBelow = (folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name));
  const resync = () => {
    const folders = new Set(WATCHED.flatMap((folder) => [folder, ...foldersBelow(folder)]));
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      const watcher = watch(folder, () => {
        isOld ||= folder === MIGRATIONS;
        clearTimeout(timer);
        timer = setTimeout(() => {
          resync();
          changed();
        }, QUIET_MS);
      });
      watcher.on('error', () => watchers.delete(folder));
      watchers.set(folder, watcher);
    }
  };
  resync();
}

async function main() {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) return void process.stdout.write(HELP);
  // From a terminal a Ctrl-C reaches the server twice, from there and from here: it takes two at once for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      isEnding = true;
      void stopServer(signal === 'SIGHUP' ? 'SIGTERM' : signal).then((code) => process.exit(code));
    });
  }
  await build();
  let turn = Promise.resolve();
  watchFolders(() => (turn = turn.then(update)));
  startServer();
}

await main();
