/**
 * Settles an event that undoes another: what the other's charge took goes back (src/core/void-usage.ts), and a charge of the
 * same amount says so. It prices nothing and asks neither policy nor catalog.
 */
import { MAX_NANO, sum } from '../core/amounts.js';
import type { Account } from '../core/account.js';
import { repaidOf, voidUsage } from '../core/void-usage.js';
import type { Repayment, Voided, VoidedCharge } from '../core/voided-charge.js';
import type { Nano } from '../core/words.js';
import type { Books, LockedAccount } from '../books/books.js';
import type { StoredCharge } from '../books/charge.js';
import { loadLots } from '../books/load-lots.js';
import { LockMore } from '../books/unit-of-work.js';
import type { StoredEvent } from '../books/usage-event.js';
import type { Tx } from '../database/database.js';
import { chargesOf, findRepayments, voidedKey } from './find-voided.js';
import { CannotSettle } from './price-usage.js';

/** What was undone, and what the charge that says so is made of. */
export interface Undone {
  voided: Voided;
  /** The charge that is undone. */
  undone: StoredCharge;
  now: number;
}

/** The addresses of the accounts that the charges have drawn on that these events undo. */
export async function voidedAddresses(
  tx: Tx,
  events: readonly StoredEvent[],
): Promise<{ tenant: string; address: string }[]> {
  const charges = await chargesOf(tx, events.flatMap(voidedKey));
  return charges.flatMap(({ tenantId: tenant, body }) => addressesOf(body).map((address) => ({ tenant, address })));
}

/** The accounts that a charge was drawn on, and those of the budgets that counted its draws or what no layer covered. */
function addressesOf({ draws, counts }: StoredCharge['body']): string[] {
  const drawnOn = draws.flatMap(({ account, budgets = [] }) => [account, ...budgets.map((count) => count.account)]);
  return [...new Set([...drawnOn, ...counts.map(({ account }) => account)])];
}

/**
 * Gives back what an event's target took, on the locked accounts; posts it, and records nothing.
 * @throws MoreDue where something has still to be written before; CannotSettle where an account has no room for what comes
 *   back. Nothing was posted then.
 */
export async function undo(books: Books, tx: Tx, event: StoredEvent, owner: LockedAccount): Promise<Undone> {
  const { tenantId: tenant, uuid: id } = event;
  const { account } = owner;
  const [undone] = await chargesOf(tx, voidedKey(event));
  if (!undone) throw new Error(`usage: the charge that ${id} undoes is not there`);
  const { at, amount: _, forgiven, debt, body } = undone;
  const addresses = addressesOf(body);
  const others = books.found(tenant, addresses);
  if (others.size < addresses.length) throw new LockMore();
  const now = books.bringUpTo(account, ...others.values());
  const charge: VoidedCharge = { id, at: at.getTime(), draws: body.draws, counts: body.counts, forgiven, debt };
  const amount = repaidOf(charge, account);
  const repayments = amount > 0n ? await findRepayments(tx, books, account, amount) : [];
  if (sum(repayments, (repayment) => repayment.amount) < amount) {
    throw new CannotSettle('Too many repayments would have to be given back at once.');
  }
  await loadLots(tx, books, tenant, lotsOf(charge, repayments));
  assertRoom(account, others, charge, repayments);
  return { voided: voidUsage(charge, { account, others, repayments }, now), undone, now };
}

/** Keeps what has come of it: lots that have something again, repayments that were given back, and money that is to follow. */
export function keepUndone(books: Books, event: StoredEvent, { voided }: Undone): void {
  const { tenantId, accountId } = event;
  for (const { seq, amount } of voided.repaid) books.returns.push({ tenantId, accountId, seq, amount });
  for (const { account, update } of voided.updates) {
    const lots = new Map(account.lots.map((lot) => [lot.id, lot]));
    const touched = new Set(update.lines.flatMap(({ lot }) => lots.get(lot ?? '') ?? []));
    for (const lot of touched) {
      if (!lot.closed) books.wakeAt(account, lot.expiresAt);
      if (lot.closed !== 'takenBack') continue;
      books.takenBack.push({ tenantId, id: lot.id });
      books.restated.add(account);
    }
  }
}

function lotsOf({ draws, counts }: VoidedCharge, repayments: readonly Repayment[]): string[] {
  const counted = [...draws.flatMap(({ budgets = [] }) => budgets), ...counts].flatMap(({ increases }) => increases);
  return [...draws, ...counted, ...repayments].flatMap(({ lot }) => lot ?? []);
}

/** @throws CannotSettle where an account would have more credits than any total holds (docs/rules.md, 24) */
function assertRoom(
  own: Account,
  others: ReadonlyMap<string, Account>,
  { draws }: VoidedCharge,
  repayments: readonly Repayment[],
): void {
  const comesBack = new Map<Account, Nano>();
  const add = (account: Account, amount: Nano) => comesBack.set(account, (comesBack.get(account) ?? 0n) + amount);
  for (const { account, amount } of draws) add(others.get(account) ?? own, amount);
  for (const { amount } of repayments) add(own, amount);
  for (const [account, amount] of comesBack) {
    if (sum(account.lots, ({ remaining, held }) => remaining + held) <= MAX_NANO - amount) continue;
    throw new CannotSettle('With what would come back, an account would have credits beyond all bounds.');
  }
}
