/**
 * Random worlds in which holds are opened, extended and settled, played as the engine does: due first, a claim when
 * usage is recorded, settlement in the order recorded. It asserts nothing.
 */
import fc from 'fast-check';
import type { Facts, Request } from '../../src/core/facts.js';
import { decide } from '../../src/core/decide.js';
import { latestEnd } from '../../src/core/hold-end.js';
import { layersThrough } from '../../src/core/budgets.js';
import { joinHold, nextNo, release, unclaimed, type PlacedPart } from '../../src/core/holds.js';
import { post, type Update } from '../../src/core/journal.js';
import type { PricedUsage, SettleFacts } from '../../src/core/priced-usage.js';
import { settle, type Settlement } from '../../src/core/settle.js';
import { take } from '../../src/core/take.js';
import { extending, trimHold } from '../../src/core/trim.js';
import { DAY, HOUR, layers, MINUTE, NOW } from './build.js';
import { accountsOf, advanceAll, copyOf, world } from './worlds.js';
import type { Instant, Nano } from '../../src/core/words.js';

export type Command =
  | { do: 'check'; tokens: bigint; holdSeconds: number; extend: number | null }
  | { do: 'record'; nth: number; amount: bigint; final: boolean; order: string[] }
  | { do: 'settle' }
  | { do: 'release'; nth: number }
  | { do: 'wait'; milliseconds: number };

/** The accounts, and the parts of every hold by its id, on the same account objects. */
export interface State {
  facts: Facts;
  holds: Map<string, PlacedPart[]>;
}

/** One settled event: what it met, with everything due written, and what it left. */
export interface Settled {
  event: PricedUsage;
  now: Instant;
  before: State;
  hold: PlacedPart[];
  overshoot: SettleFacts['overshoot'];
  settlement: Settlement;
}

export interface Step {
  now: Instant;
  after: State;
  updates: Update[];
  settled: Settled | null;
}

export const setting = fc.record({
  start: world.map((facts): Facts => ({ ...facts, plan: facts.plan && { ...facts.plan, requestsPerMinute: null } })),
  /** What FORGIVE may forgive in all; null: anything, undefined: the policy is DEBT. */
  forgivable: fc.constantFrom(null, undefined, undefined, 0n, 5n, 40n),
});
export type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;

const nth = fc.nat({ max: 3 });
const amount = fc.oneof(fc.bigInt({ min: 0n, max: 12n }), fc.bigInt({ min: 0n, max: 90n }));
const SOURCES = ['allowance', 'promotion', 'credits', 'pool:ops', 'pool:team'];

const check: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('check' as const),
  tokens: fc.bigInt({ min: 1n, max: 60n }),
  holdSeconds: fc.constantFrom(1, 600, 7200, 86_400),
  extend: fc.option<number>(nth, { freq: 2 }),
});
const record: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('record' as const),
  nth,
  amount,
  final: fc.boolean(),
  order: fc.oneof(fc.constant(SOURCES), fc.shuffledSubarray(SOURCES)),
});

const settleNext: fc.Arbitrary<Command> = fc.constant({ do: 'settle' });
const releaseNth: fc.Arbitrary<Command> = fc.record({ do: fc.constant('release' as const), nth });
const wait: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('wait' as const),
  milliseconds: fc.constantFrom(1, MINUTE, HOUR, 5 * HOUR, DAY),
});

export const commands = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: check },
    { weight: 5, arbitrary: record },
    { weight: 5, arbitrary: settleNext },
    { weight: 1, arbitrary: releaseNth },
    { weight: 2, arbitrary: wait },
  ),
  { minLength: 1, maxLength: 22, size: 'max' },
);

/** Plays the commands, then settles all that is still recorded. */
export function play({ start, forgivable }: Setting, all: readonly Command[]): Step[] {
  const run = new Run(copyOf(start), forgivable);
  const steps = all.map((command) => run.step(command));
  while (run.recorded.length) steps.push(run.step({ do: 'settle' }));
  return steps;
}

/** Settles an event on a state: its hold by id, if it has one. */
export function settleOn(
  { facts, holds }: State,
  event: PricedUsage,
  holdId: string | null,
  overshoot: SettleFacts['overshoot'],
  now: Instant,
): Settlement {
  const hold = holds.get(holdId ?? '') ?? [];
  const { account, others } = facts;
  const settlement = settle(event, { account, others, hold, overshoot }, now);
  for (const placed of hold) {
    placed.state = settlement.parts.find(({ part }) => part === placed.part)?.state ?? placed.state;
  }
  return settlement;
}

class Run {
  readonly recorded: { event: PricedUsage; holdId: string | null }[] = [];
  private readonly state: State;
  private now = NOW;
  private count = 0;

  constructor(
    facts: Facts,
    private forgivable: Nano | null | undefined,
  ) {
    this.state = { facts: { ...facts, maxDebt: 10n ** 18n }, holds: new Map() };
  }

  step(command: Command): Step {
    this.count += 1;
    if (command.do === 'wait') this.now += command.milliseconds;
    const updates = advanceAll(this.state.facts, this.now);
    for (const placed of [...this.state.holds.values()].flat()) {
      if (placed.state === 'HELD' && !placed.account.holds.includes(placed.part)) placed.state = 'EXPIRED';
    }
    let settled: Settled | null = null;
    if (command.do === 'check') updates.push(...this.check(command));
    if (command.do === 'record') this.record(command);
    if (command.do === 'release') updates.push(...this.release(command.nth));
    if (command.do === 'settle') settled = this.settle();
    updates.push(...(settled?.settlement.updates.map(({ update }) => update) ?? []));
    return { now: this.now, after: structuredClone(this.state), updates, settled };
  }

  private check({ tokens, holdSeconds, extend }: Command & { do: 'check' }): Update[] {
    const { facts, holds } = this.state;
    const [holdId, parts] = [...holds][extend ?? -1] ?? [`h${this.count}`, []];
    if (parts.some(({ state }) => state !== 'HELD')) return [];
    const usage = [{ dimension: 'token', quantity: tokens, minimum: 0n }];
    const request: Request = { product: 'codex', feature: 'fast', usage, mode: 'UP_TO' };
    const judged = parts.length ? extending(facts, parts, false, this.now) : facts;
    const verdict = decide(request, judged, this.now);
    if (verdict.outcome === 'DENIED') return [];
    const trimmed = trimHold(parts, this.now).map(({ update }) => update);
    const expiresAt = Math.max(this.now + holdSeconds * 1000, ...parts.map(({ part }) => part.expiresAt));
    const { caller, openedAt, claims, ending } = parts[0]?.part ?? unclaimed('alice', this.now);
    const common = { caller, openedAt, claims, ending };
    const firstNo = nextNo(parts);
    const taken = take(facts, verdict, { decisionId: `d${this.count}`, holdId, expiresAt, firstNo, common }, this.now);
    for (const { account, part } of joinHold(parts, taken).slice(parts.length)) {
      account.holds.push(part);
      parts.push({ account, part, state: 'HELD' });
    }
    const endsAt = Math.min(expiresAt, latestEnd(parts, facts));
    for (const { part } of parts) part.expiresAt = endsAt;
    holds.set(holdId, parts);
    return [...trimmed, ...taken.map(({ update }) => update)];
  }

  private record({ nth, amount, final, order }: Command & { do: 'record' }): void {
    const [holdId, parts] = [...this.state.holds][nth] ?? [null, []];
    const claimed = parts.length > 0 && parts.every(({ state }) => state === 'HELD');
    for (const { part } of parts) part.claims += claimed ? 1 : 0;
    const event = {
      id: `c${this.count}`,
      amount,
      final,
      claimed,
      product: 'codex',
      feature: 'fast',
      layers: layersThrough(layers(...order), this.state.facts.budgets),
      budgets: this.state.facts.budgets,
      ownOnly: false,
    };
    this.recorded.push({ event, holdId });
  }

  private settle(): Settled | null {
    const next = this.recorded.shift();
    if (!next) return null;
    const { event, holdId } = next;
    const before = structuredClone(this.state);
    const overshoot = this.overshoot();
    const settlement = settleOn(this.state, event, holdId, overshoot, this.now);
    if (this.forgivable) this.forgivable -= settlement.forgiven;
    const hold = before.holds.get(holdId ?? '') ?? [];
    return { event, now: this.now, before, hold, overshoot, settlement };
  }

  private overshoot(): SettleFacts['overshoot'] {
    if (this.forgivable === undefined) return { policy: 'DEBT' };
    return { policy: 'FORGIVE', leftThisMonth: this.forgivable };
  }

  private release(nth: number): Update[] {
    const parts = [...this.state.holds.values()][nth] ?? [];
    if (parts.some(({ part, state }) => state !== 'HELD' || part.claims > 0)) return [];
    return parts.map((placed) => {
      const { account, part } = placed;
      placed.state = 'RELEASED';
      account.holds = account.holds.filter((each) => each !== part);
      return post(account, this.now, 'RELEASE', part.id, release(account, part));
    });
  }
}

/** Every account of a state. */
export function allAccounts({ facts }: State) {
  return accountsOf(facts);
}
