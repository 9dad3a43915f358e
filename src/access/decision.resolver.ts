/**
 * What a decision leads to: its draws with their lots, its hold as of now, its account. Reads through loaders.
 */
import { subjectAddress } from '../core/address.js';
import { PROCEED_REASONS, proceedReasonOf, proceedSentence } from '../core/proceed.js';
import { Arg, Ctx, Extensions, FieldResolver, ID, Int, Resolver, Root } from 'type-graphql';
import { contractEnum } from '../contract-enum.js';
import { badInput } from '../errors.js';
import { uuidOf, wireId } from '../ids.js';
import { Account } from '../books/account.js';
import { pageRequest } from '../api/connection.js';
import { Decision } from '../books/decision.js';
import type { DecisionFields } from '../books/decision-fields.js';
import { Hold } from '../books/hold.js';
import { Lot } from '../books/lot.js';
import { withAccountObject } from '../api/account-object.js';
import type { Context } from '../api/context.js';
import { mayDo } from '../api/permissions.js';
import { Blocker } from '../books/decision-parts.js';
import { AccessEstimate } from './access-estimate.js';
import { LayerState } from './availability.js';
import { Draw, MOST_DRAWS } from '../books/draw.js';

export const ProceedReason = contractEnum(
  'ProceedReason',
  'Why the work of a decision may or may not go on now. The list may grow: branch on `proceed`.',
  PROCEED_REASONS,
);
export type ProceedReason = keyof typeof ProceedReason;

@Resolver(() => Decision)
export class DecisionResolver {
  @FieldResolver(() => Boolean, {
    description:
      'ALLOWED or PARTIAL, and the hold is open now: what a caller acts on, also on a replay. What costs nothing opens ' +
      'no hold: then it is true for `holdSeconds`.',
  })
  async proceed(@Root() decision: Decision, @Ctx() context: Context): Promise<boolean> {
    return (await standingOf(decision, context)).reason === 'READY';
  }

  @FieldResolver(() => ProceedReason, {
    description: 'Why the work may or may not go on now, also on a replay: READY exactly where `proceed` is true.',
  })
  async proceedReason(@Root() decision: Decision, @Ctx() context: Context): Promise<ProceedReason> {
    return (await standingOf(decision, context)).reason;
  }

  @FieldResolver(() => String, {
    description: 'One sentence for a person: what was decided, or what has become of its hold since.',
  })
  async message(@Root() decision: Decision, @Ctx() context: Context): Promise<string> {
    const { reason, hold } = await standingOf(decision, context);
    return proceedSentence(reason, hold) ?? decision.verdictSentence;
  }

  @Extensions({ longest: MOST_DRAWS })
  @FieldResolver(() => [Draw], { description: 'What was taken, and from where, in order.' })
  draws(@Root() decision: Decision): Draw[] {
    return decision.body.draws.map((draw) => Draw.from(draw, decision.body.budgets));
  }

  @FieldResolver(() => Hold, { nullable: true, description: 'The hold, as it is now; null where nothing was taken.' })
  hold(@Root() decision: Decision, @Ctx() context: Context): Promise<Hold | null> {
    return holdOf(decision, context);
  }

  @FieldResolver(() => Account, {
    nullable: true,
    description: 'The account, as it is now; null where the check created none.',
  })
  account(@Root() decision: Decision, @Ctx() context: Context): Promise<Account | null> {
    return accountOf(decision, context);
  }
}

@Resolver(() => AccessEstimate)
export class EstimateResolver {
  @Extensions({ longest: MOST_DRAWS })
  @FieldResolver(() => [Draw], { description: 'What would be taken, and from where, in order.' })
  draws(@Root() estimate: AccessEstimate): Draw[] {
    return estimate.body.draws.map((draw) => Draw.from(draw, estimate.body.budgets));
  }

  @FieldResolver(() => Account, { nullable: true, description: 'The account; null where there is none yet.' })
  account(@Root() estimate: AccessEstimate, @Ctx() context: Context): Promise<Account | null> {
    return accountOf(estimate, context);
  }
}

@Resolver(() => Draw)
export class DrawResolver {
  @FieldResolver(() => Lot, {
    nullable: true,
    description: 'The lot, as it is now; null for the allowance, and without read on its account.',
  })
  async lot(@Root() { lotUuid, accountAddress: address }: Draw, @Ctx() context: Context): Promise<Lot | null> {
    return lotUuid === null || !mayDo(context, address, 'read') ? null : context.loaders.lot.load(lotUuid);
  }
}

@Resolver(() => Hold)
export class HoldResolver {
  @FieldResolver(() => [Decision], {
    description:
      'The decisions whose draws it holds, the oldest first; fewer than `first` where they are long: go on after the ' +
      'last one until none comes.',
  })
  async decisions(
    @Root() { uuid: parent }: Hold,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => ID, { nullable: true, description: 'Continue after the decision with this id.' })
    after: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<Decision[]> {
    const last = after == null ? null : uuidOf('dec', after);
    if (after != null && last === null) throw badInput('after is the id of a decision.', 'after');
    const page = { ...pageRequest(first, null), after: last };
    return (await loaders.holdDecisionPages.load({ parent, ...page })).nodes;
  }
}

export const DrawAccountResolver = withAccountObject(() => Draw, 'The account that gave');
export const BlockerAccountResolver = withAccountObject(() => Blocker, 'The account that it lies on');
export const LayerAccountResolver = withAccountObject(() => LayerState, 'The account that gives');

/** How the work of a decision stands now. */
async function standingOf(decision: Decision, context: Context): Promise<{ reason: ProceedReason; hold: Hold | null }> {
  const hold = await holdOf(decision, context);
  return { reason: proceedReasonOf(decision, hold, context.ledger.wallClock()), hold };
}

/** A hold that was opened this very moment is known without asking; any other is read as it is now. */
export async function holdOf(decision: Decision, context: Context): Promise<Hold | null> {
  const { holdId, tenantId, body, granted, holdExpiresAt: expiresAt, replayed } = decision;
  if (holdId === null) return null;
  if (expiresAt !== undefined && !replayed && body.extends === null) {
    const amounts = { amount: granted, remaining: granted, settled: 0n, released: 0n };
    const { caller } = body;
    return {
      id: wireId('hld', holdId),
      state: 'HELD',
      open: true,
      caller,
      expiresAt,
      ...amounts,
      tenantId,
      uuid: holdId,
    };
  }
  return Hold.of(await context.loaders.hold.load(holdId), context.ledger.wallClock());
}

/** The subject's account, for those who may read it. */
async function accountOf({ accountId, subject }: DecisionFields, context: Context): Promise<Account | null> {
  if (accountId === null || !mayDo(context, subjectAddress(subject), 'read')) return null;
  return context.loaders.account.load(accountId);
}
