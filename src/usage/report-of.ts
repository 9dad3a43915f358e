/**
 * A usage report with all that is fixed before any lock: by what right it comes, the groups that it speaks with, and the
 * layers that pay what no open hold covers (docs/rules.md, 26 and 27). Records nothing.
 */
import type { Context } from '../api/context.js';
import { holdOwner } from '../api/hold-owner.js';
import { authorise, authoriseOnHold, groupsOf } from '../api/permissions.js';
import type { Decision } from '../books/decision.js';
import type { Catalog } from '../catalog/catalog.js';
import { subjectAddress } from '../core/address.js';
import { MAX_NANO } from '../core/amounts.js';
import { layersThrough, MOST_BUDGETS } from '../core/budgets.js';
import { exclusiveOf } from '../core/counters.js';
import { highestCost } from '../core/price.js';
import { QUOTE_LASTS_MS } from '../core/quotes.js';
import type { Instant } from '../core/words.js';
import { badInput, SpillwayError } from '../errors.js';
import { countable } from './price-report.js';
import { MAX_AGE_MS, type Decided, type Report } from './report.js';
import { usageCall, type RecordUsageInput, type UsageCall } from './usage-call.js';

/**
 * The report that an input makes.
 * @throws SpillwayError BAD_USER_INPUT naming the field, NOT_FOUND, FORBIDDEN
 */
export async function reportOf(context: Context, input: RecordUsageInput): Promise<Report> {
  const call = usageCall(context.caller.tenant, input);
  const report =
    call.decision === null ? withoutDecision(context, call) : await ofDecision(context, call, call.decision);
  assertPriceInBounds(report, context.catalog);
  return report;
}

function withoutDecision(context: Context, call: UsageCall): Report {
  const { product, feature, session } = call;
  if (product === null || feature === null) throw new Error('usage without a decision names product and feature');
  const subject = call.subject ?? context.caller.subject;
  authorise(context, subjectAddress(subject), 'report');
  // Judged before an account is made for it.
  countable({ call, product, feature }, context.catalog);
  return { ...unquoted(context, call, { subject, product, feature, session }), holdId: null };
}

/** Priced by the card in force, to the groups that the report names. */
function unquoted(context: Context, call: UsageCall, work: Work): Omit<Report, 'holdId'> {
  const groups = groupsOf(context, { subject: work.subject, groups: call.groups }) ?? [];
  const drawn = drawnFrom(context, work, groups);
  const { catalog, caller } = context;
  const about = { call, caller: caller.subject, ...work, ...drawn, catalog };
  return { ...about, decided: null, redrives: null, repeatsOnly: false };
}

async function ofDecision(context: Context, call: UsageCall, uuid: string): Promise<Report> {
  const decision = await context.loaders.decision.load(uuid);
  if (!decision) throw new SpillwayError('NOT_FOUND', 'There is no decision with this id.');
  const { subject, product, holdId, body } = decision;
  const work = { subject, product, feature: body.feature, session: call.session ?? decision.session };
  const now = context.ledger.wallClock();
  if (decision.outcome === 'DENIED') authorise(context, subjectAddress(subject), 'report');
  const right = authoriseOnHold(context, await holdOwner(context, decision), 'report');
  assertAgrees(call, decision);
  // What was reported by one's own right, while the decision gave it, is answered again.
  if (isNone(decision, now)) return { ...unquoted(context, call, work), holdId, repeatsOnly: right === 'own' };
  const groups = groupsOf(context, { subject, groups: call.groups }) ?? (await groupsThen(context, decision, now));
  const drawn = drawnFrom(context, work, groups);
  const by = { call, caller: context.caller.subject };
  const decided = decidedBy(decision);
  const about = { ...by, ...work, holdId, ...drawn, catalog: context.catalog, decided, redrives: null };
  return { ...about, repeatsOnly: false, ownOnly: drawn.ownOnly || right === 'own' };
}

/** A decision that granted nothing, or is too old, gives no right, no quote and no groups. */
function isNone({ outcome, decidedAt }: Decision, now: Instant): boolean {
  return outcome === 'DENIED' || decidedAt.getTime() < now - MAX_AGE_MS;
}

/** The groups that a decision was made with, as long as they last. */
async function groupsThen(
  { loaders }: Context,
  { holdId, freeUntil, body }: Decision,
  now: Instant,
): Promise<string[]> {
  const [part] = holdId === null ? [] : await loaders.hold.load(holdId);
  const end = part ? part.expiresAt.getTime() : freeUntil;
  return end !== null && now <= end + QUOTE_LASTS_MS ? body.groups : [];
}

/** What a decision says of the price; the quotes of its hold are read with the hold, under its lock. */
function decidedBy({ uuid, holdId, decidedAt, body }: Decision): Decided {
  const { plan, catalog, card, grantedUsage, inclusive, holdSeconds } = body;
  const at = decidedAt.getTime();
  const usage = exclusiveOf(grantedUsage, inclusive);
  const quote = holdId === null && card !== null ? { decision: uuid, plan, catalog, card, usage } : null;
  return { at, until: at + holdSeconds * 1000, quote };
}

type Work = Pick<Report, 'subject' | 'product' | 'feature' | 'session'>;

/**
 * The layers that the policy gives now, only the subject's own where it may not use what was used, and the budgets that
 * count it: as many as a check may have, the first of them.
 */
export function drawnFrom(
  { policy }: Pick<Context, 'policy'>,
  { subject, product, feature, session }: Work,
  groups: readonly string[],
) {
  const who = { subject, groups };
  const budgets = policy.budgets.budgetsFor(who, product, feature, session).slice(0, MOST_BUDGETS);
  const layers = layersThrough(policy.layering.layersFor(who, product, feature), budgets);
  const { permitted } = policy.permissions.permits(who, `product:${product}/${feature}`, 'use');
  return { groups, layers, budgets, ownOnly: !permitted };
}

function assertAgrees(call: UsageCall, { subject, product, body }: Decision): void {
  const agrees = (given: string | null, decided: string) => given === null || given === decided;
  if (agrees(call.subject, subject) && agrees(call.product, product) && agrees(call.feature, body.feature)) return;
  throw new SpillwayError('BAD_USER_INPUT', 'subject, product and feature are those of the decision: leave them out.');
}

/** @throws SpillwayError BAD_USER_INPUT for a price beyond all bounds */
function assertPriceInBounds({ call: { usage }, product, feature }: Report, { rateCards }: Catalog): void {
  if (highestCost(rateCards, product, feature, usage) <= MAX_NANO) return;
  throw badInput('The price of this usage is beyond all bounds.', 'usage');
}
