/** What a report is priced by and counts, by the rules: quotes that are used up and end, counters, one final report. */
import { MINUTE } from './closed-world.js';
import type { RecordCall, Used } from './calls.js';
import { least, planOf, type Account, type Check, type Hold, type Share, type World } from './model-state.js';

const LASTS = 15 * MINUTE;

interface Reported {
  subject: Account;
  check: Check | null;
  now: number;
  /** When usage counts as having happened. */
  at: number;
}

const work = ({ product, feature }: RecordCall, dimension: string) => `${product}/${feature} ${dimension}`;

/** Why a report is refused; null where it is not (rule 41). */
export function refusalOf(call: RecordCall, hold: Hold | null, { saw }: World): string | null {
  if (hold?.final && call.final && !call.late) {
    saw('a second final report');
    return 'CONFLICT';
  }
  if (call.cumulative && hold === null) return 'BAD_USER_INPUT';
  const mode = hold?.cumulative ?? null;
  if (mode !== null && mode !== call.cumulative) {
    saw('counters and plain reports are mixed');
    return 'BAD_USER_INPUT';
  }
  if (!call.cumulative || countedBy(call, hold).every(({ quantity }) => quantity >= 0)) return null;
  saw('a counter that falls');
  return 'BAD_USER_INPUT';
}

/** What a report counts: of counters what exceeds the largest of its hold. */
function countedBy(call: RecordCall, hold: Hold | null): Used[] {
  if (!call.cumulative) return call.usage;
  return call.usage.map(({ dimension, quantity }) => {
    return { dimension, quantity: quantity - (hold?.counters.get(work(call, dimension)) ?? 0) };
  });
}

/** Counts a report, uses up the quotes of its hold, and says what prices each share of it (rule 28). */
export function priceReport(call: RecordCall, hold: Hold | null, found: Reported, { saw }: World): Share[] {
  const { subject, check, now, at } = found;
  const counted = countedBy(call, hold).filter(({ quantity }) => quantity > 0);
  if (hold) remember(call, hold);
  if (call.cumulative && counted.length > 0) saw('a counter that grows');
  if (call.status === 'FAILED' || counted.length === 0) return [];
  if (hold && now <= hold.expiresAt + LASTS) return useUp(call, hold, counted, saw);
  if (hold) saw('a quote has ended');
  if (check && !hold && check.outcome !== 'DENIED' && now <= check.quoted.at + check.call.holdSeconds * 1000 + LASTS) {
    saw('a report on a check that cost nothing');
    return [{ ...check.quoted, usage: counted }];
  }
  const then = Math.max(at, check?.quoted.at ?? at);
  return [{ plan: planOf(subject, then), at: then, usage: counted }];
}

function remember(call: RecordCall, hold: Hold): void {
  if (call.final) hold.final ??= { call };
  if (call.usage.length > 0) hold.cumulative = call.cumulative;
  for (const { dimension, quantity } of call.cumulative ? call.usage : []) {
    hold.counters.set(work(call, dimension), quantity);
  }
}

function useUp(call: RecordCall, { quotes }: Hold, counted: Used[], saw: World['saw']): Share[] {
  const own = quotes.filter(({ product, feature }) => product === call.product && feature === call.feature);
  const shares = own.map(({ plan, at }): Share => ({ plan, at, usage: [] }));
  const last = own.at(-1)!;
  const beyond: Share = { plan: last.plan, at: last.at, usage: [] };
  for (const { dimension, quantity } of counted) {
    let rest = BigInt(quantity);
    for (const [i, { left }] of own.entries()) {
      const share = least(rest, left.get(dimension) ?? 0n);
      if (share === 0n) continue;
      left.set(dimension, left.get(dimension)! - share);
      rest -= share;
      shares[i]!.usage.push({ dimension, quantity: Number(share) });
    }
    if (rest > 0n) beyond.usage.push({ dimension, quantity: Number(rest) });
  }
  const all = [...shares, beyond].filter(({ usage }) => usage.length > 0);
  if (all.length > 1) saw('a report exceeds a quote');
  return all;
}
