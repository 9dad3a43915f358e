/**
 * One unit of work of settlement: the next events of some accounts, in order per account, are priced, captured and
 * journalled. `settledNo` moves with them, so each event is settled exactly once, whichever process dies. It needs no
 * policy.
 */
import type { Catalog } from '../catalog/catalog.js';
import type { Account } from '../core/account.js';
import { MAX_NANO } from '../core/amounts.js';
import { forgivenIn } from '../core/debt.js';
import type { Instant, Nano } from '../core/words.js';
import type { PlacedPart } from '../core/holds.js';
import { post } from '../core/journal.js';
import { monthStart } from '../core/months.js';
import { settle, type Settlement } from '../core/settle.js';
import type { PricedUsage, SettleFacts } from '../core/priced-usage.js';
import { exceedsCounters } from '../core/excess.js';
import { uncovered } from '../core/uncovered.js';
import { givesWay } from '../gives-way.js';
import type { Tx } from '../database/database.js';
import { MoreDue, type Books, type LockedAccount } from '../books/books.js';
import { hashCharge, type StoredCharge } from '../books/charge.js';
import { chargeCodec, type ChargeBody } from '../books/usage-documents.js';
import type { LockRequest } from '../books/lock-accounts.js';
import { LockMore } from '../books/unit-of-work.js';
import { hashEvent, type StoredEvent } from '../books/usage-event.js';
import type { Catalogs } from '../catalog/catalog-versions.js';
import { addressesOfHolds } from './find-usage.js';
import { CannotSettle, priceOf, withoutUndone, type Price } from './price-usage.js';
import { keepUndone, undo, voidedAddresses } from './settle-void.js';
import type { SizedHolds } from './sized-holds.js';

/** What must be locked to settle these events: their accounts, the pools of their layers, and where their holds lie. */
export async function settlementLocks(
  tx: Tx,
  events: readonly StoredEvent[],
  addressOf: (event: StoredEvent) => string,
): Promise<LockRequest> {
  const holds = events.flatMap(({ tenantId: tenant, holdId }) => (holdId === null ? [] : [{ tenant, holdId }]));
  const lock = events.flatMap((event) => {
    const { tenantId: tenant, body } = event;
    return [addressOf(event), ...othersOf(body)].map((address) => ({ tenant, address }));
  });
  const create = events.flatMap(({ tenantId: tenant, body }) =>
    body.budgets.map((budget) => ({ tenant, address: budget.address, plan: null, budget })),
  );
  const undone = await voidedAddresses(tx, events);
  return { lock: [...lock, ...undone, ...(await addressesOfHolds(tx, holds))], create, holds };
}

/** The other accounts that an event's layers take from, and that count it. */
export function othersOf({ layers, budgets }: Pick<StoredEvent['body'], 'layers' | 'budgets'>): string[] {
  return [...layers.flatMap(({ from }) => from ?? []), ...budgets.map(({ address }) => address)];
}

/** What settlement asks for beside the books: what events are priced by, and what was settled before. */
interface Beside {
  tx: Tx;
  catalogs: Catalogs;
  sizes: SizedHolds;
}

/** Settles those of the events that are next on their accounts. @returns how many */
export async function settleAll(books: Books, events: readonly StoredEvent[], beside: Beside): Promise<number> {
  let settled = 0;
  const giveWay = givesWay();
  for (const event of events) {
    await giveWay();
    if (await settleNext(books, event, beside)) settled += 1;
  }
  return settled;
}

/** Settles an event, or sets it aside; not before its turn. @returns whether it did */
async function settleNext(books: Books, event: StoredEvent, beside: Beside): Promise<boolean> {
  const owner = books.lockedById(event.tenantId, event.accountId);
  if (event.usageNo !== owner.settledNo + 1n) return false;
  try {
    if (event.body.voids) await settleVoid(books, event, owner, beside);
    else settleOne(books, event, owner, beside);
  } catch (error) {
    // Both are thrown before anything of the event was posted.
    if (error instanceof MoreDue) return false;
    if (!(error instanceof CannotSettle)) throw error;
    setAside(books, event, error.message, beside.sizes);
  }
  return true;
}

/**
 * Settles an event with a charge of nothing that says why: its claim is lifted, its hold goes on. What that has used stays
 * what it was.
 */
export function setAside(books: Books, event: StoredEvent, reason: string, sizes: SizedHolds): void {
  const owner = books.lockedById(event.tenantId, event.accountId);
  if (event.usageNo !== owner.settledNo + 1n) return;
  const { account } = owner;
  const parts = event.claimed ? placedParts(books, event) : [];
  const now = books.bringUpTo(account, ...parts.map((placed) => placed.account));
  const { catalog, card } = event.body;
  const unpriced = { cards: [], sizes: [], soFar: sizes.before(event) };
  const price = { amount: 0n, catalog, card, ...unpriced, uncharged: reason };
  const charge = chargeFor(event, price, { ...NOTHING, setAside: true }, now);
  books.record(post(account, now, event.body.voids ? 'VOIDED' : 'SETTLE', charge.uuid, []), charge.hash);
  // The event may come again, and is to find its hold open, unless another ends it.
  forgetFinal(books, event);
  for (const { account: on, part, state } of parts) {
    part.claims -= 1;
    if (event.final) part.ending = false;
    books.savePart(on, part, state);
  }
  books.asides.push({ event, reason });
  finish(books, owner, event, charge);
}

/** The hold has had no final report, where this event was it. */
function forgetFinal(books: Books, { tenantId, holdId, accountId, uuid }: StoredEvent): void {
  const own = holdId === null ? [] : books.partsOf(tenantId, holdId).filter((part) => part.accountId === accountId);
  for (const part of own) {
    if (part.reported?.final !== uuid) continue;
    part.reported = { ...part.reported, final: null };
    books.savePart(books.accountById(tenantId, accountId), part.part, part.state);
  }
}

function settleOne(books: Books, event: StoredEvent, owner: LockedAccount, { catalogs, sizes }: Beside): void {
  const { account } = owner;
  const { tenantId: tenant, uuid: id, claimed, final, product, feature, body } = event;
  const price = priceOf(event, catalogs, sizes.before(event));
  const hold = placedParts(books, event);
  const others = books.found(tenant, othersOf(body));
  const now = books.bringUpTo(account, ...others.values(), ...hold.map((placed) => placed.account));
  // What expired holds give back belongs to whoever draws next: the event waits for it.
  const overdue = books.withOverdueHolds([account, ...others.values()], now);
  if (overdue.length) throw new MoreDue(overdue);
  const facts: SettleFacts = {
    account,
    others,
    // Read again: what was due may have ended the hold.
    hold: placedParts(books, event),
    overshoot: overshootOf(catalogs.live, tenant, account, now),
  };
  const { layers, budgets, ownOnly } = body;
  const priced = { id, amount: price.amount, final, claimed, product, feature, layers, budgets, ownOnly };
  assertBounded(priced, facts, now);
  const settlement = settle(priced, facts, now);
  const charge = chargeFor(event, price, paymentOf(books, tenant, settlement), now);
  for (const { update } of settlement.updates) books.record(update, charge.hash);
  for (const { account: on, part, state } of settlement.parts) books.savePart(on, part, state);
  if (settlement.forgiven > 0n) {
    account.forgiven = { since: monthStart(now), amount: forgivenSoFar(account, now) + settlement.forgiven };
  }
  finish(books, owner, event, charge);
  sizes.settled(event, price.soFar);
}

/** Undoes another event, with a charge of the same amount that counts as less. */
async function settleVoid(
  books: Books,
  event: StoredEvent,
  owner: LockedAccount,
  { tx, sizes }: Beside,
): Promise<void> {
  const found = await undo(books, tx, event, owner);
  const { voided, undone, now } = found;
  const { usageNo, amount, forgiven, debt, body } = undone;
  const { catalog, card, draws, counts, uncharged } = body;
  const { owed, repaid, carried } = voided;
  const reverses = { usageNo, owed, repaid, carried };
  const soFar = withoutUndone(event, amount, sizes.before(event));
  const price = { amount, catalog, card, cards: [], sizes: [], soFar, uncharged };
  const charge = chargeFor(event, price, { draws, counts, forgiven, debt, setAside: false, reverses }, now);
  for (const { update } of voided.updates) books.record(update, charge.hash);
  keepUndone(books, event, found);
  finish(books, owner, event, charge);
  sizes.settled(event, soFar);
}

/** The parts of an event's hold, on the locked accounts. */
function placedParts(books: Books, { tenantId: tenant, holdId }: StoredEvent): PlacedPart[] {
  const parts = holdId === null ? [] : books.partsOf(tenant, holdId);
  // A part on an account that is not locked was added after the look-up: start over with its lock.
  if (parts.some(({ accountId }) => !books.holds(tenant, accountId))) throw new LockMore();
  return parts.map(({ accountId, part, state }) => ({ account: books.accountById(tenant, accountId), part, state }));
}

/** What the tenant has carried for the account in this UTC month. */
function forgivenSoFar(account: Account, now: Instant): Nano {
  return forgivenIn(account, monthStart(now));
}

/** @throws CannotSettle where no total could take the event, or what no layer covers of it (docs/rules.md, 24 and 37) */
export function assertBounded(event: PricedUsage, facts: SettleFacts, now: Instant): void {
  if (exceedsCounters(event, facts, now)) {
    throw new CannotSettle('With this usage, what a budget has counted may be beyond all bounds.');
  }
  const fits = (amount: Nano) =>
    facts.account.debt <= MAX_NANO - amount && forgivenSoFar(facts.account, now) <= MAX_NANO - amount;
  // Most events are too small to matter, whoever pays for them.
  if (fits(event.amount) || fits(uncovered(event, facts, now))) return;
  throw new CannotSettle('With this usage, what the account owes or is forgiven this month may be beyond all bounds.');
}

/** What becomes of what no layer covers: the tenant may carry so much of it yet, this month. */
export function overshootOf(
  catalog: Catalog,
  tenant: string,
  account: Account,
  now: Instant,
): SettleFacts['overshoot'] {
  if (catalog.tenants.get(tenant)?.overshoot.policy === 'DEBT') return { policy: 'DEBT' };
  return { policy: 'FORGIVE', leftThisMonth: account.debtTerms.forgivePerMonth - forgivenSoFar(account, now) };
}

/** How a charge was paid, and whether that was given up. */
type Payment = Pick<StoredCharge, 'forgiven' | 'debt'> & Pick<ChargeBody, 'draws' | 'counts' | 'setAside' | 'reverses'>;

const NOTHING: Payment = { draws: [], counts: [], forgiven: 0n, debt: 0n, setAside: false, reverses: null };

function paymentOf(books: Books, tenant: string, { draws, counts = [], forgiven, debt }: Settlement): Payment {
  const stored = draws.map((draw) => {
    const accountId = books.account({ tenant, address: draw.account }).id;
    return { ...draw, accountId };
  });
  return { draws: stored, counts, forgiven, debt, setAside: false, reverses: null };
}

function chargeFor(event: StoredEvent, price: Price, payment: Payment, now: Instant): StoredCharge {
  const { tenantId, accountId, usageNo, uuid } = event;
  const { amount, catalog, card, cards, sizes, soFar, uncharged } = price;
  const { draws, counts, setAside, forgiven, debt, reverses } = payment;
  const body: ChargeBody = { catalog, card, cards, sizes, soFar, draws, counts, uncharged, setAside, reverses };
  const bodyText = chargeCodec.write(body);
  const fields = { tenantId, accountId, usageNo, uuid, at: new Date(now), amount, forgiven, debt, body, bodyText };
  const covered = { ...fields, eventHash: hashEvent(event) };
  return { ...covered, hash: hashCharge(covered) };
}

function finish(books: Books, owner: LockedAccount, event: StoredEvent, charge: StoredCharge): void {
  books.charges.push({ event, charge });
  owner.settledNo = event.usageNo;
  books.touch(owner.account);
}
