/**
 * Records a verdict in the books of a unit of work: the draws on each account, the hold, and the decision that explains
 * them. A denial is made and not recorded: whether it is stored, `keep-denials.ts` says. It works in memory and writes
 * no row: `write-books.ts` does that before the commit.
 */
import { decisionCodec } from '../books/documents.js';
import type { Facts } from '../core/facts.js';
import type { Verdict } from '../core/decide.js';
import { explain } from '../core/explain.js';
import { paceAfter } from '../core/pace.js';
import type { Instant } from '../core/words.js';
import { take, withHold } from '../core/take.js';
import { latestEnd } from '../core/hold-end.js';
import { joinHold, nextNo, unclaimed, type OnAccount } from '../core/holds.js';
import { newUuid } from '../ids.js';
import type { Books } from '../books/books.js';
import { Decision, hashDecision, RETIRES_KEY, type StoredDecision } from '../books/decision.js';
import { spaceOf } from '../books/key-space.js';
import type { CheckCall } from './check-call.js';
import { factsRecord, outcomeRecord, questionRecord } from './decision-record.js';

/** One check, decided on facts whose accounts are locked in the books. */
export interface Decided {
  call: CheckCall;
  facts: Facts;
  verdict: Verdict;
  catalogVersion: string;
  /** The open hold that the draws join, or null for a hold of their own. */
  extendedHold: string | null;
  now: Instant;
}

/**
 * Records one decided check; a taking verdict changes the facts' accounts in place.
 * @returns the decision as it will be stored
 */
export function applyEffects(books: Books, decided: Decided): StoredDecision {
  const { call, facts, verdict, now } = decided;
  const uuid = newUuid(now);
  const takes = verdict.outcome !== 'DENIED';
  // What costs nothing opens no hold: there would be nothing to settle, to release or to give back.
  const opens = verdict.granted > 0n ? newUuid(now) : null;
  const holdId = takes ? (decided.extendedHold ?? opens) : null;
  const before = factsRecord(facts, decided.catalogVersion);
  const open = placedParts(books, call.tenant, holdId);
  const firstNo = nextNo(open);
  const { caller, openedAt, claims, ending } = open[0]?.part ?? unclaimed(call.caller, now);
  const common = { caller, openedAt, claims, ending };
  const asked = open.reduce((at, { part }) => Math.max(at, part.expiresAt), now + call.holdSeconds * 1000);
  const terms = { decisionId: uuid, holdId: holdId ?? '', expiresAt: asked, firstNo, common };
  const taken = takes ? take(facts, verdict, terms, now) : [];
  const parts = holdId === null ? [] : joinHold(open, taken);
  const endsAt = holdId === null ? asked : Math.min(asked, latestEnd(parts, facts));
  for (const { account, part } of parts) {
    part.expiresAt = endsAt;
    books.savePart(account, part, 'HELD');
  }

  const later = holdId === null ? facts : { ...withHold(facts, parts), ...(decided.extendedHold && OPEN) };
  const explanation = explain(call, later, verdict, now);
  const pace = paceAfter(call, later, { ...verdict, unblocksAt: explanation.unblocksAt }, now);
  const body = {
    ...questionRecord(call),
    caller: call.caller,
    holdSeconds: call.holdSeconds,
    extends: call.extends,
    ...before,
    ...outcomeRecord(facts, verdict, explanation, pace),
  };
  const decision = new Decision();
  decision.tenantId = call.tenant;
  decision.uuid = uuid;
  decision.subject = call.subject;
  decision.key = call.key;
  decision.space = spaceOf(call.caller, call.subject);
  decision.retry = takes ? RETIRES_KEY : uuid;
  decision.fingerprint = call.fingerprint;
  decision.outcome = verdict.outcome;
  decision.product = call.product;
  decision.session = call.session;
  decision.decidedAt = new Date(now);
  decision.accountId = facts.account.id || null;
  decision.holdId = holdId;
  decision.body = body;
  const stored = Object.assign(decision, { bodyText: decisionCodec.write(body) });
  stored.hash = hashDecision(stored);

  if (takes) books.decisions.push(stored);
  for (const { update } of taken) books.record(update, decision.hash);
  if (holdId) stored.holdExpiresAt = new Date(endsAt);
  return stored;
}

const OPEN = { extended: 'open' } as const;

function placedParts(books: Books, tenant: string, holdId: string | null): OnAccount[] {
  const parts = holdId ? books.partsOf(tenant, holdId) : [];
  return parts.map(({ accountId, part }) => ({ account: books.accountById(tenant, accountId), part }));
}
