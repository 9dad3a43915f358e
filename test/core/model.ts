/**
 * A second opinion on what the core calculates: written from the rules, sharing none of its arithmetic. Only
 * {@link passes} asks the core, at an instant of its own.
 */
import type { Facts, Request } from '../../src/core/facts.js';
import { advance, nextDue } from '../../src/core/due.js';
import { decide, type Verdict } from '../../src/core/decide.js';
import { accountsOf, advanceAll, copyOf } from './worlds.js';
import type { Account, Lot } from '../../src/core/account.js';
import type { Instant, Layer } from '../../src/core/words.js';

export function total(amounts: bigint[]): bigint {
  return amounts.reduce((a, b) => a + b, 0n);
}

/** What each source can give for `codex`, in the order of the waterfall and of burning. */
export function stock({ layers, account, others, plan }: Facts, now: Instant): { key: string; left: bigint }[] {
  return layers.flatMap(({ layer, source }: Layer) => {
    if (layer === 'ALLOWANCE') {
      const left = (plan?.windows ?? []).map(({ name, capacity }) => {
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
  instants.push(...(facts.account.debt > 0n ? turnsOf(copyOf(facts).account) : []));
  const all = [...instants, ...facts.cards.map((card) => card.effectiveAt)];
  const around = thorough ? all.flatMap((at) => [at - 1, at]) : all;
  return [...new Set(around)].filter((at) => at > now).sort((a, b) => a - b);
}

/** Debt that is paid opens windows, which end later: the account is taken through all that falls due on it. */
function turnsOf(account: Account): Instant[] {
  account.holds = [];
  const turns: Instant[] = [];
  for (let at = nextDue(account); at !== null && turns.length < 60; at = nextDue(account)) {
    turns.push(at);
    advance(account, at);
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
