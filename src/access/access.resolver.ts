/**
 * Asking: checks, estimates, what is left, and the receipts. Authorises and hands on; no SQL, no arithmetic.
 */
import { subjectAddress, subjectOf } from '../core/address.js';
import { Arg, Ctx, Extensions, ID, Mutation, Query, Resolver } from 'type-graphql';
import { decide } from '../core/decide.js';
import { explain } from '../core/explain.js';
import { traceOfFacts } from '../core/layer-trace.js';
import { paceAfter } from '../core/pace.js';
import { takeInThought } from '../core/take.js';
import { badInput, SpillwayError } from '../errors.js';
import { uuidOf } from '../ids.js';
import type { Books } from '../books/books.js';
import { Decision } from '../books/decision.js';
import { KeySpace, spaceOf } from '../books/key-space.js';
import type { Context } from '../api/context.js';
import { holdOwner } from '../api/hold-owner.js';
import { addressOf, authorise, authoriseOnHold, groupsToCheckWith } from '../api/permissions.js';
import { cleanName, LONGEST } from '../text.js';
import { AccessEstimate } from './access-estimate.js';
import type { AccessContext } from './check-access.js';
import { accessQuestion, checkCall, CheckAccessInput, EstimateAccessInput } from './check-call.js';
import { factsRecord, outcomeRecord, questionRecord } from './decision-record.js';
import { termsOf } from '../policy/request-terms.js';
import { accountsToLock, assertUsageInBounds, factsFor, sharesToRead } from './gather-facts.js';
import { releaseHold } from './release-hold.js';

const MANY = 500;

@Resolver()
export class AccessResolver {
  @Mutation(() => Decision, {
    nullable: true,
    description:
      'How much of this request is allowed, and from where? Takes it in one step, or denies and takes nothing.',
  })
  checkAccess(
    @Arg('input', () => CheckAccessInput, { description: 'What is asked.' }) input: CheckAccessInput,
    @Ctx() context: AccessContext,
  ): Promise<Decision> {
    return check(context, input);
  }

  @Extensions({ rows: MANY })
  @Mutation(() => [Decision], {
    nullable: 'items',
    description: 'Many checks, each decided on its own, in order. A refused one is null, with its error at that path.',
  })
  checkAccessMany(
    @Arg('inputs', () => [CheckAccessInput], { description: `What is asked, in order. 1 to ${MANY}.` })
    inputs: CheckAccessInput[],
    @Ctx() context: AccessContext,
  ): Promise<(Decision | Error)[]> {
    if (inputs.length < 1 || inputs.length > MANY) {
      throw badInput(`inputs are 1 to ${MANY}.`, 'inputs');
    }
    return Promise.all(inputs.map((input) => settled(check(context, input))));
  }

  @Mutation(() => Decision, {
    nullable: true,
    description:
      'Gives back all that the hold of this decision still holds. Repeating it changes nothing. Takes the caller that ' +
      'opened the hold, or release or act_for on the account.',
  })
  async releaseHold(
    @Arg('decisionId', () => ID, { description: 'Any decision of the hold.' }) decisionId: string,
    @Ctx() context: Context,
  ): Promise<Decision> {
    const decision = await findDecision(context, decisionId);
    if (!decision) throw new SpillwayError('NOT_FOUND', 'There is no decision with this id.');
    authoriseOnHold(context, await holdOwner(context, decision), 'release');
    await releaseHold(context.ledger, decision);
    return decision;
  }

  @Query(() => AccessEstimate, {
    nullable: true,
    description: 'What a check would answer now: the same decision, with nothing taken, stored or created.',
  })
  async estimateAccess(
    @Arg('input', () => EstimateAccessInput, { description: 'What would be asked.' }) input: EstimateAccessInput,
    @Ctx() context: Context,
  ): Promise<AccessEstimate> {
    const { tenant } = context.caller;
    const question = accessQuestion(tenant, groupsToCheckWith(context, input), input);
    const terms = termsOf(question, context);
    assertUsageInBounds(question, terms);
    const accounts = accountsToLock({ question, terms });
    const shares = [sharesToRead({ question, terms })];
    const look = (books: Books) => {
      const { facts, now } = factsFor(question, terms, books);
      const verdict = decide(question, facts, now);
      const asFound = factsRecord(facts, terms.catalog.version);
      const trace = traceOfFacts(question, facts, verdict.draws, now);
      const later = verdict.outcome === 'DENIED' ? facts : takeInThought(facts, verdict, now);
      const explanation = explain(question, later, verdict, now);
      const pace = paceAfter(question, later, { ...verdict, unblocksAt: explanation.unblocksAt }, now);
      const { subject, product, session } = question;
      return Object.assign(new AccessEstimate(), {
        tenantId: tenant,
        trace,
        subject,
        product,
        session,
        outcome: verdict.outcome,
        decidedAt: new Date(now),
        accountId: facts.account.id || null,
        body: {
          ...questionRecord(question),
          caller: null,
          holdSeconds: 0,
          extends: null,
          ...asFound,
          ...outcomeRecord(facts, verdict, explanation, pace),
        },
      });
    };
    return context.ledger.read(tenant, accounts, look, shares);
  }

  @Query(() => Decision, { nullable: true, description: 'A stored decision, by its id.' })
  async decision(
    @Arg('id', () => ID, { description: 'dec_…' }) id: string,
    @Ctx() context: Context,
  ): Promise<Decision | null> {
    const decision = await findDecision(context, id);
    if (decision) authorise(context, subjectAddress(decision.subject), 'read');
    return decision;
  }

  @Query(() => Decision, {
    nullable: true,
    description: 'The decision under an idempotency key: the one that took something, else the last denial.',
  })
  async decisionByKey(
    @Arg('idempotencyKey', () => String, { description: 'The key of the check.' }) idempotencyKey: string,
    @Arg('account', () => ID, { nullable: true, description: "The subject's account." }) account: string | null,
    @Arg('subject', () => ID, { nullable: true, description: 'The subject; default: the caller.' })
    subject: string | null,
    @Arg('space', () => KeySpace, { nullable: true, description: "Whose key; default: the caller's." })
    space: KeySpace | null,
    @Ctx() context: Context,
  ): Promise<Decision | null> {
    const key = cleanName('idempotencyKey', idempotencyKey, LONGEST.key);
    const address = await addressOf(context, { account, subject });
    authorise(context, address, 'read');
    const { tenant: tenantId } = context.caller;
    const whose = subjectOf(address) ?? address;
    const asked = space ?? spaceOf(context.caller.subject, whose);
    const where = { tenantId, subject: whose, key, $or: [{ space: asked }, { space: null }] };
    const [found] = await context.database.transaction(
      [tenantId],
      // All zeros marks a taking decision, so it sorts first; denials follow, told apart by their time-ordered ids.
      async ({ em }) => [
        (await em.findOne(Decision, { ...where, outcome: { $ne: 'DENIED' } })) ??
          (await em.findOne(Decision, where, { orderBy: { retry: 'desc' } })),
      ],
      { readOnly: true },
    );
    return found ?? null;
  }
}

async function check(context: AccessContext, input: CheckAccessInput): Promise<Decision> {
  const groups = groupsToCheckWith(context, input);
  const { tenant, subject: caller } = context.caller;
  const { subject } = input;
  const authoriseExtension = (opener: string | null) =>
    void authoriseOnHold(context, { subject, caller: opener }, 'check');
  const call = checkCall({ tenant, groups, caller, authoriseExtension }, input);
  const terms = termsOf(call, context);
  assertUsageInBounds(call, terms);
  return context.checks.check(call, terms, context.trace);
}

async function findDecision(context: Context, id: string): Promise<Decision | null> {
  const uuid = uuidOf('dec', id);
  return uuid === null ? null : context.loaders.decision.load(uuid);
}

/** A refusal becomes a value, so that it nulls its own place only. */
function settled(answer: Promise<Decision>): Promise<Decision | Error> {
  return answer.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
}
