/**
 * What of a usage event its hold does not cover: poured as a check would be, each source bounded by its budgets; then what
 * remains in the same order without them; and what no layer covers counts in the budgets over everything
 * (docs/rules.md, 27). It changes nothing.
 */
import { least, MAX_NANO, sum } from './amounts.js';
import { countsOvershoot } from './budgets.js';
import type { BudgetCount } from './facts.js';
import { stillHeld } from './holds.js';
import { budgetRooms, ownLayers, sourcesOf } from './layers.js';
import { Poured, type PouredDraw } from './pour.js';
import type { PricedUsage, SettleFacts } from './priced-usage.js';
import type { Instant, Nano } from './words.js';

/** Where excess went. The draws and `overshoot` add up to it. */
export interface Excess {
  draws: PouredDraw[];
  /** What no layer covers. */
  overshoot: Nano;
  /** How that counted in budgets. */
  counts: BudgetCount[];
}

/** What of an event its hold does not hold; all of it once the hold has ended on any account. */
export function excessOf({ amount }: PricedUsage, { hold }: SettleFacts): Nano {
  const open = hold.every(({ state }) => state === 'HELD');
  const held = open ? sum(hold, ({ part }) => sum(part.draws, stillHeld)) : 0n;
  return amount - least(amount, held);
}

/** Pours excess over the event's layers: only those of the subject's own where no other may be drawn on. */
export function drawExcess(event: PricedUsage, facts: SettleFacts, excess: Nano, now: Instant): Excess {
  const { layers, ownOnly, budgets } = event;
  const { account, others } = facts;
  const through = ownOnly ? ownLayers(layers) : layers;
  const sources = sourcesOf(through, account, others, event, now, null, budgets);
  const poured = new Poured();
  const within: PouredDraw[] = poured.within(sources, excess);
  const draws = [...within, ...poured.beyond(sources, excess - sum(within, ({ amount }) => amount))];
  const overshoot = excess - sum(draws, ({ amount }) => amount);
  if (overshoot === 0n) return { draws, overshoot, counts: [] };
  const rooms = [...budgetRooms(budgets.filter(countsOvershoot), account.tenant, others, now).values()];
  return { draws, overshoot, counts: rooms.map((room) => poured.count(room, overshoot)) };
}

/**
 * Whether excess would lift what a budget has counted beyond all bounds (docs/rules.md, 24): then the event is set aside.
 */
export function exceedsCounters(event: PricedUsage, facts: SettleFacts, now: Instant): boolean {
  if (!event.budgets.length) return false;
  const { draws, counts } = drawExcess(event, facts, excessOf(event, facts), now);
  const counted = Map.groupBy([...draws.flatMap(({ budgets = [] }) => budgets), ...counts], ({ account }) => account);
  return [...counted].some(([address, all]) => {
    const held = sum(facts.others.get(address)?.windows ?? [], (window) => window.used + window.held);
    return held + sum(all, ({ amount }) => amount) > MAX_NANO;
  });
}
