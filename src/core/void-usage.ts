/**
 * A usage event undone: what its charge took goes back to the very lots and window instances that gave it, and what no layer
 * had covered is owed no longer, or goes back to whoever has repaid it since. Opens no window and draws on nothing; that each
 * charge is undone once is for the caller to see to.
 */
import { least, sum } from './amounts.js';
import { forgivenIn } from './debt.js';
import { heldCounts } from './held-counts.js';
import { instantOn, post } from './journal.js';
import { returnLines } from './lines.js';
import { lotFinder } from './lots.js';
import { monthStart } from './months.js';
import type { Repaid, Repayment, Voided, VoidedCharge, VoidFacts } from './voided-charge.js';
import type { Account, Line } from './account.js';
import type { Instant, Nano } from './words.js';

/** How much of a charge's debt is owed no longer, so that it goes back to whoever repaid it. */
export function repaidOf({ debt }: Pick<VoidedCharge, 'debt'>, account: Pick<Account, 'debt'>): Nano {
  return debt - least(debt, account.debt);
}

/**
 * Undoes a charge on the facts' accounts in place.
 * @param now the instant of the unit of work, in milliseconds
 * @throws Error where an account is not there, or repayments are missing: bugs, never a caller's mistake
 */
export function voidUsage(charge: VoidedCharge, facts: VoidFacts, now: Instant): Voided {
  const { account } = facts;
  const owed = least(charge.debt, account.debt);
  const repaid = shareOut(charge.debt - owed, facts.repayments);
  const carried = carriedThisMonth(charge, facts, repaid, now);
  const perAccount = new Map<Account, Line[]>([[account, []]]);
  for (const { on, lines } of [...placesOf(charge, facts), ...repaidPlaces(account, repaid)]) {
    const known = perAccount.get(on);
    if (known) known.push(...lines(instantOn(on, now)));
    else perAccount.set(on, lines(instantOn(on, now)));
  }
  const ofDebt = [debtLine('ended', 'debt', carried), debtLine('debt', 'issued', owed + carried)];
  perAccount.get(account)?.push(...ofDebt.filter(({ amount }) => amount > 0n));
  if (carried > 0n) {
    const since = monthStart(now);
    account.forgiven = { since, amount: forgivenIn(account, since) - carried };
  }
  const updates = [...perAccount].map(([on, lines]) => {
    return { account: on, update: post(on, instantOn(on, now), 'VOIDED', charge.id, lines) };
  });
  return { updates, owed, repaid, carried };
}

/** Something that goes back to one account. */
interface Back {
  on: Account;
  lines: (at: Instant) => Line[];
}

/** What goes back to sources and budgets, the last draw first. */
function placesOf({ draws, counts }: VoidedCharge, facts: VoidFacts): Back[] {
  const drawn = draws.map((draw) => ({ address: draw.account, place: draw }));
  const counted = [...draws.flatMap(({ budgets = [] }) => budgets), ...counts].flatMap((count) =>
    heldCounts(0, count).map(({ lot, window, amount }) => {
      return { address: count.account, place: { lot, windows: window ? [window] : [], amount } };
    }),
  );
  const all = [...drawn, ...counted].map(({ address, place }) => ({ on: accountAt(facts, address), place }));
  const finders = findersFor(all.map(({ on }) => on));
  return all.reverse().map(({ on, place }) => {
    return { on, lines: (at) => returnLines(on, place, { from: 'spent', lotOf: finders.get(on)!, at }) };
  });
}

function repaidPlaces(account: Account, repaid: readonly Repaid[]): Back[] {
  const lotOf = lotFinder(account, repaid.length);
  return repaid.map(({ lot, windows, amount }) => {
    const place = { lot, windows: [...windows], amount };
    return { on: account, lines: (at) => returnLines(account, place, { from: 'debt', lotOf, at }) };
  });
}

function findersFor(accounts: readonly Account[]) {
  const lookUps = Map.groupBy(accounts, (account) => account);
  return new Map([...lookUps].map(([account, { length }]) => [account, lotFinder(account, length)]));
}

function accountAt({ account, others }: VoidFacts, address: string): Account {
  const found = address === account.address ? account : others.get(address);
  if (!found) throw new Error(`void: ${address} gave without being there`);
  return found;
}

/** The latest repayments give way first. */
function shareOut(amount: Nano, repayments: readonly Repayment[]): Repaid[] {
  let left = amount;
  const shares = repayments.flatMap(({ seq, amount: most, lot, windows }) => {
    const share = least(left, most);
    left -= share;
    return share > 0n ? [{ seq, amount: share, lot, windows }] : [];
  });
  if (left > 0n) throw new Error(`void: nobody has repaid ${left} of what is owed no longer`);
  return shares;
}

/** What the tenant forgave counts in its own UTC month only: of an earlier one nothing is given back. */
function carriedThisMonth(charge: VoidedCharge, facts: VoidFacts, repaid: readonly Repaid[], now: Instant): Nano {
  const month = monthStart(now);
  const at = new Map(facts.repayments.map((repayment) => [repayment.seq, repayment.at]));
  const asMonthTurned = repaid.filter(({ seq, lot, windows }) => {
    return lot === null && windows.length === 0 && monthStart(at.get(seq) ?? 0) === month;
  });
  const atOnce = monthStart(charge.at) === month ? charge.forgiven : 0n;
  return atOnce + sum(asMonthTurned, ({ amount }) => amount);
}

function debtLine(from: 'ended' | 'debt', to: 'debt' | 'issued', amount: Nano): Line {
  return { lot: null, window: null, amount, from, to };
}
