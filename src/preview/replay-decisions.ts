/**
 * A stored check, decided again on the books of a replay by the same `decide`, with the effects that it then has. Only the
 * answer may be another: who asked for what, and when, stays.
 */
import type { Account } from '../core/account.js';
import { subjectAddress } from '../core/address.js';
import { exclusiveOf } from '../core/counters.js';
import { decide, type Verdict } from '../core/decide.js';
import type { Facts } from '../core/facts.js';
import { latestEnd } from '../core/hold-end.js';
import { joinHold, MOST_DECISIONS, nextNo, unclaimed } from '../core/holds.js';
import { allOf, NOTHING_SO_FAR, sizesFeature } from '../core/size.js';
import { take } from '../core/take.js';
import { extending, trimHold } from '../core/trim.js';
import type { Instant } from '../core/words.js';
import { SpillwayError } from '../errors.js';
import { accountsToCreate, assertPriceInBounds, factsFor, mayCreate } from '../access/gather-facts.js';
import type { Terms } from '../policy/request-terms.js';
import type { Catalog } from '../catalog/catalog.js';
import { answerOf, refusedAnswer, type Answer } from './answer.js';
import type { PastReset } from './load-resets.js';
import type { Makes } from './make-accounts.js';
import type { PastDecision } from './past.js';
import type { Rules } from './rules.js';
import type { TopUps } from './top-ups.js';
import { newHold, workOf, type World, type WorldHold } from './world.js';

/** What a decision of the replay is found by later: its hold, its quote. */
export interface Decided {
  subject: string;
  product: string;
  feature: string;
  session: string | null;
  at: Instant;
  /** Until when it lets work run that costs nothing. */
  until: Instant;
  /** How it ended then, and how it ends now. */
  took: boolean;
  takes: boolean;
  holdId: string | null;
  /** What it quotes where it opened no hold. */
  quote: {
    plan: string | null;
    catalog: string;
    card: string;
    usage: { dimension: string; quantity: bigint }[];
  } | null;
  /** Its work is not what it reported: it had the answer of an earlier one with its key, or used what it asked. */
  instead: boolean;
}

/** What decisions are replayed on. */
export interface On {
  world: World;
  rules: Rules;
  makes: Makes;
  decided: Map<string, Decided>;
  topUps: TopUps;
  /** Resets of allowances, by id; and of which accounts each has ended windows. */
  resets: Map<string, PastReset>;
  reset: Set<string>;
}

/** A check as it was asked. */
function callOf({ subject, product, session, key, body }: PastDecision, tenant: string) {
  const { feature, mode, labels, groups, usage, only, holdSeconds, extends: extended } = body;
  const asked = { tenant, subject, groups, product, feature, usage, mode, session, labels, key, holdSeconds };
  return { ...asked, extends: extended, ...(only && { only }) };
}

type Call = ReturnType<typeof callOf>;

/** Decides it again. @returns the answer */
export function replayDecision(on: On, past: PastDecision): Answer {
  const { world, rules, makes, decided } = on;
  const { body } = past;
  const call = callOf(past, rules.tenant);
  const catalog = rules.catalog(past.at, body.catalog);
  const terms = rules.terms(call, catalog, rules.policy(past.at, body.policy.version));
  world.clock = past.at;
  const joined = call.extends === null ? undefined : decided.get(call.extends);
  const extended = joined?.subject === call.subject ? (joined.holdId ?? null) : null;
  makeAccounts(makes, call, terms, extended, catalog);
  const hold = extended === null ? null : (world.holds.get(extended) ?? null);
  const placed = hold?.parts ?? [];
  for (const { account } of placed) rules.stand(account, catalog);
  const lieOn = placed.map(({ account }) => account);
  const { facts, now } = factsFor(call, terms, world, lieOn);
  const work = workOf(call);
  const isSized = call.extends !== null && sizesFeature(catalog.rateCards, call.product, call.feature);
  const sized = isSized ? { ...facts, estimates: hold?.granted.get(work) ?? NOTHING_SO_FAR } : facts;
  const isFull = (hold?.decisions ?? 0) >= MOST_DECISIONS;
  const judged = call.extends === null ? sized : extending(sized, placed, isFull, now);
  const answer = judge(call, judged, now);
  const about = { subject: past.subject, product: past.product, feature: body.feature, session: past.session };
  const stands: Decided = {
    ...{ ...about, at: now, until: now + body.holdSeconds * 1000, took: past.outcome !== 'DENIED', takes: false },
    ...{ holdId: null, quote: null, instead: false },
  };
  decided.set(past.uuid, stands);
  if (answer instanceof SpillwayError) return refusedAnswer();
  if (answer.outcome === 'DENIED') return answerOf(answer, body.extends);
  for (const { update } of trimHold(placed, now)) world.posted(update);
  stands.takes = true;
  stands.holdId = takeEffect(on, past, { call, facts: sized, verdict: answer, hold, catalog, now });
  const card = answer.card?.id ?? null;
  if (stands.holdId === null && card !== null) {
    const usage = exclusiveOf(answer.grantedUsage, facts.inclusive);
    stands.quote = { plan: facts.account.plan, catalog: catalog.version, card, usage };
  }
  return answerOf(answer, body.extends);
}

function judge(call: Call, facts: Facts, now: Instant): Verdict | SpillwayError {
  try {
    assertPriceInBounds(call, facts);
  } catch (error) {
    if (error instanceof SpillwayError) return error;
    throw error;
  }
  return decide(call, facts, now);
}

function makeAccounts(makes: Makes, call: Call, terms: Terms, extended: string | null, catalog: Catalog): void {
  if (mayCreate(terms)) {
    const wanted = accountsToCreate({ question: call, terms });
    const isNew = call.extends === null;
    for (const each of wanted) if (isNew || (extended !== null && each.budget)) makes.make(each.address, catalog);
  }
  makes.stand([subjectAddress(call.subject), ...terms.budgets.map(({ address }) => address)], catalog);
  makes.stand(
    terms.layers.flatMap(({ from }) => from ?? []),
    catalog,
  );
}

interface Effect {
  call: Call;
  facts: Facts;
  verdict: Verdict;
  hold: WorldHold | null;
  catalog: Catalog;
  now: Instant;
}

/** Takes what was granted. @returns the hold that it opened or joined */
function takeEffect(
  { world }: On,
  past: PastDecision,
  { call, facts, verdict, hold, catalog, now }: Effect,
): string | null {
  const opens = verdict.granted > 0n ? (past.holdId ?? past.uuid) : null;
  const holdId = hold?.id ?? opens;
  const joins = holdId === null ? null : (hold ?? newHold(holdId, call.subject));
  if (joins) world.holds.set(joins.id, joins);
  const open = (hold?.parts ?? []).map(({ account, part }) => ({ account, part }));
  const { caller, openedAt, claims, ending } = open[0]?.part ?? unclaimed(past.body.caller, now);
  const common = { caller, openedAt, claims, ending };
  const asked = open.reduce((at, { part }) => Math.max(at, part.expiresAt), now + call.holdSeconds * 1000);
  const terms = { decisionId: past.uuid, holdId: holdId ?? '', expiresAt: asked, firstNo: nextNo(open), common };
  const taken = take(facts, verdict, terms, now);
  const parts = joins === null ? [] : joinHold(open, taken);
  const endsAt = joins === null ? asked : Math.min(asked, latestEnd(parts, facts));
  for (const { account, part } of parts) {
    part.expiresAt = endsAt;
    world.save(account, part, 'HELD');
  }
  for (const { update } of taken) world.posted(update);
  if (joins) note(joins, past, { call, facts, verdict, catalog });
  return holdId;
}

/** Keeps what the decision quoted, and was granted by size. */
function note(
  hold: WorldHold,
  { uuid: decision }: PastDecision,
  { call, facts, verdict, catalog }: Pick<Effect, 'call' | 'facts' | 'verdict' | 'catalog'>,
): void {
  hold.decisions += 1;
  const { card, grantedUsage, granted } = verdict;
  if (!card) return;
  const usage = exclusiveOf(grantedUsage, facts.inclusive);
  const work = workOf(call);
  const quote = { decision, plan: facts.account.plan, catalog: catalog.version, card: card.id, usage };
  hold.quotes.set(work, [...(hold.quotes.get(work) ?? []), quote]);
  const { priced, amount } = hold.granted.get(work) ?? NOTHING_SO_FAR;
  const same = priced.find((each) => each.card === card);
  const others = priced.filter((each) => each !== same);
  const all = same ? allOf([same, { usage }]) : usage;
  hold.granted.set(work, { priced: [...others, { card, usage: all }], amount: amount + granted });
}

export type { Account };
