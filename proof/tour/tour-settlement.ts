/**
 * The acts after the work: what was really used is settled against what was held, and everything is derived again from
 * the books.
 */
import { columns, style } from '../../src/commands/terminal.js';
import {
  RECONCILE,
  RECORD,
  USAGE_EVENT,
  type Decision,
  type Reconciliation,
  type UsageEvent,
} from './tour-documents.js';
import { nano, type Stage } from './tour-stage.js';

/** About 6 of the 8 credits that bob's second request held. */
const USED = [
  { dimension: 'input_tokens', quantity: 30_000 },
  { dimension: 'output_tokens', quantity: 3_000 },
];

/** Act: less was used than was held. */
export async function settleBob(stage: Stage, decision: Decision): Promise<void> {
  stage.act('The work is done and used less: that is charged to what was held for it, and the rest goes back');
  const input = { decisionId: decision.id, usage: USED, idempotencyKey: 'tour-bob-usage' };
  const { recordUsage: recorded } = await stage.cast.gateway.ask<{ recordUsage: UsageEvent }>(RECORD, { input });
  stage.say(`   recorded, and answered at once: ${recorded.state}`);
  stage.say(...(await stage.feeds.bob.upToCause('SETTLE')));
  const { node: event } = await stage.cast.gateway.ask<{ node: UsageEvent }>(USAGE_EVENT, { id: recorded.id });
  const { charge, decision: settled } = event;
  stage.claim(event.state === 'SETTLED' && charge !== null, 'the usage is settled', event);
  if (!charge) return;
  const drawn = charge.draws.reduce((sum, { amount }) => sum + nano(amount), 0n);
  stage.claim(drawn === nano(charge.amount) && drawn < nano(decision.granted), 'it costs less than was held', charge);
  stage.claim(
    settled?.hold?.state === 'SETTLED' && nano(settled.hold.released) === nano(decision.granted) - drawn,
    'the rest went back',
    settled,
  );
  const { amount, rateCard, draws } = charge;
  stage.say(`   ${style('green', 'SETTLED')}  ${amount} of ${decision.granted} credits held, by rate card ${rateCard}`);
  stage.say(...columns(draws.map(({ source, amount: paid }) => [source, paid])).map((row) => `   ${row}`));
  await stage.tellLive('bob');
}

/** Act: usage events, charges and balance updates must follow from each other. */
export async function reconcileBooks(stage: Stage): Promise<void> {
  stage.act('Do the books close? Everything in acme is derived again from usage, rate cards and lots');
  const { reconcile } = await stage.cast.acmeAdmin.ask<{ reconcile: Reconciliation }>(RECONCILE);
  const { accounts, balanceUpdates, usageEvents, charges, differenceCount, balances } = reconcile;
  stage.claim(balances && differenceCount === '0', 'the books close', reconcile);
  const derived = `usage events ${usageEvents}, charges ${charges}, balance updates ${balanceUpdates}`;
  stage.say(`   ${derived} in ${accounts} whole hash chains: ${style('green', `${differenceCount} differences`)}`);
}
