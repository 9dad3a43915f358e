/**
 * The list of receipts.
 */
import { subjectOf } from '../core/address.js';
import { Arg, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import type { Reason } from '../core/gates.js';
import type { Outcome } from '../core/words.js';
import { badInput } from '../errors.js';
import { connectionOf, pageRequest, UUID_KEY, type Connection } from '../api/connection.js';
import { cleanLabels, LabelInput } from '../api/usage-input.js';
import { AccessOutcome, AccessReason } from '../books/decision-fields.js';
import { Decision } from '../books/decision.js';
import { listDecisions } from './list-decisions.js';
import { DateTime } from '../scalars.js';
import type { Context } from '../api/context.js';
import { addressOf, authorise } from '../api/permissions.js';
import { cleanName, LONGEST } from '../text.js';

export const DecisionPage = connectionOf('AccessDecision', () => Decision);

function someOf(outcomes: readonly Outcome[]): Outcome[] {
  if (outcomes.length > 0) return [...new Set(outcomes)];
  throw badInput('outcomes names at least one; leave it out for any.', 'outcomes');
}

@Resolver()
export class DecisionsResolver {
  @Query(() => DecisionPage, {
    nullable: true,
    description:
      'Stored decisions, the newest first. Where few fit what is asked for, a page may have fewer than `first`, even ' +
      'none: go on after endCursor while hasNextPage says so.',
  })
  async decisions(
    @Arg('account', () => ID, { nullable: true, description: "A subject's account." }) account: string | null,
    @Arg('subject', () => ID, { nullable: true, description: 'A subject; default: the caller.' })
    subject: string | null,
    @Arg('everyone', () => Boolean, { defaultValue: false, description: 'All of the tenant. Takes read on account:*.' })
    everyone: boolean,
    @Arg('outcome', () => AccessOutcome, { nullable: true, description: 'Only these.' }) outcome: Outcome | null,
    @Arg('product', () => ID, { nullable: true, description: 'Only of this product.' }) product: string | null,
    @Arg('session', () => ID, { nullable: true, description: 'Only of this session.' }) session: string | null,
    @Arg('from', () => DateTime, { nullable: true, description: 'At or after this instant.' }) from: Date | null,
    @Arg('to', () => DateTime, { nullable: true, description: 'Before this instant.' }) to: Date | null,
    @Arg('reason', () => AccessReason, { nullable: true, description: 'Only with this reason.' }) reason: Reason | null,
    @Arg('feature', () => ID, { nullable: true, description: 'Only of this feature.' }) feature: string | null,
    @Arg('outcomes', () => [AccessOutcome], { nullable: true, description: 'Any of these; at least one.' })
    outcomes: Outcome[] | null,
    @Arg('label', () => LabelInput, { nullable: true, description: 'Only with this label.' }) label: LabelInput | null,
    @Arg('idempotencyKey', () => String, { nullable: true, description: 'Only asked for with this key.' })
    idempotencyKey: string | null,
    @Arg('policyVersion', () => ID, { nullable: true, description: 'Only decided by this version of the policy.' })
    policyVersion: string | null,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<Decision>> {
    const page = pageRequest(first, after, UUID_KEY);
    const filter = {
      outcome,
      from,
      to,
      product: product == null ? null : cleanName('product', product, LONGEST.name),
      session: session == null ? null : cleanName('session', session, LONGEST.key),
      reason,
      feature: feature == null ? null : cleanName('feature', feature, LONGEST.name),
      outcomes: outcomes == null ? null : someOf(outcomes),
      label: label == null ? null : cleanLabels([label])[0]!,
      key: idempotencyKey == null ? null : cleanName('idempotencyKey', idempotencyKey, LONGEST.key),
      policyVersion: policyVersion == null ? null : cleanName('policyVersion', policyVersion, LONGEST.name),
    };
    if (everyone) {
      if (account != null || subject != null) {
        throw badInput('everyone goes without account and subject.', 'everyone');
      }
      authorise(context, '*', 'read');
      return listDecisions(context, filter, page);
    }
    const address = await addressOf(context, { account, subject });
    authorise(context, address, 'read');
    return listDecisions(context, { ...filter, subject: subjectOf(address) ?? address }, page);
  }
}
