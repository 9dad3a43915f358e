/**
 * Puts subjects on plans, now or as their subscription month turns. What is as it should be already is left alone, and a
 * change that is to come is one that an admin has made: it is judged when it is made, and happens as due work.
 */
import { subjectAddress } from '../core/address.js';
import type { Catalog } from '../catalog/catalog.js';
import type { Account as CoreAccount } from '../core/account.js';
import { turnDebt } from '../core/debt.js';
import { post } from '../core/journal.js';
import { subscriptionMonthAt } from '../core/subscriptions.js';
import type { Instant } from '../core/words.js';
import { badInput } from '../errors.js';
import { cleanName, LONGEST } from '../text.js';
import { act, type ActionTerms, type Actor } from '../books/admin-action.js';
import { Account } from '../books/account.js';
import { accountToCreate } from '../books/account-to-create.js';
import type { AccountKey, Books } from '../books/books.js';
import type { Plan } from '../core/words.js';
import type { Ledger } from '../books/unit-of-work.js';
import { assertMaySetPlan } from './admin-bounds.js';
import { readAccount, type Managing } from './manage-account.js';

/** When a plan is to change: at once, or as the subscription month of the account turns. */
export type PlanTime = 'NOW' | 'PERIOD_END';

/** What became of a change of plan, or would become of it. */
export type PlanOutcome = 'CHANGED' | 'SCHEDULED' | 'UNSCHEDULED' | 'UNCHANGED' | 'MISSING';

/** A change of plan as an admin asks for it. */
export interface PlanOrder {
  tenant: string;
  actor: Actor;
  plan: Plan;
  at: PlanTime;
  reason: string | null;
}

/** One subject's change. */
export interface PlanChanged {
  subject: string;
  outcome: PlanOutcome;
  /** The plan that it had, and the one that it has or will have; null without an account. */
  before: string | null;
  after: string | null;
  /** When a change that is to come happens. */
  at: Instant | null;
}

/** So many subjects one call may name, and one unit of work changes. */
export const MOST_SUBJECTS = 500;
const PER_UNIT = 50;

/** @throws SpillwayError BAD_USER_INPUT for a plan that the catalog does not have, and for a reason that is none */
export function planOrder(
  { catalog }: { catalog: Catalog },
  by: { tenant: string; actor: Actor },
  planId: string,
  at: PlanTime,
  reason: string | null,
): PlanOrder {
  const why = reason == null ? null : cleanName('reason', reason, LONGEST.reason);
  const plan = catalog.plans.get(planId);
  if (!plan) throw badInput('plan: the catalog has no such plan.', 'plan');
  return { ...by, plan, at, reason: why };
}

/**
 * Puts a subject's account, made where it does not exist, on a plan. Windows of the same name go on with the new
 * capacity; those that the new plan does not have are out of sight until they end (docs/rules.md, 13).
 * @throws SpillwayError BAD_USER_INPUT for a plan that the catalog does not have, FORBIDDEN for one that the operator
 *   does not let the tenant's admins set
 */
export async function setPlan(
  managing: Managing,
  { subject, ...by }: { tenant: string; subject: string; actor: Actor },
  planId: string,
  reason: string | null = null,
  at: PlanTime = 'NOW',
): Promise<Account> {
  const { ledger, catalog } = managing;
  const order = planOrder(managing, by, planId, at, reason);
  const lock = { tenant: order.tenant, address: subjectAddress(subject) };
  await ledger.work(
    [order.tenant],
    { lock: [lock], create: [accountToCreate(catalog, order.tenant, lock.address)] },
    (books) => void changePlan(books, books.account(lock), catalog, order),
  );
  return readAccount(managing, lock);
}

/**
 * The same for many, each for itself, in units of work of 50.
 * @param create whether accounts are made where they do not exist; else these are passed over
 * @throws SpillwayError BAD_USER_INPUT; FORBIDDEN as {@link setPlan}, before anything is changed
 */
export async function setPlans(
  { ledger, catalog }: Managing,
  subjects: readonly string[],
  order: PlanOrder,
  { create }: { create: boolean },
): Promise<PlanChanged[]> {
  const changed: PlanChanged[] = [];
  for (let from = 0; from < subjects.length; from += PER_UNIT) {
    const part = subjects.slice(from, from + PER_UNIT);
    const lock = part.map((subject) => ({ tenant: order.tenant, address: subjectAddress(subject) }));
    const made = create ? lock.map(({ tenant, address }) => accountToCreate(catalog, tenant, address)) : [];
    const act = (books: Books) => part.map((subject) => changeOne(books, subject, catalog, order));
    const options = { continues: from > 0 };
    changed.push(...(await ledger.work([order.tenant], { lock, create: made }, act, options)));
  }
  return changed;
}

/** What {@link setPlans} would do now; changes nothing. @throws SpillwayError FORBIDDEN as it would */
export async function previewPlans(
  { ledger, catalog }: { ledger: Ledger; catalog: Catalog },
  subjects: readonly string[],
  order: PlanOrder,
  { create }: { create: boolean },
): Promise<PlanChanged[]> {
  const keys = subjects.map((subject): AccountKey => ({ tenant: order.tenant, address: subjectAddress(subject) }));
  return ledger.read(order.tenant, keys, (books) =>
    subjects.map((subject, i) => {
      const account = books.find(keys[i]!)?.account;
      if (account) {
        const now = books.bringUpTo(account);
        return { subject, ...judged(account, catalog, order, now) };
      }
      if (!create) return missing(subject);
      const before = accountToCreate(catalog, order.tenant, keys[i]!.address).plan;
      if (before !== order.plan.id) assertMaySetPlan({ catalog, ...order }, order.plan.id);
      const outcome = before === order.plan.id ? ('UNCHANGED' as const) : ('CHANGED' as const);
      return { subject, outcome, before, after: order.plan.id, at: null };
    }),
  );
}

/**
 * Lifts the change of plan that is to come, where one is.
 * @returns the account; null where there is none
 */
export async function unschedulePlan(
  managing: Managing,
  { tenant, actor }: { tenant: string; actor: Actor },
  subject: string,
  reason: string | null,
): Promise<Account | null> {
  const lock = { tenant, address: subjectAddress(subject) };
  const why = reason == null ? null : cleanName('reason', reason, LONGEST.reason);
  const isThere = await managing.ledger.work([tenant], { lock: [lock], create: [] }, (books) => {
    const account = books.find(lock)?.account;
    if (!account) return false;
    const now = books.bringUpTo(account);
    lift(books, account, { actor, reason: why }, now);
    return true;
  });
  return isThere ? readAccount(managing, lock) : null;
}

function changeOne(books: Books, subject: string, catalog: Catalog, order: PlanOrder): PlanChanged {
  const account = books.find({ tenant: order.tenant, address: subjectAddress(subject) })?.account;
  return account ? { subject, ...changePlan(books, account, catalog, order) } : missing(subject);
}

function missing(subject: string): PlanChanged {
  return { subject, outcome: 'MISSING', before: null, after: null, at: null };
}

type Judged = Omit<PlanChanged, 'subject'>;

/** What a change comes to for an account at an instant. @throws SpillwayError FORBIDDEN */
function judged(account: CoreAccount, catalog: Catalog, order: PlanOrder, now: Instant): Judged {
  const { plan: before, nextPlan, subscribedAt } = account;
  const after = order.plan.id;
  if (before === after) return { outcome: nextPlan ? 'UNSCHEDULED' : 'UNCHANGED', before, after, at: null };
  assertMaySetPlan({ catalog, ...order }, after);
  // Without a subscription there is no month to end: it changes now.
  if (order.at === 'NOW' || subscribedAt === null) return { outcome: 'CHANGED', before, after, at: null };
  const { end: at } = subscriptionMonthAt(subscribedAt, now);
  const isSame = nextPlan?.plan === after && nextPlan.at === at;
  return { outcome: isSame ? 'UNCHANGED' : 'SCHEDULED', before, after, at };
}

/** Changes the plan of a locked account, or has it changed; whatever was to come before is lifted by that. */
function changePlan(books: Books, account: CoreAccount, catalog: Catalog, order: PlanOrder): Judged {
  const now = books.bringUpTo(account);
  const change = judged(account, catalog, order, now);
  const { outcome, before, at } = change;
  const { plan, reason } = order;
  if (outcome === 'UNSCHEDULED') lift(books, account, order, now);
  if (outcome === 'SCHEDULED' && at !== null) {
    const hash = actOn(books, account, order, now, {
      kind: 'PLAN_SCHEDULED',
      reason,
      before,
      after: inWords(plan.id, at),
    });
    books.expectPlan(account, { plan: plan.id, at, windowTerms: plan.windows }, hash);
  }
  if (outcome !== 'CHANGED') return change;
  lift(books, account, order, now);
  Object.assign(account, { plan: plan.id, windowTerms: plan.windows });
  const hash = actOn(books, account, order, now, { kind: 'PLAN_CHANGED', reason, before, after: plan.id });
  books.record(post(account, now, 'PLAN_CHANGED', null, []), hash);
  for (const update of turnDebt(account, now)) books.record(update);
  // What the plan gives again comes at once.
  books.bringUpTo(account);
  return change;
}

function lift(books: Books, account: CoreAccount, by: Pick<PlanOrder, 'actor' | 'reason'>, now: Instant): void {
  const { nextPlan, plan } = account;
  if (!nextPlan) return;
  const before = inWords(nextPlan.plan, nextPlan.at);
  actOn(books, account, by, now, { kind: 'PLAN_UNSCHEDULED', reason: by.reason, before, after: plan });
  books.expectPlan(account, null, null);
}

/** What an act says of a plan that is to come. */
function inWords(plan: string, at: Instant): string {
  return `${plan} from ${new Date(at).toISOString()}`;
}

function actOn(
  books: Books,
  account: CoreAccount,
  { actor }: Pick<PlanOrder, 'actor'>,
  now: Instant,
  terms: ActionTerms,
): Buffer {
  return act(books, account.tenant, actor, now, { accountId: account.id, ...terms });
}
