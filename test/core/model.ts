/**
 * A second opinion on what the core calculates: written from the rules, sharing none of its arithmetic. Only
 * {@link passes} asks the core, at an instant of its own.
 */
import type { Facts, Request } from '../../src/core/facts.js';
import { advance, nextDue } from '../../src/core/due.js';
import { decide, type Verdict } from '../../src/core/decide.js';
import { accountsOf, advanceAll, copyOf } from './worlds.js';
import type { Account, Lot } from '../../src/core/account.js';
import type { Instant, Layer, WindowTerms } from '../../src/core/words.js';

export function total(amounts: bigint[]): bigint {
  return amounts.reduce((a, b) => a + b, 0n);
}

const FIVE_HOURS = 5 * 3_600_000;
const DAYS = 86_400_000;

function coversFast({ scope }: WindowTerms): boolean {
  return !scope || scope.products.includes('codex') || scope.features.includes('codex/fast');
}

/** When the window that the five hours yield to ends; these worlds begin in the middle of a January. */
function longerEnd({ yieldsTo }: WindowTerms, account: Account, now: Instant): Instant | null {
  if (yieldsTo === undefined) return null;
  const open = account.windows.find(({ name }) => name === yieldsTo);
  if (open) return open.resetsAt;
  if (yieldsTo === 'daily') return now - (now % DAYS) + DAYS;
  if (yieldsTo === 'weekly') return now - ((now + 3 * DAYS) % (7 * DAYS)) + 7 * DAYS;
  const first = account.subscribedAt ?? now;
  for (let months = 1; ; months += 1) {
    const turn = new Date(first);
    turn.setUTCMonth(turn.getUTCMonth() + months);
    if (turn.getTime() > now) return turn.getTime();
  }
}

/** Whether the five hours would go beyond what they yield to. */
function yieldsAt(terms: WindowTerms, account: Account, now: Instant): boolean {
  const end = longerEnd(terms, account, now);
  const began = account.windows.find(({ name }) => name === terms.name)?.startedAt ?? now;
  return end !== null && began + FIVE_HOURS > end;
}

/** The first instants at which a new five hours yields. */
function yieldPoints(account: Account, now: Instant): Instant[] {
  return account.windowTerms.flatMap((terms) => {
    const end = longerEnd(terms, account, now);
    return end === null ? [] : [end - FIVE_HOURS + 1];
  });
}

/** What each source can give for `codex`, in the order of the waterfall and of burning. */
export function stock({ layers, account, others, plan }: Facts, now: Instant): { key: string; left: bigint }[] {
  return layers.flatMap(({ layer, source }: Layer) => {
    if (layer === 'ALLOWANCE') {
      const limits = (plan?.windows ?? []).filter((terms) => coversFast(terms) && !yieldsAt(terms, account, now));
      const left = limits.map(({ name, capacity }) => {
        const open = account.windows.find((window) => window.name === name);
        return capacity - (open?.used ?? 0n) - (open?.held ?? 0n);
      });
      return [{ key: source, left: left.length ? left.reduce((a, b) => (a < b ? a : b)) : 0n }];
    }
    const own: Account | undefined = layer === 'POOL' ? others.get(source) : account;
    const fits = ({ kind }: Lot) => layer === 'POOL' || (kind === 'PROMOTIONAL') === (layer === 'PROMOTION');
    const begun = (lot: Lot) => lot.effectiveAt <= now && (lot.expiresAt === null || now < lot.expiresAt);
    const lots = (own?.lots ?? []).filter(
      (lot) => fits(lot) && begun(lot) && (lot.products ?? ['codex']).includes('codex'),
    );
    const rank = (lot: Lot) => [lot.priority, lot.expiresAt ?? Number.MAX_SAFE_INTEGER, lot.createdAt];
    return lots
      .map((lot) => ({ lot, rank: [...rank(lot).map((n) => String(n).padStart(20, '0')), lot.id].join() }))
      .sort((a, b) => (a.rank < b.rank ? -1 : 1))
      .map(({ lot }) => ({ key: `${source} ${lot.id}`, left: lot.remaining }));
  });
}

export function keyOf({ source, lot }: Verdict['draws'][number]): string {
  return lot ? `${source} ${lot}` : source;
}

export function creditsOf({ lots }: Account): { available: bigint; held: bigint } {
  const open = lots.filter((lot) => lot.effective && !lot.closed);
  return { available: total(open.map((lot) => lot.remaining)), held: total(lots.map((lot) => lot.held)) };
}

/**
 * The instants after `now` at which a request may begin to pass. Less never gives more, unless several dimensions have
 * minimums (docs/rules.md, 7): for all other requests every change is tried, expiries too, and the millisecond before each.
 */
export function turningPoints({ usage, mode }: Request, facts: Facts, now: Instant): Instant[] {
  const thorough = mode === 'ALL_OR_NOTHING' || usage.every(({ minimum }) => minimum === 0n);
  const instants = accountsOf(facts).flatMap(({ lots, windows, guard }) => [
    ...lots.map((lot) => lot.effectiveAt),
    ...lots.map((lot) => (thorough && lot.expiresAt) || 0),
    ...windows.map((window) => window.resetsAt),
    (guard?.startedAt ?? 0) + 60_000,
  ]);
  for (const at of [now, ...instants, ...facts.cards.map((card) => card.effectiveAt)]) {
    const windows = facts.account.windows.filter(({ resetsAt }) => resetsAt > at);
    if (at >= now) instants.push(...yieldPoints({ ...facts.account, windows }, at));
  }
  instants.push(...(facts.account.debt > 0n ? turnsOf(copyOf(facts).account) : []));
  const all = [...instants, ...facts.cards.map((card) => card.effectiveAt)];
  const around = thorough ? all.flatMap((at) => [at - 1, at]) : all;
  return [...new Set(around)].filter((at) => at > now).sort((a, b) => a - b);
}

/** Debt that is paid opens windows, which end later: the account is taken through all that falls due on it. */
function turnsOf(account: Account): Instant[] {
  account.holds = [];
  const turns: Instant[] = [];
  for (let at = nextDue(account); at !== null && turns.length < 180; at = nextDue(account)) {
    turns.push(at);
    advance(account, at);
    turns.push(...yieldPoints(account, at));
  }
  return turns;
}

/** Whether the request gets further at `at` than it got, with time alone passing and all holds kept. */
export function passes(request: Request, facts: Facts, verdict: Verdict, at: Instant): boolean {
  const then = copyOf(facts);
  for (const own of accountsOf(then)) own.holds = own.holds.map((hold) => ({ ...hold, claims: 1 }));
  advanceAll(then, at);
  const { outcome } = decide(request, then, at);
  return outcome === 'ALLOWED' || (outcome === 'PARTIAL' && verdict.outcome === 'DENIED');
}
