/**
 * Stores what was used and returns at once: each event gets the account's next number and claims the open hold that it
 * belongs to, so that the hold waits for its settlement. Prices and draws nothing. Concurrent reports collect into one
 * unit of work, as checks do.
 */
import { subjectAddress } from '../core/address.js';
import type { Context } from '../api/context.js';
import type { Instant } from '../core/words.js';
import type { Tx } from '../database/database.js';
import { badInput, SpillwayError } from '../errors.js';
import { newUuid } from '../ids.js';
import { accountToCreate } from '../books/account-to-create.js';
import { NOTHING_REPORTED } from '../core/counters.js';
import { isOpen } from '../core/holds.js';
import { instantOn } from '../core/journal.js';
import type { HoldQuote } from '../core/quotes.js';
import { answerEach } from '../books/answer-each.js';
import type { AccountKey, Books, LockedAccount, StoredPart } from '../books/books.js';
import { spaceOfUsage } from '../books/key-space.js';
import type { Settled } from '../books/lane.js';
import { TenantLanes } from '../books/tenant-lanes.js';
import { LockMore, type Ledger } from '../books/unit-of-work.js';
import { usageCodec, type UsageBody } from '../books/usage-documents.js';
import { UsageEvent, type StoredEvent } from '../books/usage-event.js';
import { addressesOfHolds, findRecorded, findRedriven, keyOfUsage, plansAt, type UsageKey } from './find-usage.js';
import type { CatalogVersions, Catalogs } from '../catalog/catalog-versions.js';
import { findQuotes, workKey } from './find-quotes.js';
import { catalogsOf } from './price-usage.js';
import { priceAgain, pricedAt, priceReport, quotesLast, type Pricing } from './price-report.js';
import { MAX_AGE_MS, type Report } from './report.js';
import type { UsageCall } from './usage-call.js';
import { recordVoid, type VoidCall } from './record-void.js';

/** How far a reporter's clock may run ahead; what it says then counts as now. */
const CLOCK_AHEAD_MS = 5_000;

/** What reports need of an operation. */
export interface UsageContext extends Context {
  recorder: UsageRecorder;
}

export class UsageRecorder {
  private readonly lanes: TenantLanes<Report, UsageEvent>;

  /** @param recorded told after each commit that there is work to settle */
  constructor(
    private readonly ledger: Ledger,
    private readonly catalogs: CatalogVersions,
    private readonly recorded: () => void,
  ) {
    const inOneUnit = (reports: Report[], lockTimeoutMs: number) => this.inOneUnit(reports, lockTimeoutMs);
    this.lanes = new TenantLanes({ accountOf: ownKey, inOneUnit }, ledger.aside);
  }

  /**
   * Records one event, once for all: it is durable when the answer arrives.
   * @throws SpillwayError IDEMPOTENCY_CONFLICT, FORBIDDEN, CONFLICT (a second final report), BAD_USER_INPUT (an instant out
   * of bounds, and what cannot be counted), OVERLOADED
   */
  record(report: Report): Promise<UsageEvent> {
    return this.ledger.caughtUp(() => this.lanes.submit(report));
  }

  /**
   * Records that an event is to be undone, once for all.
   * @throws SpillwayError as {@link recordVoid} says, OVERLOADED
   */
  async undo(call: VoidCall): Promise<UsageEvent> {
    const event = await recordVoid(this.ledger, call);
    if (!event.replayed) this.recorded();
    return event;
  }

  private async inOneUnit(reports: Report[], lockTimeoutMs: number): Promise<Settled<UsageEvent>[]> {
    const tenants = [...new Set(reports.map(({ call }) => call.tenant))];
    const answers = await this.ledger.work(
      tenants,
      (tx) => lockRequest(tx, reports),
      (books, tx) => this.recordAll(books, tx, reports),
      { lockTimeoutMs },
    );
    if (answers.some((answer) => answer.ok && !answer.value.replayed)) this.recorded();
    return answers;
  }

  private async recordAll(books: Books, tx: Tx, reports: Report[]): Promise<Settled<UsageEvent>[]> {
    const places = reports.map((report) => placeOf(books, report));
    const recorded = await findRecorded(tx, places.map(usageKeyOf));
    const redriven = await findRedriven(
      tx,
      reports.flatMap(({ call: { tenant }, redrives }) => (redrives === null ? [] : [{ tenant, uuid: redrives.uuid }])),
    );
    const quotes = await quotesNow(tx, places, books.clock);
    const plans = await plansThen(
      tx,
      places.filter((place) => !quotes.has(place)),
    );
    const catalogs = await this.catalogs.load(tx, [
      ...[...quotes.values()].flatMap((each) => each.map(({ catalog }) => catalog)),
      ...reports.flatMap(({ redrives }) => (redrives ? catalogsOf(redrives) : [])),
    ]);
    return answerEach(places, (place) => {
      const { report } = place;
      const key = keyOfUsage(usageKeyOf(place));
      const earlier = recorded.get(key);
      if (earlier) return replay(earlier, report.call);
      if (report.redrives !== null && redriven.has(report.redrives.uuid)) {
        throw new SpillwayError('CONFLICT', 'This usage event was driven again already: drive the one that followed.');
      }
      if (report.repeatsOnly) {
        throw new SpillwayError('FORBIDDEN', 'A decision gives its caller 31 days to report: now that takes report.');
      }
      const found = { quotes: quotes.get(place) ?? [], catalogs, plan: plans.get(place) ?? null };
      const event = recordOne(books, place, found);
      if (report.redrives !== null) redriven.add(report.redrives.uuid);
      recorded.set(key, event);
      return event;
    });
  }
}

/** A report with the account that it is charged to, and all parts of its hold. */
interface Place {
  report: Report;
  owner: LockedAccount;
  parts: StoredPart[];
}

function placeOf(books: Books, report: Report): Place {
  const owner = books.find(ownKey(report));
  if (!owner) throw new Error(`usage: the account of ${report.subject} is not locked`);
  const { call, holdId } = report;
  return { report, owner, parts: holdId === null ? [] : books.partsOf(call.tenant, holdId) };
}

/** The quotes that still price reports, in the order of their decisions; absent where a report has none. */
async function quotesNow(tx: Tx, places: Place[], clock: Instant): Promise<Map<Place, readonly HoldQuote[]>> {
  const lasting = places.filter(({ report, owner, parts }) =>
    quotesLast(report, parts, instantOn(owner.account, clock)),
  );
  const ofHolds = await findQuotes(tx, holdsOf(lasting.map(({ report }) => report)));
  const found = lasting.map((place): [Place, readonly HoldQuote[]] => {
    const { call, holdId, product, feature, decided } = place.report;
    if (holdId === null) return [place, decided?.quote ? [decided.quote] : []];
    return [place, ofHolds.get(workKey({ tenant: call.tenant, holdId, product, feature })) ?? []];
  });
  return new Map(found.filter(([, quotes]) => quotes.length > 0));
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

/** Keys of redriveUsage are unique among themselves, whoever redrives. */
function usageKeyOf({ report: { call, caller, subject, redrives }, owner }: Place): UsageKey {
  const space = spaceOfUsage(caller, subject, redrives !== null);
  return { tenant: call.tenant, accountId: owner.account.id, key: call.key, space };
}

function replay(earlier: StoredEvent, { fingerprint }: UsageCall): UsageEvent {
  if (!earlier.fingerprint.equals(fingerprint)) {
    throw new SpillwayError('IDEMPOTENCY_CONFLICT', 'This idempotency key was used with another input.');
  }
  return Object.assign(new UsageEvent(), earlier, { replayed: true });
}

/** The plans that accounts had when usage without a quote happened; absent where that is now. */
function plansThen(tx: Tx, places: Place[]): Promise<Map<Place, string | null>> {
  const past = places.flatMap((place) => {
    const { report, owner } = place;
    const { tenant, id } = owner.account;
    const { occurredAt } = report.call;
    if (report.redrives !== null || occurredAt === null) return [];
    const firstPlan = accountToCreate(report.catalog, tenant, subjectAddress(report.subject)).plan;
    return [{ of: place, tenant, accountId: id, at: pricedAt(report, occurredAt), firstPlan }];
  });
  return plansAt(tx, past);
}

/** What was looked up for a report; `plan` null: the one that its account has now. */
interface LookedUp {
  quotes: readonly HoldQuote[];
  catalogs: Catalogs;
  plan: string | null;
}

function recordOne(books: Books, place: Place, found: LookedUp): UsageEvent & StoredEvent {
  const { report, owner, parts } = place;
  const { call, holdId } = report;
  const { account } = owner;
  // A part on an account that is not locked was added after the look-up: start over with its lock.
  if (parts.some(({ tenant, accountId }) => !books.holds(tenant, accountId))) throw new LockMore();
  const now = books.bringUpTo(account, ...parts.map(({ tenant, accountId }) => books.accountById(tenant, accountId)));
  const occurredAt = instantOf(report, now);
  const uuid = newUuid(now);
  const pricing = accept(books, place, uuid, { ...found, occurredAt });

  const claimed = parts.length > 0 && parts.every((part) => isOpen(part, now));
  for (const { tenant, accountId, part } of claimed ? parts : []) {
    part.claims += 1;
    part.ending = call.final;
    books.savePart(books.accountById(tenant, accountId), part, 'HELD');
  }
  owner.usageNo += 1n;
  books.touch(account);

  const body: UsageBody = {
    ...pricing,
    labels: call.labels,
    late: call.late,
    groups: [...report.groups],
    caller: report.caller,
    layers: report.layers,
    budgets: report.budgets,
    ownOnly: report.ownOnly || account.state === 'SUSPENDED',
    voids: null,
  };
  const event = Object.assign(new UsageEvent(), {
    tenantId: call.tenant,
    accountId: account.id,
    usageNo: owner.usageNo,
    uuid,
    key: call.key,
    space: usageKeyOf(place).space,
    fingerprint: call.fingerprint,
    decisionId: call.decision,
    holdId,
    claimed,
    final: call.final,
    status: call.status,
    product: report.product,
    feature: report.feature,
    session: report.session,
    redrives: report.redrives?.uuid ?? null,
    voids: null,
    recordedAt: new Date(now),
    occurredAt: new Date(occurredAt),
    body,
    bodyText: usageCodec.write(body),
  });
  books.events.push(event);
  return event;
}

/**
 * Prices a report and keeps what its hold is to remember of it; nothing is changed where it is refused.
 * @throws SpillwayError BAD_USER_INPUT, and CONFLICT for a second final report (docs/rules.md, 41)
 */
function accept(
  books: Books,
  { report, owner, parts }: Place,
  uuid: string,
  { catalogs, plan, quotes, occurredAt }: LookedUp & { occurredAt: Instant },
): Pricing {
  const { call, redrives } = report;
  const { account } = owner;
  const own = parts.find(({ accountId }) => accountId === account.id);
  const before = own ? (own.reported ?? NOTHING_REPORTED) : null;
  // A final report from before they were told apart has left its mark on the part; one that was undone has lifted it.
  const isMarked = own !== undefined && (own.part.ending || own.state === 'SETTLED') && before?.lifted !== true;
  const ended = isMarked || before?.final != null;
  if (call.final && ended && !call.late && redrives === null) {
    throw new SpillwayError('CONFLICT', 'This hold has had its final report: say late: true for one on top of it.');
  }
  const facts = { quotes, catalogs, reported: before, occurredAt, plan: plan ?? account.plan };
  const { pricing, reported } = redrives
    ? { pricing: priceAgain(report, redrives.body, catalogs), reported: before ?? NOTHING_REPORTED }
    : priceReport(report, facts);
  if (!own) return pricing;
  own.reported = call.final && !ended ? { ...reported, final: uuid } : reported;
  books.savePart(account, own.part, own.state);
  return pricing;
}

/** @throws SpillwayError BAD_USER_INPUT where the usage lies in the future, or too far back */
function instantOf({ call: { occurredAt }, redrives }: Report, now: Instant): Instant {
  if (occurredAt === null) return now;
  if (occurredAt > now + CLOCK_AHEAD_MS) throw badInput('occurredAt lies in the future.', 'occurredAt');
  // What is driven again keeps its instant, however long ago that was.
  if (redrives === null && occurredAt < now - MAX_AGE_MS) {
    throw badInput('occurredAt lies too far back: it is at most 31 days ago.', 'occurredAt');
  }
  return Math.min(occurredAt, now);
}
