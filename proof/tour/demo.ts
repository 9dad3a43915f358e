/**
 * `npm run demo`: a tour of the API with a story. It starts a server of its own on a scratch folder, asks it as any
 * client would, and prints what comes back; it fails where an answer is not what the story says.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { runTool } from '../../src/commands/run-tool.js';
import { readConfig } from '../../src/processes/config.js';
import { DAYS } from '../history/past-days.js';
import { keepHistory, refuseOtherData } from '../history/keep-history.js';
import { startScratchServer } from '../support/scratch-server.js';
import { style } from '../../src/commands/terminal.js';
import { askForMore } from './tour-budgets.js';
import { editPolicy, lookFromOutside, showReceipt } from './tour-policy.js';
import { buyAndRetry, denyBob, releaseHold } from './tour-remedies.js';
import { reconcileBooks, settleBob } from './tour-settlement.js';
import { grouped, Stage } from './tour-stage.js';
import { showAvailability, showTenants, walkTheWaterfall } from './tour-waterfall.js';

const HELP = `Usage: spillway demo
       npm run demo
       npm run demo -- --keep

A tour of the API with a story, on a server and a database of its own in a scratch folder, which is gone afterwards.
It asks as any client would, prints what comes back, and stops where an answer is not what the story says.

  --keep   afterwards, fill SPILLWAY_DATA_DIR (default .spillway), the folder of npm start, with the last days' work of
           the demo subjects: some hundred decisions with what was used, purchases, a top-up, somebody who was denied,
           work under way. It needs a folder without data: to start anew, stop the server and remove the folder.

Exit code: 0 where every claim of the story held, else 1.
`;

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

async function main(stopped: AbortSignal): Promise<boolean> {
  const { values } = parseArgs({
    options: { keep: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return true;
  }
  if (!values.keep) return tour(stopped);
  const { dataDir, databaseUrl } = readConfig();
  refuseOtherData({ dataDir, databaseUrl });
  await tour(stopped);
  return keep(dataDir, databaseUrl, stopped);
}

async function keep(dataDir: string, databaseUrl: string | null, stopped: AbortSignal): Promise<boolean> {
  const began = performance.now();
  process.stdout.write(`\n${style('bold', `The last ${DAYS} days at acme and globex`)}, for ${dataDir}\n`);
  const { decisions, usageEvents, purchases, invariants } = await keepHistory({ dataDir, databaseUrl, stopped });
  process.stdout.write(
    `   ${style('green', 'Kept')} after ${seconds(began)}: ${decisions} decisions, ${usageEvents} usage events, ` +
      `${purchases} purchases. The books reconcile, and all ${invariants} invariants hold.\n` +
      '   npm start serves them. Console: http://127.0.0.1:4000/ as alice of acme\n',
  );
  return true;
}

async function tour(stopped: AbortSignal): Promise<boolean> {
  const began = performance.now();
  process.stdout.write(`${style('bold', 'Spillway, a tour')}\n`);
  process.stdout.write('   starting PostgreSQL, the migrations, two demo tenants and the API in a scratch folder …\n');
  const server = await startScratchServer({ stopped });
  try {
    process.stdout.write(`   ready after ${seconds(began)} at ${server.url}\n`);
    const stage = await Stage.set(server);
    await play(stage);
    stopped.throwIfAborted();
    const { alice, bob, pool } = stage.feeds;
    const feeds = [alice, bob, pool];
    for (const feed of feeds) stage.claim(feed.gapFree, `each seq of ${feed.name} came once, in order`);
    const changes = feeds.reduce((sum, { count }) => sum + count, 0);
    stage.say(
      '',
      `${style('green', 'Done')} in ${seconds(began)}: ${stage.claims} claims held, ` +
        `${grouped(changes)} live changes came, each seq once and in order.`,
    );
    return true;
  } catch (error) {
    if (!stopped.aborted && server.logged()) process.stderr.write(`\nWhat the server logged:\n${server.logged()}\n`);
    throw error;
  } finally {
    await server.stop();
  }
}

async function play(stage: Stage): Promise<void> {
  await showTenants(stage);
  const layers = await showAvailability(stage);
  const { split, pooled } = await walkTheWaterfall(stage, layers);
  const denied = await denyBob(stage);
  const allowed = await buyAndRetry(stage, denied);
  await settleBob(stage, allowed);
  await releaseHold(stage, pooled);
  await askForMore(stage);
  await lookFromOutside(stage, split);
  await editPolicy(stage);
  await showReceipt(stage, split);
  await reconcileBooks(stage);
}

await runTool(main);
