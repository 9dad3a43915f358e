/**
 * Usage undone again: what its charge of the replay took goes back. A void of usage that does not happen does not happen
 * either.
 */
import { sum } from '../core/amounts.js';
import { withoutCounters, reportedOf, withReportedOf } from '../core/counters.js';
import type { Quantity } from '../core/words.js';
import { repaidOf, voidUsage } from '../core/void-usage.js';
import type { VoidedCharge } from '../core/voided-charge.js';
import type { Instant } from '../core/words.js';
import { repaymentBy } from '../usage/find-voided.js';
import { withoutUndone } from '../usage/price-usage.js';
import { countsBySize } from '../usage/sized-holds.js';
import type { StoredEvent } from '../books/usage-event.js';
import type { PastEvent } from './past.js';
import type { On } from './replay-decisions.js';
import type { Paid } from './replay-usage.js';
import { workOf } from './world.js';

/** A charge that may be undone. */
export interface Undoable extends Paid {
  event: StoredEvent;
  draws: VoidedCharge['draws'];
  counts: VoidedCharge['counts'];
  at: Instant;
}

/** What the hold of an event remembers of it goes back as the void is recorded. @param standing counters of other reports */
export function forgetReport({ world }: On, { event }: Undoable, standing: readonly Quantity[]): void {
  const hold = event.holdId === null ? null : (world.holds.get(event.holdId) ?? null);
  if (!hold) return;
  const { reported: before } = hold;
  if (before.final === event.uuid) hold.reported = { ...before, final: null, lifted: true };
  if (event.body.counters.length === 0) return;
  const of = reportedOf(hold.reported, event.product, event.feature);
  const counters = withoutCounters(of.counters, event.body.counters, standing);
  hold.reported = withReportedOf(hold.reported, { ...of, counters });
}

/** Gives back what a charge took. @returns what that comes to; null where it cannot be given back */
export function replayVoid(on: On, past: PastEvent, undone: Undoable): Paid | null {
  const { world, rules, makes } = on;
  const at = past.charge!.at;
  world.clock = at;
  const catalog = rules.catalog(at);
  const { account } = makes.make(past.address, catalog);
  const budgets = [...undone.draws.flatMap((draw) => draw.budgets ?? []), ...undone.counts];
  const addresses = [...new Set([...undone.draws, ...budgets].map((each) => each.account))];
  makes.stand([past.address, ...addresses], catalog);
  const others = world.found(rules.tenant, addresses);
  if (others.size < addresses.length) return null;
  const now = world.bringUpTo(account, ...others.values());
  const { amount, draws, counts, forgiven, debt } = undone;
  const charge: VoidedCharge = { id: past.uuid, at: undone.at, draws, counts, forgiven, debt };
  const there = world.of(account);
  const repayments = there.repaid
    .map((update) => repaymentBy(update, there.returned.get(update.seq) ?? 0n))
    .filter((repayment) => repayment.amount > 0n)
    .reverse();
  const repaid = repaidOf(charge, account);
  if (sum(repayments, (each) => each.amount) < repaid) return null;
  for (const { account: from, lot } of draws) if (lot) world.bringBack(others.get(from) ?? account, lot);
  for (const { account: of, increases } of budgets) {
    for (const { lot } of increases) world.bringBack(others.get(of)!, lot);
  }
  for (const { lot } of repaid > 0n ? repayments : []) if (lot) world.bringBack(account, lot);
  const voided = voidUsage(charge, { account, others, repayments }, now);
  for (const { account: lies, update } of voided.updates) {
    for (const { lot } of update.lines) {
      const found = lies.lots.find(({ id }) => id === lot);
      if (found && !found.closed) world.wake(world.of(lies), found.expiresAt);
    }
    world.posted(update);
  }
  for (const { seq, amount: back } of voided.repaid) there.returned.set(seq, (there.returned.get(seq) ?? 0n) + back);
  const hold = undone.event.holdId === null ? null : (world.holds.get(undone.event.holdId) ?? null);
  if (hold && countsBySize(undone.event)) {
    const work = workOf(undone.event);
    const left = withoutUndone(undone.event, amount, hold.used.get(work) ?? null);
    if (left) hold.used.set(work, left);
  }
  return { amount: -amount, forgiven: -forgiven, debt: -debt, draws, counts };
}
