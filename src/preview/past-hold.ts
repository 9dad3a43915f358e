/**
 * A hold from before the period as the books of a replay keep it: what its decisions quoted and were granted, and what its
 * usage had come to by then. Its parts are put on their accounts by whoever loads them.
 */
import { exclusiveOf } from '../core/counters.js';
import { allOf, NOTHING_SO_FAR } from '../core/size.js';
import type { Instant } from '../core/words.js';
import type { PastHold } from './load-holds.js';
import type { Rules } from './rules.js';
import { newHold, workOf, type WorldHold } from './world.js';

/** @param from when the period begins */
export function holdOf({ id, subject, reported, decisions, events }: PastHold, rules: Rules, from: Instant): WorldHold {
  const hold: WorldHold = { ...newHold(id, subject), reported, decisions: decisions.length };
  for (const { body, product, uuid } of decisions) {
    const card = rules.catalogOf(body.catalog).rateCards.find((each) => each.id === body.card);
    if (!card) continue;
    const usage = exclusiveOf(body.grantedUsage, body.inclusive);
    const work = workOf({ product, feature: body.feature });
    const quote = { decision: uuid, plan: body.plan, catalog: body.catalog, card: card.id, usage };
    hold.quotes.set(work, [...(hold.quotes.get(work) ?? []), quote]);
    const { priced, amount } = hold.granted.get(work) ?? NOTHING_SO_FAR;
    const same = priced.find((each) => each.card === card);
    const all = same ? allOf([same, { usage }]) : usage;
    const others = priced.filter((each) => each !== same);
    hold.granted.set(work, { priced: [...others, { card, usage: all }], amount: amount + body.granted });
  }
  for (const { product, feature, charge } of events) {
    if (charge !== null && charge.at < from && charge.body.soFar) {
      hold.used.set(workOf({ product, feature }), charge.body.soFar);
    }
  }
  return hold;
}
