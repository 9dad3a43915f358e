/**
 * Stores what was used and returns at once: each event gets the account's next number and claims the open hold that it
 * belongs to, so that the hold waits for its settlement. Prices and draws nothing. Concurrent reports collect into one
 * unit of work, as checks do.
 */
import { subjectAddress } from '../core/address.js';
import type { Context } from '../api/context.js';
import type { Catalog } from '../catalog/catalog.js';
import type { Instant, Layer } from '../core/words.js';
import { cardInForce } from '../core/price.js';
import type { Tx } from '../database/database.js';
import { SpillwayError } from '../errors.js';
import { newUuid } from '../ids.js';
import { accountToCreate } from '../books/account-to-create.js';
import { isOpen } from '../core/holds.js';
import { answerEach } from '../books/answer-each.js';
import type { AccountKey, Books, LockedAccount } from '../books/books.js';
import { spaceOf } from '../books/key-space.js';
import type { Settled } from '../books/lane.js';
import { TenantLanes } from '../books/tenant-lanes.js';
import { LockMore, type Ledger } from '../books/unit-of-work.js';
import { usageCodec, type UsageBody } from '../books/documents.js';
import { UsageEvent, type StoredEvent } from '../books/usage-event.js';
import { addressesOfHolds, findRecorded, findRedriven, keyOfUsage, plansAt, type UsageKey } from './find-usage.js';
import type { UsageCall } from './usage-call.js';

/** Usage that happened longer ago than this is no longer taken without a decision, and an older decision is none. */
export const MAX_AGE_MS = 31 * 24 * 60 * 60_000;
/** How far a reporter's clock may run ahead; what it says then counts as now. */
const CLOCK_AHEAD_MS = 5_000;

/** A report with all that is fixed before any lock. */
export interface Report {
  call: UsageCall;
  /** The subject of the token that reports. */
  caller: string;
  subject: string;
  product: string;
  feature: string;
  session: string | null;
  groups: readonly string[];
  layers: readonly Layer[];
  /** Whether what the hold lacks is drawn on the subject's own layers only; so it is for a suspended account. */
  ownOnly: boolean;
  catalog: Catalog;
  holdId: string | null;
  /** As the decision quoted it; null: by the account's plan at the instant of use. */
  quoted: Pick<UsageBody, 'plan' | 'catalog' | 'card'> | null;
  /** The set-aside event that this records anew. */
  redrives: string | null;
  /** Whether its caller may only repeat what was recorded already. */
  repeatsOnly: boolean;
}

/** What reports need of an operation. */
export interface UsageContext extends Context {
  recorder: UsageRecorder;
}

export class UsageRecorder {
  private readonly lanes: TenantLanes<Report, UsageEvent>;

  /** @param recorded told after each commit that there is work to settle */
  constructor(
    private readonly ledger: Ledger,
    private readonly recorded: () => void,
  ) {
    const inOneUnit = (reports: Report[], lockTimeoutMs: number) => this.inOneUnit(reports, lockTimeoutMs);
    this.lanes = new TenantLanes({ accountOf: ownKey, inOneUnit }, ledger.aside);
  }

  /**
   * Records one event, once for all: it is durable when the answer arrives.
   * @throws SpillwayError IDEMPOTENCY_CONFLICT, FORBIDDEN, BAD_USER_INPUT (an instant out of bounds), OVERLOADED
   */
  record(report: Report): Promise<UsageEvent> {
    return this.ledger.caughtUp(() => this.lanes.submit(report));
  }

  private async inOneUnit(reports: Report[], lockTimeoutMs: number): Promise<Settled<UsageEvent>[]> {
    const tenants = [...new Set(reports.map(({ call }) => call.tenant))];
    const answers = await this.ledger.work(
      tenants,
      (tx) => lockRequest(tx, reports),
      (books, tx) => recordAll(books, tx, reports),
      { lockTimeoutMs },
    );
    if (answers.some((answer) => answer.ok && !answer.value.replayed)) this.recorded();
    return answers;
  }
}

function ownKey({ call, subject }: Report): AccountKey {
  return { tenant: call.tenant, address: subjectAddress(subject) };
}

function holdsOf(reports: readonly Report[]): { tenant: string; holdId: string }[] {
  return reports.flatMap(({ call, holdId }) => (holdId === null ? [] : [{ tenant: call.tenant, holdId }]));
}

async function lockRequest(tx: Tx, reports: Report[]) {
  const holds = holdsOf(reports);
  const lock = [...reports.map(ownKey), ...(await addressesOfHolds(tx, holds))];
  const create = reports.map((report) =>
    accountToCreate(report.catalog, report.call.tenant, subjectAddress(report.subject)),
  );
  return { lock, create, holds };
}

async function recordAll(books: Books, tx: Tx, reports: Report[]): Promise<Settled<UsageEvent>[]> {
  const owners = reports.map((report) => locked(books, report));
  const recorded = await findRecorded(
    tx,
    reports.map((report, i) => usageKeyOf(report, owners[i]!)),
  );
  const redriven = await findRedriven(
    tx,
    reports.flatMap(({ call: { tenant }, redrives: uuid }) => (uuid === null ? [] : [{ tenant, uuid }])),
  );
  const plans = await plansThen(tx, reports, owners);
  return answerEach(reports, (report, i) => {
    const owner = owners[i]!;
    const key = keyOfUsage(usageKeyOf(report, owner));
    const earlier = recorded.get(key);
    if (earlier) return replay(earlier, report.call);
    if (report.redrives !== null && redriven.has(report.redrives)) {
      throw new SpillwayError('CONFLICT', 'This usage event was driven again already: drive the one that followed.');
    }
    if (report.repeatsOnly) {
      throw new SpillwayError('FORBIDDEN', 'A decision gives its caller 31 days to report: now that takes report.');
    }
    const event = recordOne(books, report, owner, plans.get(report) ?? null);
    if (report.redrives !== null) redriven.add(report.redrives);
    recorded.set(key, event);
    return event;
  });
}

/** Keys of redriveUsage are unique among themselves, whoever redrives. */
function usageKeyOf({ call, caller, subject, redrives }: Report, { account }: LockedAccount): UsageKey {
  const { tenant, key } = call;
  return { tenant, accountId: account.id, key, space: redrives === null ? spaceOf(caller, subject) : null };
}

function locked(books: Books, report: Report): LockedAccount {
  const found = books.find(ownKey(report));
  if (!found) throw new Error(`usage: the account of ${report.subject} is not locked`);
  return found;
}

function replay(earlier: StoredEvent, { fingerprint }: UsageCall): UsageEvent {
  if (!earlier.fingerprint.equals(fingerprint)) {
    throw new SpillwayError('IDEMPOTENCY_CONFLICT', 'This idempotency key was used with another input.');
  }
  return Object.assign(new UsageEvent(), earlier, { replayed: true });
}

/** The plans that accounts had when usage without a quote happened; absent where that is now. */
function plansThen(tx: Tx, reports: Report[], owners: LockedAccount[]): Promise<Map<Report, string | null>> {
  const past = reports.flatMap((report, i) => {
    const { tenant, id } = owners[i]!.account;
    const { occurredAt } = report.call;
    if (report.quoted || occurredAt === null) return [];
    const plan = accountToCreate(report.catalog, tenant, subjectAddress(report.subject)).plan;
    return [{ of: report, tenant, accountId: id, at: occurredAt, firstPlan: plan }];
  });
  return plansAt(tx, past);
}

function recordOne(
  books: Books,
  report: Report,
  owner: LockedAccount,
  planThen: string | null,
): UsageEvent & StoredEvent {
  const { call, holdId } = report;
  const { account } = owner;
  const parts = holdId === null ? [] : books.partsOf(call.tenant, holdId);
  // A part on an account that is not locked was added after the look-up: start over with its lock.
  if (parts.some(({ tenant, accountId }) => !books.holds(tenant, accountId))) throw new LockMore();
  const now = books.bringUpTo(account, ...parts.map(({ tenant, accountId }) => books.accountById(tenant, accountId)));
  const occurredAt = instantOf(report, now);

  const claimed = parts.length > 0 && parts.every((part) => isOpen(part, now));
  for (const { tenant, accountId, part } of claimed ? parts : []) {
    part.claims += 1;
    part.ending = call.final;
    books.savePart(books.accountById(tenant, accountId), part, 'HELD');
  }
  owner.usageNo += 1n;
  books.touch(account);

  const plan = planThen ?? account.plan;
  const card = () => cardInForce(report.catalog.rateCards, report.product, plan, occurredAt)?.id ?? null;
  const body: UsageBody = {
    usage: call.usage,
    labels: call.labels,
    groups: [...report.groups],
    caller: report.caller,
    layers: report.layers,
    ownOnly: report.ownOnly || account.state === 'SUSPENDED',
    ...(report.quoted ?? { plan, catalog: report.catalog.version, card: card() }),
  };
  const event = Object.assign(new UsageEvent(), {
    tenantId: call.tenant,
    accountId: account.id,
    usageNo: owner.usageNo,
    uuid: newUuid(now),
    key: call.key,
    space: usageKeyOf(report, owner).space,
    fingerprint: call.fingerprint,
    decisionId: call.decision,
    holdId,
    claimed,
    final: call.final,
    status: call.status,
    product: report.product,
    feature: report.feature,
    session: report.session,
    redrives: report.redrives,
    recordedAt: new Date(now),
    occurredAt: new Date(occurredAt),
    body,
    bodyText: usageCodec.write(body),
  });
  books.events.push(event);
  return event;
}

/** @throws SpillwayError BAD_USER_INPUT where the usage lies in the future, or too far back */
function instantOf({ call: { occurredAt }, quoted }: Report, now: Instant): Instant {
  if (occurredAt === null) return now;
  if (occurredAt > now + CLOCK_AHEAD_MS) throw new SpillwayError('BAD_USER_INPUT', 'occurredAt lies in the future.');
  const earliest = quoted === null ? now - MAX_AGE_MS : 0;
  if (occurredAt < earliest)
    throw new SpillwayError(
      'BAD_USER_INPUT',
      'occurredAt lies too far back: without a decision that quoted it, it is at most 31 days ago.',
    );
  return Math.min(occurredAt, now);
}
