/** What undoing a usage event does, by the rules: what its hold forgets at once, and what goes back as it is settled. */
import type { RecordCall } from './calls.js';
import {
  least,
  monthOf,
  move,
  movedAt,
  withdrawEmpty,
  type Account,
  type Count,
  type Lot,
  type Usage,
  type Window,
  type World,
} from './model-state.js';

/** The hold has had no such report: its final one may come again, and counters are the largest that stand (rule 41). */
export function forgetReport({ call, hold }: Usage, all: readonly Usage[]): void {
  if (!hold) return;
  if (hold.final?.call === call) hold.final = null;
  const standing = all.filter((each) => each.hold === hold && each.voids === null && !each.undone);
  for (const { dimension } of call.cumulative ? call.usage : []) {
    const { product, feature } = call;
    const of = (other: RecordCall) => other.cumulative && other.product === product && other.feature === feature;
    const counters = standing.flatMap((each) => (of(each.call) ? each.call.usage : []));
    const told = counters.filter((each) => each.dimension === dimension).map(({ quantity }) => quantity);
    const key = `${product}/${feature} ${dimension}`;
    if (told.length) hold.counters.set(key, Math.max(...told));
    else hold.counters.delete(key);
  }
}

/** Settles what undoes an event; all accounts that it had drawn on are locked. */
export function settleVoid(usage: Usage, subject: Account, { saw }: World, now: number): void {
  const charge = usage.voids!.charge!;
  usage.charge = { ...charge, at: now };
  saw('usage is undone');
  for (const { account, lot, windows, amount, counts } of charge.draws) {
    giveBack(account, { lot, windows, amount }, now, saw);
    movedAt(now, account);
    for (const count of counts) uncount(count, amount, now, saw);
  }
  for (const count of charge.counts) uncount(count, charge.debt + charge.forgiven, now, saw);
  const owed = least(charge.debt, subject.debt);
  subject.debt -= owed;
  let rest = charge.debt - owed;
  let carried = monthOf(charge.at) === monthOf(now) ? charge.forgiven : 0n;
  for (const repayment of subject.repayments.toReversed()) {
    const share = least(rest, repayment.amount);
    if (share === 0n) continue;
    rest -= share;
    repayment.amount -= share;
    saw('a repayment is given back');
    if (repayment.month === null) giveBack(subject, { ...repayment, amount: share }, now, saw);
    else if (repayment.month === monthOf(now)) carried += share;
  }
  if (carried > 0n) subject.forgiven.amount -= carried;
  movedAt(now, subject);
}

/** A budget counts less of the period that counted it, where that still runs. */
function uncount({ account, window }: Count, amount: bigint, now: number, saw: World['saw']): void {
  saw('what is undone counts in a budget no more');
  giveBack(account, { lot: null, windows: [window], amount }, now, saw);
  movedAt(now, account);
}

interface Place {
  lot: Lot | null;
  windows: Window[];
  amount: bigint;
}

/** To the very lot, or where the rest of it went; into windows that still run. */
function giveBack(account: Account, { lot, windows, amount }: Place, now: number, saw: World['saw']): void {
  if (lot) {
    // Of one that was used up nothing was left to expire, until now.
    if (lot.closed === null && lot.expiresAt <= Math.max(now, account.lastAt)) lot.closed = 'expired';
    if (lot.closed) saw('what is undone comes back to a closed lot');
    move(lot, 'spent', lot.closed ?? 'remaining', amount);
  }
  const running = windows.filter((window) => account.windows.get(window.name) === window);
  for (const window of running) window.used -= amount;
  if (running.length) withdrawEmpty(account, saw);
}
