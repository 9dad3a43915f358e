/**
 * One check, end to end: concurrent checks of a tenant collect into a batch, each batch is one unit of work, and its
 * members are decided one after another on the locked facts. A replayed key returns what was stored.
 */
import { subjectAddress } from '../core/address.js';
import type { Context } from '../api/context.js';
import { isOfCapacity } from '../core/blockers.js';
import { decide } from '../core/decide.js';
import { SpillwayError } from '../errors.js';
import { stepTimes, type CheckTold, type Meter, type Moment, type Trace } from '../meter.js';
import { MOST_DECISIONS } from '../core/holds.js';
import { extending, trimHold } from '../core/trim.js';
import { answerEach } from '../books/answer-each.js';
import { keyOf, MoreDue, type AccountKey, type Books } from '../books/books.js';
import { Decision, type StoredDecision } from '../books/decision.js';
import { LockMore, type Ledger } from '../books/unit-of-work.js';
import type { CatalogVersions } from '../catalog/catalog-versions.js';
import type { SoFar } from '../core/size.js';
import type { Tx } from '../database/database.js';
import { applyEffects } from './apply-effects.js';
import type { CheckCall } from './check-call.js';
import { countDecisions, findByKeys, findExtended, keyOfCall, keyOfExtended, type Extended } from './find-decisions.js';
import { keepDenials, type Denied } from './keep-denials.js';
import type { Settled } from '../books/lane.js';
import { TenantLanes } from '../books/tenant-lanes.js';
import { Estimates } from './estimates.js';
import {
  accountsToCreate,
  accountsToLock,
  assertPriceInBounds,
  factsFor,
  mayCreate,
  sharesToRead,
  subjectKey,
} from './gather-facts.js';
import type { Terms } from '../policy/request-terms.js';

/** A check with what policy and catalog say about it. */
interface Member {
  call: CheckCall;
  terms: Terms;
  /** When it was asked; 0 where nobody measures. */
  askedAt: Moment;
  /** The request that it came with, where that is traced. */
  trace: Trace | undefined;
}

/** What checks need of an operation. */
export interface AccessContext extends Context {
  checks: AccessChecks;
}

export class AccessChecks {
  private readonly lanes: TenantLanes<Member, Decision>;

  /** @param meter told of each batch */
  constructor(
    private readonly ledger: Ledger,
    private readonly catalogs: CatalogVersions,
    private readonly meter?: Meter,
  ) {
    const accountOf = ({ call }: Member) => ({ tenant: call.tenant, address: subjectAddress(call.subject) });
    const inOneUnit = (members: Member[], lockTimeoutMs: number) => this.inOneUnit(members, lockTimeoutMs);
    this.lanes = new TenantLanes({ accountOf, inOneUnit }, ledger.aside);
  }

  /** How many checks wait for the batch under way. */
  get waiting(): number {
    return this.lanes.waiting;
  }

  /**
   * Decides one check, once for all: the answer is durable when it arrives.
   * @throws SpillwayError IDEMPOTENCY_CONFLICT, NOT_FOUND and FORBIDDEN (of `extends`), BAD_USER_INPUT (a price beyond all bounds),
   * OVERLOADED
   */
  check(call: CheckCall, terms: Terms, trace?: Trace): Promise<Decision> {
    const askedAt = this.meter ? performance.now() : 0;
    return this.ledger.caughtUp(() => this.lanes.submit({ call, terms, askedAt, trace }));
  }

  private async inOneUnit(members: Member[], lockTimeoutMs: number): Promise<Settled<Decision>[]> {
    const tenants = [...new Set(members.map(({ call }) => call.tenant))];
    const calls = members.map(({ call }) => call);
    let extended = new Map<string, Extended>();
    let answered: ReturnType<typeof findByKeys>;
    const beside = (tx: Tx) => {
      answered = findByKeys(tx, calls);
      // Where the locks fail, so does this; nobody waits for it then.
      answered.catch(() => undefined);
    };
    const times = this.meter && stepTimes();
    const answers = await this.ledger.work(
      tenants,
      async (tx) => {
        extended = await findExtended(tx, calls);
        return { ...lockRequest(members, extended), beside };
      },
      async (books, tx) => {
        const estimates = await Estimates.of(tx, this.catalogs, members, extended);
        return decideAll(books, tx, members, { extended, estimates, answered: await answered });
      },
      { lockTimeoutMs, times },
    );
    if (times) this.meter?.checks(times, toldOf(members, answers));
    return answers;
  }
}

/** What became of a batch, as its meter is told. */
function toldOf(members: readonly Member[], answers: readonly Settled<Decision>[]): CheckTold[] {
  return members.map(({ askedAt, trace }, i) => {
    const answer = answers[i];
    return { decided: answer?.ok ? decidedOf(answer.value) : null, askedAt, trace };
  });
}

function decidedOf({ outcome, reason, body, replayed }: Decision): CheckTold['decided'] {
  if (replayed && outcome !== 'DENIED') return null;
  return { outcome, reason, layers: body.draws.map(({ layer }) => layer) };
}

function lockRequest(members: Member[], extended: Map<string, Extended>) {
  const asked = members.map(({ call, terms }) => ({ question: call, terms }));
  const lock: AccountKey[] = asked.flatMap(accountsToLock);
  for (const { tenant, addresses } of extended.values())
    lock.push(...addresses.map((address) => ({ tenant, address })));
  const create = asked.flatMap((each) => {
    const { question: call, terms } = each;
    if (!mayCreate(terms)) return [];
    if (call.extends === null) return accountsToCreate(each);
    // A hold that is extended has its accounts, but a budget that counts it only now may have none yet.
    const hold = extended.get(keyOf(call.tenant, call.extends));
    return hold?.holdId && hold.subject === call.subject ? accountsToCreate(each).filter(({ budget }) => budget) : [];
  });
  const holds = [...extended.values()].flatMap(({ tenant, holdId }) => (holdId ? [{ tenant, holdId }] : []));
  const shares = asked.map(sharesToRead);
  return { lock, create, holds, shares };
}

/** What a batch looked up under its locks. */
interface Found {
  extended: Map<string, Extended>;
  estimates: Estimates;
  answered: Map<string, Decision>;
}

async function decideAll(
  books: Books,
  tx: Tx,
  members: Member[],
  { extended, estimates, answered }: Found,
): Promise<Settled<Decision>[]> {
  const decisions = await countDecisions(tx, extended.values());
  const denied: Denied[] = [];
  const answers = await answerEach(members, ({ call, terms }): Decision => {
    const key = keyOfCall(call);
    const earlier = answered.get(key);
    const repeated = earlier && replay(earlier, call);
    const joined = call.extends === null ? null : extendedBy(call, extended);
    if (repeated) return repeated;
    const ofHold = keyOf(call.tenant, joined?.holdId ?? '');
    const count = decisions.get(ofHold) ?? 0;
    const asked = joined && { ...joined, isFull: count >= MOST_DECISIONS, estimates: estimates.before(call, joined) };
    const decision = decideOne(books, call, terms, asked);
    if (decision.outcome === 'DENIED') {
      denied.push({ call, terms, decision });
      return decision;
    }
    answered.set(key, decision);
    if (joined) {
      decisions.set(ofHold, count + 1);
      estimates.granted(call, joined, terms.catalog, decision);
    }
    return decision;
  });
  const kept = await keepDenials(books, tx, denied);
  return answers.map((answer) => (answer.ok ? { ok: true, value: kept.get(answer.value) ?? answer.value } : answer));
}

function replay(earlier: Decision, call: CheckCall): Decision {
  if (!earlier.fingerprint.equals(call.fingerprint)) {
    throw new SpillwayError('IDEMPOTENCY_CONFLICT', 'This idempotency key was used with another input.');
  }
  const copy = Object.assign(new Decision(), earlier);
  copy.replayed = true;
  return copy;
}

/** What a call extends, whether its hold has as many decisions as it may have, and what they were granted by size. */
type Joined = Extended & { isFull: boolean; estimates: SoFar | null };

function decideOne(books: Books, call: CheckCall, terms: Terms, joined: Joined | null): StoredDecision {
  const parts = joined?.holdId ? books.partsOf(call.tenant, joined.holdId) : [];
  // A part on an account that is not locked was added after the look-up: start over with its lock.
  if (parts.some(({ tenant, accountId }) => !books.holds(tenant, accountId))) throw new LockMore();
  const hold = parts.map(({ accountId, part, state }) => {
    return { account: books.accountById(call.tenant, accountId), part, state };
  });
  const lieOn = hold.map(({ account }) => account);
  const { facts, now } = factsFor(call, terms, books, lieOn);
  // Judged only now that the hold may have expired by this very instant.
  const sized = joined?.estimates ? { ...facts, estimates: joined.estimates } : facts;
  const judged = joined ? extending(sized, hold, joined.isFull, now) : sized;
  assertPriceInBounds(call, judged);
  const verdict = decide(call, judged, now);
  // What expired holds give back may be what is missing; and they are no longer open.
  const short = isOfCapacity(verdict.reason) || verdict.reason === 'HOLD_LIMIT';
  const overdue = short ? books.withOverdueHolds([facts.account, ...facts.others.values()], now) : [];
  if (overdue.length) throw new MoreDue(overdue);
  const decided = { call, verdict, catalogVersion: terms.catalog.version, now };
  if (verdict.outcome === 'DENIED') return applyEffects(books, { ...decided, facts: judged, extendedHold: null });
  for (const { update } of trimHold(hold, now)) books.record(update);
  return applyEffects(books, { ...decided, facts: sized, extendedHold: joined?.holdId ?? null });
}

/**
 * What a call extends, if its caller may (docs/rules.md, 26); asked on a replay too.
 * @throws SpillwayError NOT_FOUND, FORBIDDEN
 */
function extendedBy(call: CheckCall, extended: Map<string, Extended>): Extended {
  const found = extended.get(keyOfExtended(call));
  if (!found || subjectKey(call).address !== subjectAddress(found.subject)) {
    throw new SpillwayError('NOT_FOUND', 'There is no decision with this id.', { argument: 'extends' });
  }
  if (found.holdId !== null) call.authoriseExtension(found.caller);
  return found;
}
