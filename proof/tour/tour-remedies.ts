/**
 * The middle acts: a denial that says what helps, a card that is declined and one that is not, the same key again, and
 * a hold that goes back.
 */
import { columns, style } from '../../src/commands/terminal.js';
import { PURCHASE, RELEASE, type Decision, type Purchase } from './tour-documents.js';
import { clock, nano, type Stage, type Work } from './tour-stage.js';

/** About 4 and 8 credits on gpt-5.5 as the catalog comes: more than bob's small plan has left, less than it resets to. */
const FIRST: Work = { input_tokens: 20_000, output_tokens: 2_000 };
const SECOND: Work = { input_tokens: 40_000, output_tokens: 4_000 };
const KEY = 'tour-bob';

/** Act: bob runs out. */
export async function denyBob(stage: Stage): Promise<Decision> {
  const { bob } = stage.cast;
  stage.act('bob, on a small plan and no engineer, works a little, then wants more than he has left');
  await stage.tellLive('bob');
  const first = await stage.check(bob, 'bob', 'gpt-5.5', FIRST, 'tour-bob-before');
  stage.tellAnswer(first);
  stage.claim(first.outcome === 'ALLOWED', 'bob’s first request passes', first);
  await stage.tellLive('bob');
  const denied = await stage.check(bob, 'bob', 'gpt-5.5', SECOND, KEY);
  stage.tellAnswer(denied);
  const { blockers, blockedBy, unblocksAt, remedies, requested, granted, shortfall, decidedAt } = denied;
  stage.claim(denied.outcome === 'DENIED' && !denied.proceed && denied.draws.length === 0, 'bob is denied', denied);
  stage.claim(
    nano(granted) === 0n && nano(shortfall) > 0n && nano(shortfall) < nano(requested),
    'a part is missing',
    denied,
  );
  stage.claim(blockedBy === blockers[0]?.source && unblocksAt !== null, 'it says what blocks, and until when', denied);
  stage.claim(remedies[0] === 'BUY_CREDITS' && remedies.includes('WAIT'), 'buying helps, and waiting', remedies);
  const rows = blockers.map(({ source, remaining, limit, unblocksAt: gives }, i) => [
    i === 0 ? 'blocked by' : '',
    source,
    remaining === null ? '' : `${remaining} left${limit === null ? '' : ` of ${limit}`}`,
    gives ? `gives again ${clock(gives)}` : '',
  ]);
  stage.say(...columns(rows).map((row) => `   ${row}`));
  const minutes = Math.round((Date.parse(unblocksAt ?? '') - Date.parse(decidedAt)) / 60_000);
  stage.say(`   unblocks    ${clock(unblocksAt ?? '')}, in ${Math.floor(minutes / 60)} h ${minutes % 60} min`);
  stage.say(`   remedies    ${remedies.join(', then ')}`);
  return denied;
}

/** Acts: a declined card is data, a paid one brings credits, and the same key passes, once. */
export async function buyAndRetry(stage: Stage, denied: Decision): Promise<Decision> {
  stage.act('bob buys: the first card is declined, which is an answer and no error; the second is not');
  const credits = roundUp(denied.requested);
  const declined = await buy(stage, credits, 'sandbox:declined');
  stage.claim(declined.status === 'DECLINED' && declined.lot === null, 'the first card is declined', declined);
  const paid = await buy(stage, credits, 'sandbox:ok');
  stage.claim(paid.status === 'PAID' && paid.lot?.amount === credits, 'the second one brings credits', paid);
  await stage.tellLive('bob');

  stage.act('A denial retires no key: the same key passes now. From then on it is a receipt');
  const allowed = await stage.check(stage.cast.bob, 'bob', 'gpt-5.5', SECOND, KEY);
  stage.tellAnswer(allowed, `replayed: ${allowed.replayed}`);
  stage.claim(allowed.outcome === 'ALLOWED' && !allowed.replayed, 'the same key is decided anew', allowed);
  stage.tellDraws(allowed);
  await stage.tellLive('bob');
  const again = await stage.check(stage.cast.bob, 'bob', 'gpt-5.5', SECOND, KEY);
  const { seq, balance } = again.account ?? {};
  stage.say(
    `   once more, replayed: ${again.replayed}, the same decision, and bob still at seq ${seq}, held ${balance?.held}`,
  );
  stage.claim(again.replayed && again.id === allowed.id && again.granted === allowed.granted, 'it is replayed', again);
  stage.claim(seq === stage.feeds.bob.last?.seq, 'a replay takes nothing', again.account);
  return allowed;
}

/** Act: work that does not happen gives back what it held. */
export async function releaseHold(stage: Stage, decision: Decision): Promise<void> {
  stage.act('The huge request is called off: its hold goes back to where it came from');
  const before = stage.feeds.alice.last?.balance.available ?? '0';
  const { releaseHold: released } = await stage.cast.gateway.ask<{ releaseHold: Decision }>(RELEASE, {
    id: decision.id,
  });
  const { hold, account } = released;
  stage.say(`   hold ${style('green', hold?.state ?? '')}: ${hold?.released} of ${hold?.amount} given back`);
  stage.claim(
    hold?.state === 'RELEASED' && hold.released === decision.granted && !released.proceed,
    'it is released',
    hold,
  );
  const own = decision.draws
    .filter(({ layer }) => layer !== 'POOL')
    .reduce((sum, { amount }) => sum + nano(amount), 0n);
  const risen = nano(account?.balance.available ?? '0') - nano(before);
  stage.claim(risen === own, 'alice has her own credits back, the pool its own', account);
  await stage.tellLive('alice', 'pool');
}

async function buy(stage: Stage, credits: string, paymentMethod: string): Promise<Purchase> {
  const input = { subject: 'bob', credits, paymentMethod, idempotencyKey: `tour-${paymentMethod}` };
  const { purchaseCredits: purchase } = await stage.cast.bob.ask<{ purchaseCredits: Purchase }>(PURCHASE, { input });
  const { status, declineReason, price, testMode, lot } = purchase;
  const cost = price === null ? '' : ` for ${price.amount} ${price.currency}`;
  const how = declineReason ?? (lot?.expiresAt ? `spendable until ${clock(lot.expiresAt)}` : '');
  const shown = style(status === 'PAID' ? 'green' : 'red', status.padEnd(8));
  stage.say(`   ${shown}  ${purchase.credits} credits${cost}${testMode ? ' (no real money)' : ''}: ${how}`);
  return purchase;
}

/** Whole credits, at least as many. */
function roundUp(credits: string): string {
  return String((nano(credits) + 999_999_999n) / 1_000_000_000n);
}
