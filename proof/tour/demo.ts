/**
 * `npm run demo`: a tour of the API with a story. It starts a server of its own on a scratch folder, asks it as any
 * client would, and prints what comes back; it fails where an answer is not what the story says.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { runTool } from '../../src/commands/run-tool.js';
import { startScratchServer } from '../support/scratch-server.js';
import { style } from '../../src/commands/terminal.js';
import { editPolicy, lookFromOutside, showReceipt } from './tour-policy.js';
import { buyAndRetry, denyBob, releaseHold } from './tour-remedies.js';
import { reconcileBooks, settleBob } from './tour-settlement.js';
import { grouped, Stage } from './tour-stage.js';
import { showAvailability, showTenants, walkTheWaterfall } from './tour-waterfall.js';

const HELP = `Usage: spillway demo
       npm run demo

A tour of the API with a story, on a server and a database of its own in a scratch folder, which is gone afterwards.
It asks as any client would, prints what comes back, and stops where an answer is not what the story says.

It has no options. Exit code: 0 where every claim of the story held, else 1.
`;

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

async function tour(stopped: AbortSignal): Promise<boolean> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) {
    process.stdout.write(HELP);
    return true;
  }
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
  await lookFromOutside(stage, split);
  await editPolicy(stage);
  await showReceipt(stage, split);
  await reconcileBooks(stage);
}

await runTool(tour);
