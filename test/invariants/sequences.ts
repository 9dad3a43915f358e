/** Random commands, each put as a sentence; together they are weighted so that every path is met often. */
import fc from 'fast-check';
import type { CheckCall, GrantCall, PurchaseCall, UndoCall } from './calls.js';
import { CATALOGS, DAY, HOUR, MINUTE, POLICIES, START, type AccountName } from './closed-world.js';
import {
  type Act,
  Command,
  calling,
  callsOf,
  check,
  grant,
  instantsAhead,
  moveClock,
  purchase,
  refund,
  release,
  revoke,
  serve,
  setPlan,
  settle,
  trespass,
  voidUsage,
} from './commands.js';
import type { Model } from './model.js';
import { isOpen, left } from './model-state.js';
import { checks, LATEST, nth, rarely, records, span, spans, subject } from './uses.js';

const account = fc.constantFrom<AccountName>('alice', 'alice', 'bob', 'team', 'team');

const settles = fc.constant(
  new Command('settle', 'settle what was reported', settle, (model) => model.awaits('alice') || model.awaits('bob')),
);

const releases = nth.map(
  (nth) => new Command('release', `release the ${LATEST[nth]} hold`, release(nth), ({ holds }) => holds.length > nth),
);

// Which of two lots burns first shows where both expire.
const ends = spans(1000, MINUTE, HOUR, 6 * HOUR, DAY);
const grants = fc
  .record({
    to: account,
    kind: fc.constantFrom(
      'PROMOTIONAL' as const,
      'PROMOTIONAL' as const,
      'ENTITLEMENT' as const,
      'REFUND' as const,
      'PURCHASED' as const,
    ),
    credits: fc.constantFrom('1', '3', '5', '7.25', '10', '20'),
    priority: fc.constantFrom(100, 100, 100, 1),
    scope: fc.constantFrom(null, null, null, 'meter', 'film'),
    from: rarely(4, spans(MINUTE, HOUR, 5 * HOUR)),
    lasts: fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 5, arbitrary: ends }),
  })
  .map(({ from, lasts, ...terms }) => {
    const { to, kind, credits, priority, scope } = terms;
    const call = ({ clock }: Model) => ({
      ...terms,
      effectiveAt: from === null ? null : clock + from,
      expiresAt: lasts === null ? null : clock + (from ?? 0) + lasts,
    });
    const limits = [priority === 100 ? '' : ' burnt first', scope ? ` for ${scope}` : ''];
    const times = [from === null ? '' : ` in ${span(from)}`, lasts === null ? '' : ` for ${span(lasts)}`];
    const sentence = `grant ${to} ${credits} ${kind}${[...limits, ...times].join('')}`;
    const act = calling<GrantCall>(
      call,
      (made) => ({ ...made, credits: `${made.credits}1`.replace(/^(\d+)1$/, '$1.1') }),
      grant,
    );
    return new Command('grant', sentence, act);
  });

const purchases = fc
  .record({
    to: account,
    // Less than the smallest payment buys, just as much, and what comes to parts of a cent.
    credits: fc.constantFrom('0.124999999', '0.125', '2.875', '6', '15', '30.123456789'),
    method: fc.constantFrom<PurchaseCall['method']>('sandbox:ok', 'sandbox:ok', 'sandbox:ok', 'sandbox:declined'),
  })
  .map((terms) => {
    const paid = terms.method === 'sandbox:ok' ? '' : ', and the card is declined';
    const act = calling<PurchaseCall>(
      () => terms,
      (call) => ({ ...call, credits: '99' }),
      purchase,
    );
    return new Command('purchase', `buy ${terms.to} ${terms.credits}${paid}`, act);
  });

const another = (call: UndoCall): UndoCall => ({ ...call, reason: 'another' });
const refunds = nth.map((nth) => {
  const call = ({ purchases }: Model) => ({ which: purchases.length - 1 - nth, reason: 'a test' });
  const act = calling<UndoCall>(call, another, refund);
  return new Command('refund', `refund the ${LATEST[nth]} purchase`, act, (model) => model.purchases.length > nth);
});
const revokes = nth.map((nth) => {
  const call = ({ lots }: Model) => ({ which: lots.length - 1 - nth, reason: 'a test' });
  const act = calling<UndoCall>(call, another, revoke);
  return new Command('revoke', `revoke the ${LATEST[nth]} lot`, act, (model) => model.lots.length > nth);
});

const voids = fc.tuple(nth, fc.boolean()).map(([nth, atOnce]) => {
  const at = ({ usage }: Model) => usage.length - 1 - nth;
  const undo = calling<UndoCall>((model) => ({ which: at(model), reason: 'a test' }), another, voidUsage);
  const act: Act = async (model, engine) => {
    await undo(model, engine);
    if (atOnce) await settle(model, engine);
  };
  const possible = (model: Model) => {
    const subject = model.usage[at(model)]?.call.subject;
    // In which order two accounts settle is nobody's promise, so only one has usage on its way at a time.
    return subject !== undefined && !model.awaits(subject === 'alice' ? 'bob' : 'alice');
  };
  return new Command('void', `undo the ${LATEST[nth]} report${atOnce ? ', and it is settled' : ''}`, act, possible);
});

/** An open hold of somebody, with the lot of an admin that it holds something of. */
function heldLot({ checks, lots }: Model) {
  for (const [nth, { call, hold }] of checks.entries()) {
    const lot = hold && isOpen(hold) && hold.draws.find((draw) => draw.lot && !draw.lot.bought && left(draw) > 0n)?.lot;
    if (lot && lot.closed === null) return { nth, call, which: lots.indexOf(lot) };
  }
  return null;
}
const staleExtensions = fc.integer({ min: 0, max: 3 }).map((quantity) => {
  const act: Act = async (model, engine) => {
    const { nth, call, which } = heldLot(model)!;
    await calling<UndoCall>(() => ({ which, reason: 'a test' }), another, revoke)(model, engine);
    const { subject, product, feature, usage, session } = call;
    const [first] = usage.map((each) => ({ ...each, quantity, minimum: 0 }));
    const asked = {
      subject,
      product,
      feature,
      usage: [first!],
      mode: 'UP_TO' as const,
      holdSeconds: DAY / 1000,
      session,
    };
    const more = (made: CheckCall) => ({ ...made, holdSeconds: 1 });
    await calling<CheckCall>(() => ({ ...asked, extends: nth }), more, check)(model, engine);
  };
  const sentence = `revoke a lot that is held, and extend the hold by ${quantity}`;
  return new Command('stale extension', sentence, act, (model) => heldLot(model) !== null);
});

// Only a guarded plan refuses for the rate, and only a second request within one minute.
const plan = fc.constantFrom('twin', 'twin', 'guarded', 'guarded', 'guarded', 'bare');
const policy = fc.nat({ max: POLICIES.length - 1 });
const catalog = fc.nat({ max: CATALOGS.length - 1 });

const plans = fc
  .tuple(subject, plan)
  .map(([who, plan]) => new Command('plan', `put ${who} on the plan ${plan}`, setPlan(who, plan)));
const policies = policy.map(
  (policy) => new Command('policy change', `the policy becomes: ${POLICIES[policy]!.title}`, serve({ policy })),
);
const catalogs = catalog.map(
  (catalog) => new Command('catalog change', `the catalog becomes: ${CATALOGS[catalog]!.title}`, serve({ catalog })),
);

const waits = spans(1, 1000, MINUTE, HOUR, 5 * HOUR, 9 * HOUR, DAY, 31 * DAY).map(
  (by) =>
    new Command(
      'clock',
      `wait ${span(by)}`,
      moveClock(({ clock }) => clock + by),
    ),
);
const jumps = fc.constantFrom(-1, 0, 0).map((by) => {
  const when = by ? 'move the clock to 1 ms before what happens next' : 'move the clock to what happens next, exactly';
  const to = (model: Model) => instantsAhead(model)[0]! + by;
  return new Command('clock', when, moveClock(to), (model) => instantsAhead(model).length > 0);
});
const backwards = spans(1, MINUTE, 2 * HOUR).map((by) => {
  const sentence = `the clock steps back ${span(by)}`;
  return new Command(
    'clock back',
    sentence,
    moveClock(({ clock }) => Math.max(START, clock - by)),
  );
});
const restarts = fc.constant(new Command('restart', 'restart', (_, engine) => engine.restart()));

const trespasses = fc.tuple(nth, fc.constantFrom('report' as const, 'release' as const)).map(([nth, how]) => {
  const sentence = `the subject itself tries to ${how} the ${LATEST[nth]} hold, which is the admin's`;
  return new Command('trespass', sentence, trespass(nth, how), (model) => model.holds.length > nth);
});

const replays = fc
  .tuple(nth, fc.constantFrom('again' as const, 'again' as const, 'misuse' as const))
  .map(([nth, how]) => {
    const input = how === 'again' ? '' : ', with other input';
    const act: Act = (model, engine) =>
      callsOf(model)
        .at(-1 - nth)!
        [how](model, engine);
    return new Command(how, `repeat the ${LATEST[nth]} call${input}`, act, (model) => callsOf(model).length > nth);
  });

/** The files that a sequence finds, by their place in the closed world, and alice's plan. */
export const beginnings = fc.record({ policy, catalog, plan });

/** Sequences of commands. @param replayPath as a failing run printed it */
export function sequences(replayPath: string | undefined) {
  const weighted: [number, fc.Arbitrary<Command>][] = [
    [13, checks],
    [11, records],
    [4, settles],
    [4, releases],
    [9, grants],
    [2, purchases],
    [2, refunds],
    [4, revokes],
    [6, voids],
    [6, staleExtensions],
    [1, plans],
    [1, policies],
    [1, catalogs],
    [1, waits],
    [4, jumps],
    [1, backwards],
    [4, replays],
    [1, trespasses],
  ];
  const often = weighted.flatMap(([weight, each]) => Array<fc.Arbitrary<Command>>(weight * 2).fill(each));
  return fc.commands([...often, restarts], { maxCommands: 80, size: 'max', ...(replayPath && { replayPath }) });
}
