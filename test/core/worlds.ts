/**
 * Random worlds for the properties: accounts, a plan, pools, an order of layers, and a sequence of commands, played the
 * way the engine does (due first, then decide, then take). Amounts are small, so that edges are met often. It asserts
 * nothing.
 */
import fc from 'fast-check';
import type { Facts, Request } from '../../src/core/facts.js';
import { decide, type Verdict } from '../../src/core/decide.js';
import { advance } from '../../src/core/due.js';
import { release } from '../../src/core/holds.js';
import { post, type Update } from '../../src/core/journal.js';
import { account, DAY, facts, HOUR, layers, lot, MINUTE, NOW, pool, takeAndHold } from './build.js';
import type { Account, Lot, WindowInstance } from '../../src/core/account.js';
import type { Instant, WindowTerms } from '../../src/core/words.js';

export type Command =
  | { do: 'check'; request: Request; holdSeconds: number }
  | { do: 'release'; nth: number }
  | { do: 'wait'; milliseconds: number };

/** One command as played: the facts it met with everything due written, the facts it left, and what was posted. */
export interface Step {
  command: Command;
  now: Instant;
  before: Facts;
  after: Facts;
  verdict: Verdict | null;
  updates: Update[];
}

const small = (max: number) => fc.bigInt({ min: 0n, max: BigInt(max) });
const later = fc.oneof(
  fc.integer({ min: 1, max: 12 }).map((hours) => NOW + hours * HOUR),
  fc.integer({ min: 1, max: 90 }).map((minutes) => NOW + minutes * MINUTE),
);

function lotsOf(prefix: string): fc.Arbitrary<Lot[]> {
  const terms = fc.record({
    kind: fc.constantFrom('PROMOTIONAL' as const, 'PURCHASED' as const, 'REFUND' as const, 'ENTITLEMENT' as const),
    amount: small(25),
    priority: fc.integer({ min: 1, max: 3 }),
    products: fc.constantFrom<(string[] | null)[]>(null, null, ['codex'], ['video']),
    createdAt: fc.integer({ min: NOW - 3, max: NOW }),
    effectiveAt: fc.oneof({ weight: 2, arbitrary: fc.constant(NOW) }, { weight: 1, arbitrary: later }),
    expiresAt: fc.option(later, { freq: 2 }),
  });
  return fc.array(terms, { maxLength: 4 }).map((all) =>
    all.map(({ amount, expiresAt, ...more }, i) => {
      const effective = more.effectiveAt <= NOW;
      const expiry = expiresAt !== null && expiresAt <= more.effectiveAt ? more.effectiveAt + HOUR : expiresAt;
      return lot(`${prefix}${i}`, 0, { amount, remaining: amount, effective, expiresAt: expiry, ...more });
    }),
  );
}

/** Of all kinds; some do not cover what is asked for, and the shortest may yield to a longer one. */
const windows = fc
  .record({
    short: small(40),
    day: small(60),
    week: small(80),
    chosen: fc.subarray([0, 1, 2], { minLength: 1 }),
    more: fc.subarray([3, 4, 5]),
    yields: fc.boolean(),
  })
  .map(({ short, day, week, chosen, more, yields }): WindowTerms[] => {
    const berlin = { kind: 'calendar', period: 'day', zone: 'Europe/Berlin' } as const;
    const all: WindowTerms[] = [
      { name: 'five_hour', capacity: short, kind: 'anchored', seconds: 5 * 3600 },
      { name: 'daily', capacity: day, kind: 'calendar', period: 'day' },
      { name: 'weekly', capacity: week, kind: 'calendar', period: 'week' },
      { name: 'video', capacity: short, ...berlin, scope: { products: ['video'], features: ['codex/slow'] } },
      { name: 'fast', capacity: week, ...berlin, scope: { products: [], features: ['codex/fast'] } },
      { name: 'monthly', capacity: week, kind: 'subscription' },
    ];
    const has = new Set([...chosen, ...more]);
    const longer = [1, 2, 5].find((i) => has.has(i));
    if (yields && longer !== undefined) all[0]!.yieldsTo = all[longer]!.name;
    return all.filter((_, i) => has.has(i));
  });

const SOURCES = ['allowance', 'promotion', 'credits', 'pool:ops', 'pool:team'];

/** A world at {@link NOW}. `token` costs 1, `second` 3, `ping` nothing; from an hour on a token may cost 2. */
export const world: fc.Arbitrary<Facts> = fc
  .record({
    own: lotsOf('s'),
    team: lotsOf('t'),
    ops: lotsOf('o'),
    windows,
    guard: fc.constantFrom(null, null, null, null, 2, 4),
    order: fc.oneof(fc.shuffledSubarray(SOURCES, { minLength: 1 }), fc.shuffledSubarray(SOURCES, { minLength: 5 })),
    debt: fc.constantFrom(0n, 0n, 0n, 0n, 0n, 5n, 20n),
    maxDebt: fc.constantFrom(0n, 10n, 30n),
    dearer: fc.boolean(),
  })
  .map(({ own, team, ops, order, guard, debt, maxDebt, dearer, ...plan }) => {
    const cards = [priced('first', 0, 1n), ...(dearer ? [priced('second', NOW + HOUR, 2n)] : [])];
    return facts(
      {
        plan: { id: 'pro', windows: plan.windows, requestsPerMinute: guard },
        cards,
        layers: layers(...order),
        account: account({ lots: own, debt }),
        maxDebt,
      },
      [pool('team', team), pool('ops', ops)],
    );
  });

function priced(id: string, effectiveAt: Instant, token: bigint) {
  const prices = new Map([
    ['token', token],
    ['second', 3n],
    ['ping', 0n],
  ]);
  return { id, product: 'codex', effectiveAt, plans: null, prices: new Map([['fast', prices]]) };
}

const check = fc
  .record({
    tokens: fc.oneof(small(25), small(120)),
    seconds: small(15),
    pings: small(2),
    minimum: fc.constantFrom(0n, 0n, 1n, 3n),
    mode: fc.constantFrom('ALL_OR_NOTHING' as const, 'UP_TO' as const),
    holdSeconds: fc.constantFrom(1, 600, 7200, 86_400),
    order: fc.shuffledSubarray(['token', 'second', 'ping'], { minLength: 1 }),
  })
  .map(({ tokens, seconds, pings, minimum, mode, order, holdSeconds }): Command => {
    const quantities: Partial<Record<string, bigint>> = { token: tokens, second: seconds, ping: pings };
    const usage = order.map((dimension) => ({ dimension, quantity: quantities[dimension] ?? 0n, minimum }));
    return { do: 'check', request: { product: 'codex', feature: 'fast', usage, mode }, holdSeconds };
  });

const wait = fc.oneof(
  fc.integer({ min: 0, max: 4 * HOUR }),
  fc.constantFrom(1, MINUTE, HOUR, HOUR - 1, 5 * HOUR, 5 * HOUR, 12 * HOUR, DAY),
);

/** Checks mostly, some releases, and time that passes. */
export const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: check },
    { weight: 2, arbitrary: fc.nat({ max: 9 }).map((nth): Command => ({ do: 'release', nth })) },
    { weight: 2, arbitrary: wait.map((milliseconds): Command => ({ do: 'wait', milliseconds })) },
  ),
  { minLength: 1, maxLength: 14, size: 'max' },
);

/** Whether an instance ended early with the window that it yields to: then it may hold more than its capacity. */
export function yielded({ plan }: Facts, { name, startedAt, resetsAt }: WindowInstance): boolean {
  const terms = plan?.windows.find((each) => each.name === name);
  return terms?.yieldsTo !== undefined && resetsAt < startedAt + 5 * HOUR;
}

/** A copy whose accounts can change alone. */
export function copyOf(own: Facts): Facts {
  const others = new Map([...own.others].map(([address, each]) => [address, copyOfAccount(each)]));
  return { ...own, account: copyOfAccount(own.account), others };
}

function copyOfAccount(own: Account): Account {
  return {
    ...own,
    guard: own.guard && { ...own.guard },
    windows: own.windows.map((window) => ({ ...window })),
    lots: own.lots.map((each) => ({ ...each })),
    holds: own.holds.map((hold) => ({
      ...hold,
      draws: hold.draws.map((draw) => ({ ...draw })),
      ...(hold.counts && { counts: hold.counts.map((count) => ({ ...count })) }),
    })),
  };
}

/** The subject's account and the pools. */
export function accountsOf({ account: subject, others }: Facts): Account[] {
  return [subject, ...others.values()];
}

/** Writes on all accounts what is due at `now`. */
export function advanceAll(own: Facts, now: Instant): Update[] {
  return accountsOf(own).flatMap((each) => advance(each, now));
}

/** Plays the commands on a copy of the world. */
export function play(start: Facts, all: readonly Command[]): Step[] {
  const own = copyOf(start);
  let now = NOW;
  return all.map((command, i): Step => {
    if (command.do === 'wait') now += command.milliseconds;
    const updates = advanceAll(own, now);
    const before = copyOf(own);
    const verdict = command.do === 'check' ? decide(command.request, own, now) : null;
    if (command.do === 'check' && verdict && verdict.outcome !== 'DENIED') {
      updates.push(...takeAndHold(own, verdict, `h${i}`, now, command.holdSeconds).map(({ update }) => update));
    }
    if (command.do === 'release') updates.push(...releaseNth(own, command.nth, now));
    return { command, now, before, after: copyOf(own), verdict, updates };
  });
}

function releaseNth(own: Facts, nth: number, now: Instant): Update[] {
  const id = own.account.holds[nth % Math.max(1, own.account.holds.length)]?.id;
  return accountsOf(own).flatMap((each) => {
    const part = each.holds.find((hold) => hold.id === id);
    if (!part) return [];
    each.holds = each.holds.filter((hold) => hold !== part);
    return [post(each, now, 'RELEASE', part.id, release(each, part))];
  });
}
