/** How what a decision took becomes a hold, or joins one that it extends. */
import type { CheckCall } from './calls.js';
import { movedAt, type Account, type Draw, type Hold } from './model-state.js';

/** The hold with the draws in it; it lasts as long as the latest of its decisions asked. */
export function joinHold(
  holds: Hold[],
  extended: Hold | null,
  { subject, draws, now, seconds }: { subject: Account; draws: Draw[]; now: number; seconds: number },
): Hold {
  const hold: Hold = extended ?? newHold();
  if (!extended) holds.push(hold);
  hold.expiresAt = Math.max(hold.expiresAt, now + seconds * 1000);
  hold.draws.push(...draws.map((draw) => ({ ...draw, settled: 0n, released: 0n })));
  for (const account of [subject, ...draws.map((draw) => draw.account)]) {
    hold.parts.set(account, 'HELD');
    movedAt(now, account);
  }
  return hold;
}

function newHold(): Hold {
  const reported = { quotes: [], final: false, cumulative: null, counters: new Map() };
  return { draws: [], expiresAt: 0, parts: new Map(), claims: 0, ending: false, ...reported };
}

/** The hold remembers what a decision has quoted: its card for so many units of each dimension. */
export function quote(hold: Hold, { product, feature, usage }: CheckCall, counts: bigint[], plan: string, at: number) {
  const left = new Map(usage.map(({ dimension }, i) => [dimension, counts[i]!]));
  hold.quotes.push({ product, feature, plan, at, left });
}
