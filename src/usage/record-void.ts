/**
 * Records that a usage event is to be undone: an event of its own with the account's next number, which settlement settles
 * after its target. What the target's hold remembers of it goes back at once, so that the next report finds it so. Draws and
 * gives back nothing yet.
 */
import { Field, ID, InputType } from 'type-graphql';
import { formatCredits } from '../core/amounts.js';
import { NOTHING_REPORTED, reportedOf, withoutCounters, withReportedOf, type Reported } from '../core/counters.js';
import { isOverdue } from '../core/holds.js';
import { countCorrection } from '../accounts/admin-bounds.js';
import { act, type Actor } from '../books/admin-action.js';
import type { AccountKey, Books, LockedAccount, StoredPart } from '../books/books.js';
import type { StoredCharge } from '../books/charge.js';
import { hashFields } from '../books/journal-hash.js';
import { LockMore, type Ledger } from '../books/unit-of-work.js';
import { usageCodec, type UsageBody } from '../books/usage-documents.js';
import { REDRIVE_MARK, UsageEvent, VOID_MARK, type StoredEvent } from '../books/usage-event.js';
import type { Catalog } from '../catalog/catalog.js';
import type { Instant } from '../core/words.js';
import type { Tx } from '../database/database.js';
import { SpillwayError } from '../errors.js';
import { newUuid } from '../ids.js';
import { cleanName, LONGEST } from '../text.js';
import { addressesOfHolds, findRecorded, findRedriven, keyOfUsage } from './find-usage.js';
import { chargesOf, isVoided, standingCounters } from './find-voided.js';

@InputType({ description: 'A usage event to undo, with its charge.' })
export class VoidUsageInput {
  @Field(() => ID, { description: 'use_… of an event that is settled, and whose hold has ended.' })
  usageEventId!: string;
  @Field(() => String, { description: 'Why, for the books.' }) reason!: string;
  @Field(() => String, { description: 'The key of this call, retired for ever by the correction, per account.' })
  idempotencyKey!: string;
}

/** An event as readers have it. */
type ReadEvent = Omit<StoredEvent, 'bodyText'>;

/** One call that undoes an event, validated and authorised. */
export interface VoidCall {
  account: AccountKey;
  target: ReadEvent;
  reason: string;
  /** As it is stored, with its mark. */
  key: string;
  fingerprint: Buffer;
  caller: string;
  actor: Actor;
  catalog: Catalog;
  /** The UUID of an earlier one that was set aside and is recorded anew. */
  redrives: string | null;
}

/** What a call says, beside the event and the account. @throws SpillwayError BAD_USER_INPUT */
export function voidTermsOf(
  { reason, idempotencyKey }: VoidUsageInput,
  target: ReadEvent,
): Pick<VoidCall, 'reason' | 'key' | 'fingerprint' | 'redrives'> {
  const key = cleanName('idempotencyKey', idempotencyKey, LONGEST.key);
  const why = cleanName('reason', reason, LONGEST.reason);
  const fingerprint = hashFields(['void', target.uuid, why]);
  return { reason: why, key: `${VOID_MARK}${key}`, fingerprint, redrives: null };
}

/** The same for one that was set aside and is recorded anew. */
export function voidAgain(
  aside: ReadEvent,
  key: string,
): Pick<VoidCall, 'reason' | 'key' | 'fingerprint' | 'redrives'> {
  const fingerprint = hashFields(['redrive', aside.uuid]);
  return { reason: aside.body.voids?.reason ?? '', key: `${REDRIVE_MARK}${key}`, fingerprint, redrives: aside.uuid };
}

/**
 * Records it, once for all.
 * @returns the event; `replayed` where the key had recorded it before
 * @throws SpillwayError IDEMPOTENCY_CONFLICT; CONFLICT while the target is not settled or its hold is open, where it was set
 *   aside, undone already, or undoes another; FORBIDDEN beyond what the operator lets the tenant's admins correct
 */
export function recordVoid(ledger: Ledger, call: VoidCall): Promise<UsageEvent> {
  const { account, target } = call;
  const { tenant } = account;
  const holds = target.holdId === null ? [] : [{ tenant, holdId: target.holdId }];
  return ledger.work(
    [tenant],
    async (tx) => ({ lock: [account, ...(await addressesOfHolds(tx, holds))], create: [], holds }),
    (books, tx) => recordOne(books, tx, call),
  );
}

async function recordOne(books: Books, tx: Tx, call: VoidCall): Promise<UsageEvent> {
  const { account: at, target, key, fingerprint, redrives } = call;
  const { tenant } = at;
  const owner = books.find(at);
  if (!owner) throw new Error(`usage: the account at ${at.address} is not there`);
  const { account } = owner;
  const stands = { tenant, accountId: account.id, key, space: null };
  const earlier = (await findRecorded(tx, [stands])).get(keyOfUsage(stands));
  if (earlier) {
    if (earlier.fingerprint.equals(fingerprint)) return Object.assign(new UsageEvent(), earlier, { replayed: true });
    throw new SpillwayError('IDEMPOTENCY_CONFLICT', 'This idempotency key was used with another input.');
  }
  const charge = await assertVoidable(tx, call, owner);
  if (redrives !== null && (await findRedriven(tx, [{ tenant, uuid: redrives }])).has(redrives)) {
    throw new SpillwayError('CONFLICT', 'This usage event was driven again already: drive the one that followed.');
  }
  const parts = target.holdId === null ? [] : books.partsOf(tenant, target.holdId);
  // A part on an account that is not locked was added after the look-up: start over with its lock.
  if (parts.some(({ accountId }) => !books.holds(tenant, accountId))) throw new LockMore();
  const now = books.bringUpTo(account, ...parts.map(({ accountId }) => books.accountById(tenant, accountId)));
  if (parts.some(({ part, state }) => state === 'HELD' && !isOverdue(part, now))) {
    throw new SpillwayError('CONFLICT', 'The hold of this usage is still open: end it first.');
  }
  if (redrives === null) await forget(books, tx, call, owner, parts);
  const event = eventFor(call, owner, now);
  if (redrives === null) await keepAct(books, tx, call, charge, event, now);
  owner.usageNo = event.usageNo;
  books.events.push(event);
  books.touch(account);
  return event;
}

/** @returns the charge that is to be undone */
async function assertVoidable(tx: Tx, { target, redrives }: VoidCall, owner: LockedAccount): Promise<StoredCharge> {
  const conflict = (message: string) => new SpillwayError('CONFLICT', message);
  if (target.body.voids) throw conflict('This event undoes another: report the usage again in its place.');
  if (redrives === null && (await isVoided(tx, target.tenantId, target.uuid))) {
    throw conflict('This usage event was undone already.');
  }
  const [charge] = target.usageNo <= owner.settledNo ? await chargesOf(tx, [target]) : [];
  if (!charge) throw conflict('This usage event is not settled yet: repeat in a moment with the same idempotency key.');
  if (charge.body.setAside) throw conflict('This usage event was set aside: nothing was charged for it.');
  return charge;
}

/** The hold has had no such report: its counters are those that stand, and another report may be its final one. */
async function forget(
  books: Books,
  tx: Tx,
  { target }: VoidCall,
  { account, usageNo }: LockedAccount,
  parts: readonly StoredPart[],
): Promise<void> {
  const own = parts.find(({ accountId }) => accountId === account.id);
  if (!own) return;
  const before = own.reported ?? NOTHING_REPORTED;
  // Of holds from before the final report was kept, the one that claimed it and ended it was that.
  const wasFinal =
    before.final === target.uuid ||
    (before.final === null && target.final && target.claimed && own.state === 'SETTLED');
  const lifted: Reported = wasFinal ? { ...before, final: null, lifted: true } : before;
  const { product, feature, body, redrives } = target;
  if (body.counters.length === 0 || redrives !== null) {
    if (wasFinal) keepReported(books, own, lifted);
    return;
  }
  const of = reportedOf(lifted, product, feature);
  const counters = withoutCounters(of.counters, body.counters, await standingCounters(tx, target, usageNo));
  keepReported(books, own, withReportedOf(lifted, { ...of, counters }));
}

function keepReported(books: Books, own: StoredPart, reported: Reported): void {
  own.reported = reported;
  books.savePart(books.accountById(own.tenant, own.accountId), own.part, own.state);
}

function eventFor(call: VoidCall, { account, usageNo }: LockedAccount, now: Instant): UsageEvent & StoredEvent {
  const { target, reason, caller, key, fingerprint, redrives } = call;
  const { tenantId, decisionId, holdId, status, product, feature, session, occurredAt } = target;
  const { usage, inclusive, labels, groups, plan, catalog, card, shares, sized } = target.body;
  const body: UsageBody = {
    ...{ usage, inclusive, labels, groups, plan, catalog, card, shares, sized },
    ...{ counters: [], layers: [], budgets: [], late: false, ownOnly: false, caller },
    voids: { uuid: target.uuid, usageNo: target.usageNo, reason },
  };
  const place = { tenantId, accountId: account.id, usageNo: usageNo + 1n, uuid: newUuid(now) };
  // It happened when its target did, for sums by hour and day; it claims no hold and ends none.
  const of = { decisionId, holdId, claimed: false, final: false, status, product, feature, session, occurredAt };
  return Object.assign(new UsageEvent(), {
    ...place,
    ...of,
    ...{ key, space: null, fingerprint, redrives, voids: target.uuid },
    recordedAt: new Date(now),
    body,
    bodyText: usageCodec.write(body),
  });
}

async function keepAct(
  books: Books,
  tx: Tx,
  { account: { tenant }, actor, catalog, target, reason }: VoidCall,
  { amount }: StoredCharge,
  { accountId }: StoredEvent,
  now: Instant,
): Promise<void> {
  await countCorrection(tx, { catalog, tenant, actor }, amount, now);
  const after = `${formatCredits(amount)} less`;
  act(books, tenant, actor, now, { kind: 'VOID', accountId, targetId: target.uuid, reason, after });
}
