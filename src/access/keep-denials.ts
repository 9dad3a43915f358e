/**
 * Which denials of a batch are stored (docs/rules.md, 34). One that was given within the last minute is given again;
 * beyond so many a minute, and for subjects that may use nothing, a denial is counted and not stored. Reads only: the
 * books of the unit of work take what is to be written.
 */
import { isDeepStrictEqual } from 'node:util';
import { subjectAddress } from '../core/address.js';
import { keyOf, type Books } from '../books/books.js';
import { Decision, type StoredDecision } from '../books/decision.js';
import type { Tx } from '../database/database.js';
import { givesWay } from '../gives-way.js';
import { firstUuidAt } from '../ids.js';
import type { CheckCall } from './check-call.js';
import { findDenials, MOST_DENIALS, readDecisions, type DenialsOf } from './find-decisions.js';
import type { Terms } from '../policy/request-terms.js';

/** A call that was denied, with the decision that says so. */
export interface Denied {
  call: CheckCall;
  terms: Pick<Terms, 'mayUseSomething' | 'productKnown' | 'featureKnown'>;
  decision: StoredDecision;
}

const MINUTE_MS = 60_000;

/**
 * Two units of work must not count the denials of an account at once. Its lock sees to that; an account that is not
 * there has none, and is denied all the same. Taken after the locks of accounts, in order.
 */
const LOCK_SUBJECTS = `
  select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'denials', current_schema(), k.tenant_id, k.subject), 0))
  from unnest($1::text[], $2::text[]) as k (tenant_id, subject)`;

/** What is stored of the denials of one account by one caller within the last minute. */
interface Kept {
  count: number;
  /** Those that a call of the batch may have got already. */
  decisions: Decision[];
}

/**
 * Has denials stored, or counted.
 * @returns what answers each call, by the decision that was made for it
 */
export async function keepDenials(books: Books, tx: Tx, denied: readonly Denied[]): Promise<Map<Decision, Decision>> {
  if (!denied.length) return new Map();
  await lockMissing(books, tx, denied);
  const kept = await keptOf(
    tx,
    denied.filter(({ terms }) => terms.mayUseSomething),
  );
  const answers = new Map<Decision, Decision>();
  const giveWay = givesWay();
  for (const each of denied) {
    await giveWay();
    answers.set(each.decision, keep(books, each, kept.get(callerOf(each))));
  }
  return answers;
}

function keep(books: Books, denied: Denied, kept: Kept | undefined): Decision {
  const { call, decision } = denied;
  const earlier = kept?.decisions.find((each) => isRepeated(each, decision));
  if (earlier) return Object.assign(new Decision(), earlier, { replayed: true });
  if (kept && kept.count < MOST_DENIALS) {
    kept.count += 1;
    kept.decisions.push(decision);
    books.decisions.push(decision);
    return decision;
  }
  const { productKnown, featureKnown } = denied.terms;
  books.counted.push({
    tenant: call.tenant,
    subject: call.subject,
    groups: call.groups,
    product: productKnown ? call.product : '',
    feature: productKnown && featureKnown ? call.feature : '',
    reason: decision.body.reason,
    at: decision.decidedAt.getTime(),
    request: call,
  });
  decision.stored = false;
  return decision;
}

/** Whether the same call got the same answer. */
function isRepeated(earlier: Decision, { key, fingerprint, body }: Decision): boolean {
  return earlier.key === key && earlier.fingerprint.equals(fingerprint) && sameAnswer(earlier.body, body);
}

function sameAnswer(a: Decision['body'], b: Decision['body']): boolean {
  return a.reason === b.reason && a.shortfall === b.shortfall && isDeepStrictEqual(a.blockers, b.blockers);
}

function callerOf({ call: { tenant, subject, caller } }: Denied): string {
  return keyOf(tenant, subject, caller);
}

async function lockMissing(books: Books, tx: Tx, denied: readonly Denied[]): Promise<void> {
  const subjects = new Map(
    denied.flatMap(({ call: { tenant, subject } }) =>
      books.find({ tenant, address: subjectAddress(subject) }) ? [] : [[keyOf(tenant, subject), { tenant, subject }]],
    ),
  );
  if (!subjects.size) return;
  const ordered = [...subjects.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, subject]) => subject);
  await tx.query(LOCK_SUBJECTS, [ordered.map((s) => s.tenant), ordered.map((s) => s.subject)]);
}

/** What was stored within a minute before each account's instant, by account and caller. */
async function keptOf(tx: Tx, denied: readonly Denied[]): Promise<Map<string, Kept>> {
  if (!denied.length) return new Map();
  const of = new Map<string, DenialsOf>();
  for (const each of denied) {
    const { tenant, subject, caller } = each.call;
    const since = firstUuidAt(each.decision.decidedAt.getTime() - MINUTE_MS + 1);
    of.set(callerOf(each), { tenant, subject, caller, since });
  }
  const kept = new Map([...of.keys()].map((key): [string, Kept] => [key, { count: 0, decisions: [] }]));
  const stored = await findDenials(tx, [...of.values()]);
  const placeOf = (tenant: string, subject: string, caller: string) => kept.get(keyOf(tenant, subject, caller))!;
  for (const { tenantId, subject, caller } of stored) placeOf(tenantId, subject, caller).count += 1;
  const asked = new Set(denied.map(({ call, decision }) => callKey(call.tenant, call.subject, call.caller, decision)));
  const same = stored.filter((each) => asked.has(callKey(each.tenantId, each.subject, each.caller, each)));
  for (const decision of await readDecisions(tx, same)) {
    placeOf(decision.tenantId, decision.subject, decision.body.caller ?? '').decisions.push(decision);
  }
  return kept;
}

function callKey(
  tenant: string,
  subject: string,
  caller: string,
  { key, fingerprint }: Pick<Decision, 'key' | 'fingerprint'>,
): string {
  return keyOf(tenant, subject, caller, key, fingerprint.toString('hex'));
}
