/**
 * Why a request is answered as it is: what each rule of the policy has to do with it, and what gates and layers say. Of a
 * stored decision by the version that it was made under, or by a draft on the facts that it met; of a what-if by what serves,
 * or by a draft, as things are now. Nothing is stored.
 */
import DataLoader from 'dataloader';
import { decide, type Verdict } from '../core/decide.js';
import { sentence } from '../core/explain.js';
import type { Facts, Request } from '../core/facts.js';
import { gatesUpTo, type GateResult } from '../core/gate-results.js';
import type { Reason } from '../core/gates.js';
import { traceOfFacts, type LayerTrace } from '../core/layer-trace.js';
import type { Citation, Instant, Nano, Outcome } from '../core/words.js';
import { perOperation } from '../api/per-operation.js';
import type { Books } from '../books/books.js';
import type { Decision } from '../books/decision.js';
import { badInput, SpillwayError } from '../errors.js';
import { formatProblem } from '../catalog/problem.js';
import type { ConsideredRule } from '../policy/considered-rules.js';
import type { PolicyVersion } from '../policy/policy-version.js';
import { termsOf, type Usable } from '../policy/request-terms.js';
import type { AccessQuestion } from './check-call.js';
import { accountsToLock, assertUsageInBounds, factsFor, sharesToRead } from './gather-facts.js';
import { pastFacts } from './past-facts.js';
import { pastPolicies, type ReceiptContext } from './past-policies.js';
import { layersOf } from './receipt-layers.js';

/** How a request was, or would be, decided. */
export interface Answered {
  outcome: Outcome;
  reason: Reason;
  requested: Nano;
  granted: Nano;
  shortfall: Nano;
  gates: readonly GateResult[];
  layers: readonly LayerTrace[];
}

export interface Explained {
  subject: string;
  groups: readonly string[];
  roles: readonly string[];
  teams: readonly string[];
  /** Who asked; null of a what-if, and where it was not stored. */
  caller: string | null;
  decidedAt: Date;
  policyVersion: string;
  isDraft: boolean;
  policy: Citation;
  permitted: boolean;
  rules: readonly ConsideredRule[];
  /** Null where what it was made on cannot be read any more. */
  answered: Answered | null;
}

/** So many drafts are built for one operation: each takes its time. */
const MOST_DRAFTS = 2;

/**
 * Texts that do not serve, as they would under the catalog that does.
 * @throws SpillwayError BAD_USER_INPUT for one that cannot serve, and for too many
 */
export const draftPolicies = perOperation<ReceiptContext, DataLoader<string, PolicyVersion>>(
  ({ policies, caller: { tenant } }) => {
    let asked = 0;
    const build = async (texts: readonly string[]): Promise<PolicyVersion[]> => {
      asked += texts.length;
      if (asked > MOST_DRAFTS) throw badInput(`One operation has at most ${MOST_DRAFTS} drafts.`, 'policyText');
      const built: PolicyVersion[] = [];
      for (const text of texts) {
        const { policy, problems } = await policies.drafts.judge(tenant, text);
        const [problem] = problems;
        if (!policy) throw badInput(`policyText cannot serve: ${problem ? formatProblem(problem) : ''}`, 'policyText');
        built.push(policy);
      }
      return built;
    };
    return new DataLoader(build);
  },
);

/** Explains a stored decision. @param draft null: by the version that it was made under */
export async function explainDecision(
  context: ReceiptContext,
  decision: Decision,
  draft: PolicyVersion | null,
): Promise<Explained> {
  const { subject, groups, product, session, body, decidedAt } = decision;
  const asked: Usable = { subject, groups, product, feature: body.feature, session };
  const policy = draft ?? (await madeUnder(context, decision));
  const answered = draft ? await answeredUnder(context, decision, asked, draft) : await answeredThen(context, decision);
  return { ...told(policy, asked, draft !== null), caller: body.caller, decidedAt, answered };
}

/** Explains what a check would be answered now. @param draft null: by the policy that serves */
export async function explainQuestion(
  context: ReceiptContext,
  question: AccessQuestion,
  draft: PolicyVersion | null,
): Promise<Explained> {
  const { catalog, sellsCredits, ledger } = context;
  const policy = draft ?? context.policy;
  const terms = termsOf(question, { policy, catalog, sellsCredits });
  assertUsageInBounds(question, terms);
  const asked = { question, terms };
  const look = (books: Books) => {
    const { facts, now } = factsFor(question, terms, books);
    return { decidedAt: new Date(now), answered: answer(question, facts, decide(question, facts, now), false, now) };
  };
  const found = await ledger.read(question.tenant, accountsToLock(asked), look, [sharesToRead(asked)]);
  return { ...told(policy, question, draft !== null), caller: null, ...found };
}

async function madeUnder(context: ReceiptContext, { body }: Decision): Promise<PolicyVersion> {
  if (body.policy.version === context.policy.version) return context.policy;
  const policy = await pastPolicies(context).load({ policy: body.policy.version, catalog: body.catalog });
  if (policy) return policy;
  throw new SpillwayError('NOT_FOUND', 'The policy of that decision cannot be read any more.');
}

function told(policy: PolicyVersion, asked: Usable, isDraft: boolean) {
  const { subject, groups, product, feature, session } = asked;
  const who = { subject, groups };
  const object = `product:${product}${feature === null ? '' : `/${feature}`}`;
  const { permitted, citation } = policy.permissions.permits(who, object, 'use');
  const rules = policy.consider?.({ who, object, action: 'use', use: { product, feature, session } }) ?? [];
  const roles = policy.permissions.rolesOf(who);
  const teams = policy.budgets.teamsOf(who);
  const { version: policyVersion } = policy;
  return { ...who, roles, teams, policyVersion, isDraft, permitted, policy: citation, rules };
}

async function answeredThen(context: ReceiptContext, decision: Decision): Promise<Answered> {
  const { outcome, reason, requested, granted, shortfall, gates } = decision;
  return { outcome, reason, requested, granted, shortfall, gates, layers: await layersOf(context).load(decision) };
}

/** On the facts that it met: what the draft would have answered then. */
async function answeredUnder(
  { database, catalogs, sellsCredits }: ReceiptContext,
  decision: Decision,
  asked: Usable,
  policy: PolicyVersion,
): Promise<Answered | null> {
  const { tenantId, body } = decision;
  const found = await database.transaction(
    [tenantId],
    async (tx) => {
      const known = await catalogs.load(tx, [body.catalog]);
      const catalog = known.find(body.catalog);
      if (!catalog) return null;
      return pastFacts(tx, decision, termsOf(asked, { policy, catalog, sellsCredits }), known);
    },
    { readOnly: true, isolation: 'repeatable read' },
  );
  if (!found) return null;
  const { request, facts, now } = found;
  return answer(request, facts, decide(request, facts, now), body.extends !== null, now);
}

function answer(request: Request, facts: Facts, verdict: Verdict, extending: boolean, now: Instant): Answered {
  const { outcome, reason, requested, granted, shortfall, draws } = verdict;
  const says = sentence(outcome, reason, { granted, requested, shortfall, extending });
  const layers = traceOfFacts(request, facts, draws, now);
  return { outcome, reason, requested, granted, shortfall, gates: gatesUpTo(reason, says), layers };
}
