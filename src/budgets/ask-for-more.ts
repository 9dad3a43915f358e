/**
 * Requests for more of a budget, and what becomes of them: asked, answered, withdrawn, each once, under the lock of the
 * budget's account. An approval is one act and one increase on that account.
 */
import { isBudget, subjectAddress } from '../core/address.js';
import { formatCredits } from '../core/amounts.js';
import type { Account as CoreAccount } from '../core/account.js';
import { approvalOf, periodEnd, REQUEST_MS, type Refusal } from '../core/increases.js';
import type { BudgetTerms, Instant } from '../core/words.js';
import { accountToCreate } from '../books/account-to-create.js';
import { act, type Actor } from '../books/admin-action.js';
import type { AccountKey, Books } from '../books/books.js';
import { BudgetRequest, hashRequest } from '../books/budget-request.js';
import { assertRoom, issueIncrease } from '../books/issue-lot.js';
import type { LockRequest } from '../books/lock-accounts.js';
import { tellOfRequest } from '../books/tell-notices.js';
import type { Context } from '../api/context.js';
import { actorOf } from '../api/permissions.js';
import { findRequest } from '../api/requests-of.js';
import type { Tx } from '../database/database.js';
import { badInput, SpillwayError } from '../errors.js';
import { budgetUuid, newUuid } from '../ids.js';
import { isOperator } from '../text.js';
import {
  answeredBy,
  askedBy,
  type Answered,
  type DecideBudgetRequestInput,
  type RequestBudgetInput,
} from './request-input.js';
import { authoriseAnswer, authoriseWithdrawal, budgetToAskFor } from './ask-permission.js';

/** How many requests may wait for an answer: of one caller on one budget, of one caller, and on one budget. */
export const MOST_PENDING = { ofCallerOnBudget: 10, ofCaller: 100, onBudget: 1_000 };

const PENDING = `
  select (
      select count(*) from budget_request r
      where r.tenant_id = $1 and r.account_id = $2 and r.state = 'PENDING' and r.expires_at > $4
    )::int as "onBudget", (
      select count(*) from budget_request r
      where r.tenant_id = $1 and r.asked_by = $3 and r.state = 'PENDING' and r.expires_at > $4
    )::int as "ofCaller", (
      select count(*) from budget_request r
      where r.tenant_id = $1 and r.account_id = $2 and r.asked_by = $3 and r.state = 'PENDING' and r.expires_at > $4
    )::int as "ofCallerOnBudget"`;

/**
 * Asks for more of a budget, whose account is made where it has counted nothing yet.
 * @throws SpillwayError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN, IDEMPOTENCY_CONFLICT, OVERLOADED; CONFLICT where it has no
 *   cap, nobody may approve more, `until` has passed, or too many requests wait
 */
export async function requestBudget(context: Context, input: RequestBudgetInput): Promise<BudgetRequest> {
  const { ledger, policy, catalog, caller } = context;
  const { tenant, subject: by } = caller;
  const { key: budget, address, subject } = await budgetToAskFor(context, input.budget);
  const asked = askedBy(input, subject);
  const live = policy.budgets.termsOf(budget, budget.subject, budget.session);
  const approvers = policy.budgets.approversOf(budget.who).filter((name) => name !== by && name !== subject);
  const own = accountsOf(tenant, [subject, by]);
  const told = accountsOf(tenant, approvers);
  const create = [
    ...own.map((key) => accountToCreate(catalog, tenant, key.address)),
    ...(live ? [{ tenant, address, plan: null, budget: live }] : []),
  ];
  const lock = [{ tenant, address }, ...own, ...told];
  return ledger.work([tenant], { lock, create }, async (books, tx) => {
    const account = books.find({ tenant, address })?.account;
    if (!account) throw hasNoCap();
    const { key, fingerprint, ...terms } = asked;
    const earlier = await tx.em.findOne(BudgetRequest, { tenantId: tenant, accountId: account.id, askedBy: by, key });
    if (earlier?.fingerprint.equals(fingerprint)) return Object.assign(earlier, { replayed: true });
    if (earlier) throw new SpillwayError('IDEMPOTENCY_CONFLICT', 'This idempotency key was used with another request.');
    if (!live?.cap) throw hasNoCap();
    if (!policy.budgets.hasApprover(budget.who, subject)) {
      throw new SpillwayError('CONFLICT', "The tenant's policy lets nobody else approve more of this budget.");
    }
    const now = books.bringUpTo(account);
    if (terms.until !== null && terms.until <= now) throw hasPassed();
    await assertFewWait(tx, account, by, now);
    const request = newRequest(account, { ...terms, key, fingerprint, subject, by, who: budget.who }, now, books.clock);
    tx.em.persist(request);
    books.restated.add(account);
    await tellOfRequest(tx, books, request, { on: foundOf(books, told), at: now });
    return request;
  });
}

/**
 * Answers a request: rejects it, or issues at most what was asked as an increase.
 * @throws SpillwayError BAD_USER_INPUT, also for more or longer than was asked; NOT_FOUND, FORBIDDEN, IDEMPOTENCY_CONFLICT,
 *   OVERLOADED; CONFLICT where it was answered, withdrawn or expired, the budget has no cap any more, or `until` has passed
 */
export async function decideRequest(context: Context, input: DecideBudgetRequestInput): Promise<BudgetRequest> {
  const found = await findRequest(context, input.requestId);
  authoriseAnswer(context, found);
  const answer = answeredBy(input);
  const live = await liveTerms(context, found);
  return change(context, found, [found.subject, found.askedBy], async (books, tx, request, account) => {
    const { key, fingerprint } = answer;
    const where = { tenantId: account.tenant, accountId: account.id, decideKey: key };
    const earlier = await tx.em.findOne(BudgetRequest, where);
    if (earlier && (earlier.uuid !== request.uuid || !earlier.decideFingerprint?.equals(fingerprint))) {
      throw new SpillwayError('IDEMPOTENCY_CONFLICT', 'This idempotency key was used with another answer.');
    }
    if (earlier) return { replayed: true };
    const now = books.bringUpTo(account);
    assertPending(request, now);
    const decided = { decidedBy: context.caller.subject, decidedAt: new Date(now), note: answer.note };
    const keyed = { decideKey: key, decideFingerprint: fingerprint };
    if (answer.approve) {
      const approved = await approve({ books, tx, account, now, actor: actorOf(context), live }, request, answer);
      request.become('APPROVED', books.clock, { ...decided, ...keyed, ...approved });
    } else {
      refuse({ books, account, now, actor: actorOf(context) }, request, answer);
      request.become('REJECTED', books.clock, { ...decided, ...keyed });
    }
    return { at: now };
  });
}

/**
 * Takes a request back that nobody has answered yet; one that was taken back already stays so.
 * @throws SpillwayError NOT_FOUND, FORBIDDEN, OVERLOADED; CONFLICT where it was answered or expired
 */
export async function withdrawRequest(context: Context, requestId: string): Promise<BudgetRequest> {
  const found = await findRequest(context, requestId);
  authoriseWithdrawal(context, found);
  const approvers = context.policy.budgets.approversOf(found.who);
  const told = approvers.filter((name) => name !== found.subject && name !== found.askedBy);
  return change(context, found, told, async (books, _tx, request, account) => {
    if (request.storedState === 'WITHDRAWN') return { replayed: true };
    const now = books.bringUpTo(account);
    assertPending(request, now);
    request.become('WITHDRAWN', books.clock);
    return { at: now };
  });
}

/** What a change did: nothing that had not been done before, or something at an instant, of which others are told. */
type Done = { replayed: true } | { at: Instant };

/** Changes a request under the lock of its budget's account, and tells these subjects of it. */
async function change(
  { ledger, loaders, caller: { tenant } }: Context,
  { uuid, accountId }: BudgetRequest,
  subjects: readonly string[],
  act: (books: Books, tx: Tx, request: BudgetRequest, account: CoreAccount) => Promise<Done>,
): Promise<BudgetRequest> {
  const address = (await loaders.account.load(accountId))?.address;
  if (address === undefined || !isBudget(address)) throw new Error(`request ${uuid} is on no budget`);
  const told = accountsOf(tenant, subjects);
  const request: LockRequest = { lock: [{ tenant, address }, ...told], create: [] };
  return ledger.work([tenant], request, async (books, tx) => {
    const account = books.account({ tenant, address });
    const row = await tx.em.findOneOrFail(BudgetRequest, { tenantId: tenant, uuid });
    const done = await act(books, tx, row, account);
    if ('replayed' in done) return Object.assign(row, { replayed: true });
    books.restated.add(account);
    await tellOfRequest(tx, books, row, { on: foundOf(books, told), at: done.at });
    return row;
  });
}

interface Answering {
  books: Books;
  account: CoreAccount;
  now: Instant;
  actor: Actor;
}

/** What the policy says of the budget now; null where it says nothing any more. */
async function liveTerms({ loaders, policy }: Context, { accountId }: BudgetRequest): Promise<BudgetTerms | null> {
  const address = (await loaders.account.load(accountId))?.address;
  const row = address === undefined ? null : await loaders.budget.load(budgetUuid(address));
  return row && policy.budgets.termsOf(row, row.subject, row.session);
}

/** Issues what is approved; the act covers what was asked and what was issued. */
async function approve(
  { books, tx, account, now, actor, live }: Answering & { tx: Tx; live: BudgetTerms | null },
  request: BudgetRequest,
  answer: Answered,
): Promise<Pick<BudgetRequest, 'approved' | 'approvedUntil' | 'lotId'>> {
  if (!live?.cap) throw hasNoCap();
  const asked = { credits: request.credits, until: request.until?.getTime() ?? null };
  const approval = approvalOf(asked, answer, periodEnd(live, account, now), now);
  if ('refused' in approval) throw REFUSALS[approval.refused](request);
  const { credits, expiresAt } = approval;
  await assertRoom(tx, account, credits);
  account.windowTerms = [live.window];
  const terms = { amount: credits, expiresAt, reason: answer.note ?? request.reason, key: null, fingerprint: null };
  const until = expiresAt === null ? 'for ever' : `until ${new Date(expiresAt).toISOString()}`;
  const lot = issueIncrease(books, account, terms, now, ({ id }, termsHash) =>
    act(books, account.tenant, actor, now, {
      ...{ kind: 'BUDGET_RAISED', accountId: account.id, targetId: id, reason: answer.note },
      before: `${formatCredits(request.credits)} asked by ${request.askedBy}`,
      after: `${formatCredits(credits)} INCREASE ${until}`,
      answers: { request: request.hash.toString('hex'), lot: termsHash.toString('hex') },
    }),
  );
  return { approved: credits, approvedUntil: expiresAt === null ? null : new Date(expiresAt), lotId: lot.id };
}

function refuse({ books, account, now, actor }: Answering, request: BudgetRequest, { note: reason }: Answered): void {
  act(books, account.tenant, actor, now, {
    ...{ kind: 'BUDGET_REFUSED', accountId: account.id, targetId: request.uuid, reason },
    before: `${formatCredits(request.credits)} asked by ${request.askedBy}`,
    answers: { request: request.hash.toString('hex') },
  });
}

const REFUSALS: Record<Refusal, (request: BudgetRequest) => SpillwayError> = {
  MORE_CREDITS: ({ credits }) => badInput(`credits: at most what was asked, ${formatCredits(credits)}.`, 'credits'),
  LATER: ({ until }) => {
    const latest = until === null ? 'the end of the period' : until.toISOString();
    return badInput(`until: no later than was asked, ${latest}.`, 'until');
  },
  PAST: () => hasPassed(),
};

function hasPassed(): SpillwayError {
  return new SpillwayError('CONFLICT', 'until: that instant has passed.');
}

function hasNoCap(): SpillwayError {
  return new SpillwayError('CONFLICT', "The tenant's policy has no cap of this name, so there is nothing to raise.");
}

function assertPending(request: BudgetRequest, now: Instant): void {
  const state = request.stateAt(now);
  if (state !== 'PENDING') throw new SpillwayError('CONFLICT', `This request is ${state} already.`);
}

/** @throws SpillwayError CONFLICT where too many requests wait for an answer */
async function assertFewWait(tx: Tx, { tenant, id }: CoreAccount, by: string, now: Instant): Promise<void> {
  const [found] = await tx.query<typeof MOST_PENDING>(PENDING, [tenant, id, by, new Date(now).toISOString()]);
  const { onBudget, ofCaller, ofCallerOnBudget } = found!;
  const { onBudget: most } = MOST_PENDING;
  if (ofCallerOnBudget >= MOST_PENDING.ofCallerOnBudget || ofCaller >= MOST_PENDING.ofCaller) {
    throw new SpillwayError('CONFLICT', 'Too many of your requests wait for an answer: withdraw some.');
  }
  if (onBudget >= most) throw new SpillwayError('CONFLICT', `${most} requests for more of this budget wait already.`);
}

interface NewRequest {
  credits: bigint;
  until: Instant | null;
  reason: string;
  key: string;
  fingerprint: Buffer;
  subject: string;
  by: string;
  who: string;
}

function newRequest(
  account: CoreAccount,
  { by, until, who, ...asked }: NewRequest,
  now: Instant,
  clock: Instant,
): BudgetRequest {
  const row = {
    ...{ tenantId: account.tenant, uuid: newUuid(now), accountId: account.id, askedBy: by, ...asked },
    until: until === null ? null : new Date(until),
    ...{ at: new Date(now), expiresAt: new Date(now + REQUEST_MS) },
  };
  const undecided = { decidedBy: null, decidedAt: null, note: null, approved: null, approvedUntil: null };
  const state = { storedState: 'PENDING', version: 1, changedAt: new Date(clock) } as const;
  const unkeyed = { decideKey: null, decideFingerprint: null, lotId: null };
  return Object.assign(new BudgetRequest(), {
    ...row,
    hash: hashRequest(row),
    who,
    ...state,
    ...undecided,
    ...unkeyed,
  });
}

/** The accounts of subjects; the operator has none. */
function accountsOf(tenant: string, subjects: readonly string[]): AccountKey[] {
  const named = [...new Set(subjects)].filter((subject) => !isOperator(subject));
  return named.map((subject) => ({ tenant, address: subjectAddress(subject) }));
}

function foundOf(books: Books, keys: readonly AccountKey[]): CoreAccount[] {
  return keys.flatMap((key) => books.find(key)?.account ?? []);
}
