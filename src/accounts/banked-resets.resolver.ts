/**
 * Resets in store: arguments and permissions; the work is done in banked-resets.ts.
 */
import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { withAccountObject } from '../api/account-object.js';
import type { Context } from '../api/context.js';
import { actorOf, authorise } from '../api/permissions.js';
import { hashFields } from '../books/journal-hash.js';
import { subjectAddress } from '../core/address.js';
import { MOST_BANKED } from '../core/banked-resets.js';
import { badInput } from '../errors.js';
import { wireId } from '../ids.js';
import { Credits, DateTime } from '../scalars.js';
import { cleanName, cleanSubject, LONGEST } from '../text.js';
import { grantResets, previewReset, redeemReset } from './banked-resets.js';

@InputType({ description: 'Resets of windows to put in store.' })
export class GrantResetInput {
  @Field(() => ID, { description: 'The subject; its account is made where it does not exist.' }) subject!: string;
  @Field(() => Int, { defaultValue: 1, description: `How many. 1 to ${MOST_BANKED}.` }) count!: number;
  @Field(() => DateTime, { nullable: true, description: 'Gone from this instant on; null: they stay.' })
  expiresAt?: Date | null;
  @Field(() => String, { description: 'Why, for the books.' }) reason!: string;
  @Field(() => String, { description: 'The key of this call, retired for ever by it, per account.' })
  idempotencyKey!: string;
}

@InputType({ description: 'Which window to end early with a reset that is in store.' })
export class RedeemResetInput {
  @Field(() => ID, { nullable: true, description: 'The subject whose account it is; null: your own.' })
  subject?: string | null;
  @Field(() => ID, { description: "A window of the account's plan, such as weekly." }) window!: string;
  @Field(() => Boolean, { defaultValue: false, description: 'Only say what would be restored; change nothing.' })
  preview!: boolean;
  @Field(() => String, { description: 'The key of this call, retired for ever by the use, per account.' })
  idempotencyKey!: string;
}

@ObjectType({ description: 'Resets that were put in store.' })
export class ResetsGranted {
  @Field(() => ID, { description: 'The account.' }) account!: string;
  @Field(() => Int, { description: 'How many were given.' }) count!: number;
  @Field(() => DateTime, { nullable: true, description: 'When they end; null: they stay.' }) expiresAt!: Date | null;
  @Field(() => Boolean, { description: 'True where an earlier call with the same key gave them.' }) replayed!: boolean;
}

@ObjectType({ description: 'A reset in store that was used up, or would be.' })
export class ResetRedeemed {
  @Field(() => ID, { description: 'The account.' }) account!: string;
  @Field(() => ID, { description: 'The window that was ended.' }) window!: string;
  @Field(() => Credits, { description: 'What was used and held of it then.' }) restored!: bigint;
  @Field(() => Int, { description: 'How many resets are left in store now.' }) left!: number;
  @Field(() => Boolean, { description: 'Nothing was changed: it was only asked.' }) preview!: boolean;
  @Field(() => Boolean, { description: 'True where an earlier call with the same key has used it.' })
  replayed!: boolean;
}

export const GrantedResetsAccountResolver = withAccountObject(() => ResetsGranted, 'The account');
export const RedeemedResetAccountResolver = withAccountObject(() => ResetRedeemed, 'The account');

@Resolver()
export class BankedResetsResolver {
  @Mutation(() => ResetsGranted, {
    nullable: true,
    description:
      "Puts resets of allowance windows in a subject's store, exactly once per key. Needs manage on the account; each " +
      "counts as a reset of those that the operator lets a tenant's admins make in a month.",
  })
  async grantReset(
    @Arg('input', () => GrantResetInput, { description: 'Whom, how many, and why.' }) input: GrantResetInput,
    @Ctx() context: Context,
  ): Promise<ResetsGranted> {
    const subject = cleanSubject('subject', input.subject);
    authorise(context, subjectAddress(subject), 'manage');
    const { count } = input;
    if (count < 1 || count > MOST_BANKED) throw badInput(`count is 1 to ${MOST_BANKED}.`, 'count');
    const reason = cleanName('reason', input.reason, LONGEST.reason);
    const key = cleanName('idempotencyKey', input.idempotencyKey, LONGEST.key);
    const until = input.expiresAt?.getTime() ?? null;
    const fingerprint = hashFields([String(count), until === null ? null : String(until), reason]);
    const by = { tenant: context.caller.tenant, subject, actor: actorOf(context) };
    const given = await grantResets(context, by, { count, until, reason, key, fingerprint });
    const expiresAt = given.until === null ? null : new Date(given.until);
    return { account: wireId('acc', given.accountId), count: given.count, expiresAt, replayed: given.replayed };
  }

  @Mutation(() => ResetRedeemed, {
    nullable: true,
    description:
      'Ends a running allowance window with a reset that is in store, exactly once per key: its next use begins it anew. ' +
      'Where nothing of it is used or held, it is refused, and the reset stays in store. Needs check on the account, which ' +
      'one has on the own.',
  })
  async redeemReset(
    @Arg('input', () => RedeemResetInput, { description: 'Which window.' }) input: RedeemResetInput,
    @Ctx() context: Context,
  ): Promise<ResetRedeemed> {
    const subject = cleanSubject('subject', input.subject ?? context.caller.subject);
    authorise(context, subjectAddress(subject), 'check');
    const window = cleanName('window', input.window, LONGEST.name);
    const key = cleanName('idempotencyKey', input.idempotencyKey, LONGEST.key);
    const by = { tenant: context.caller.tenant, subject, actor: actorOf(context) };
    const { preview } = input;
    const used = preview
      ? await previewReset(context, by, window)
      : await redeemReset(context, by, { window, key, fingerprint: hashFields([window]) });
    const { accountId, restored, left, replayed } = used;
    return { account: wireId('acc', accountId), window: used.window, restored, left, preview, replayed };
  }
}
