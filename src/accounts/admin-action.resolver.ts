/**
 * Who did what: the list for those who may read every account, and on the objects that it was done to. Reads only.
 */
import { Arg, Ctx, Extensions, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { connectionOf, pageOf, pageRequest, UUID_KEY, type Connection, type PageRequest } from '../api/connection.js';
import { withAccountObject } from '../api/account-object.js';
import type { Context } from '../api/context.js';
import { mayRead } from '../api/may-read.js';
import { addressOf, authorise } from '../api/permissions.js';
import { Account } from '../books/account.js';
import { AdminAction } from '../books/admin-action.js';
import { AllowanceReset } from '../books/allowance-reset.js';
import { BalanceUpdate } from '../books/balance-update.js';
import { Lot } from '../books/lot.js';
import { Purchase } from '../books/purchase.js';
import { firstUuidAt } from '../ids.js';
import { DateTime } from '../scalars.js';
import { cleanName, LONGEST } from '../text.js';

const ActionPage = connectionOf('AdminAction', () => AdminAction);

@Resolver()
export class AdminActionResolver {
  @Query(() => ActionPage, {
    nullable: true,
    description:
      'Who did what in this tenant, the newest first. Takes read on account:*, or on the account of the subject named.',
  })
  async adminActions(
    @Arg('from', () => DateTime, { nullable: true, description: 'At or after this instant.' }) from: Date | null,
    @Arg('to', () => DateTime, { nullable: true, description: 'Before this instant.' }) to: Date | null,
    @Arg('actor', () => ID, { nullable: true, description: 'Only by this subject, or by this operator:<name>.' })
    actor: string | null,
    @Arg('subject', () => ID, { nullable: true, description: 'Only what was done to the account of this subject.' })
    subject: string | null,
    @Arg('reference', () => ID, { nullable: true, description: 'Only the grant that is called so elsewhere.' })
    reference: string | null,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<AdminAction> | null> {
    const page = pageRequest(first, after, UUID_KEY);
    const by = actor == null ? null : cleanName('actor', actor, LONGEST.key);
    const named = reference == null ? null : cleanName('reference', reference, LONGEST.key);
    const address = subject == null ? '*' : await addressOf(context, { subject });
    authorise(context, address, 'read');
    if (subject == null) return listActions(context, { actor: by, reference: named, from, to }, page);
    const account = await context.loaders.accountAt.load(address);
    if (!account) return pageOf<AdminAction>([], page, ({ uuid }) => uuid);
    return listActions(context, { actor: by, reference: named, accountId: account.uuid, from, to }, page);
  }
}

interface Filter {
  actor: string | null;
  reference: string | null;
  accountId?: string;
  from: Date | null;
  to: Date | null;
}

/** An act's id begins with its instant, so the key alone bounds what is read, however much came later. */
async function listActions(
  { database, caller: { tenant: tenantId } }: Context,
  { actor, reference, accountId, from, to }: Filter,
  page: PageRequest,
): Promise<Connection<AdminAction>> {
  const below = [to && firstUuidAt(to.getTime()), page.after].filter((id) => id != null).map((id) => ({ $lt: id }));
  const bounds = [...below, ...(from ? [{ $gte: firstUuidAt(from.getTime()) }] : [])].map((uuid) => ({ uuid }));
  const where = {
    tenantId,
    ...(actor !== null && { actor }),
    ...(reference !== null && { reference }),
    ...(accountId !== undefined && { accountId }),
    ...(bounds.length > 0 && { $and: bounds }),
  };
  const rows = await database.transaction(
    [tenantId],
    ({ em }) => em.find(AdminAction, where, { orderBy: { uuid: 'desc' }, limit: page.first + 1 }),
    { readOnly: true },
  );
  return pageOf(rows, page, ({ uuid }) => uuid);
}

@Resolver(() => Account)
export class AccountActionsResolver {
  @FieldResolver(() => ActionPage, {
    description: 'Who did what to it, the newest first; resets are shown on updates.',
  })
  adminActions(
    @Root() { uuid: parent }: Account,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<AdminAction>> {
    return loaders.actionPages.load({ parent, ...pageRequest(first, after, UUID_KEY) });
  }
}

@Resolver(() => Lot)
export class LotActionsResolver {
  @Extensions({ rows: 2 })
  @FieldResolver(() => [AdminAction], {
    nullable: true,
    description:
      'Who granted it, and who revoked it; none where it was bought. Null where you may not read its account.',
  })
  async adminActions(@Root() { uuid, accountId }: Lot, @Ctx() context: Context): Promise<AdminAction[] | null> {
    return (await mayRead(context, accountId)) ? context.loaders.actionsOn.load(uuid) : null;
  }
}

@Resolver(() => Purchase)
export class PurchaseActionsResolver {
  @Extensions({ rows: 1 })
  @FieldResolver(() => [AdminAction], {
    nullable: true,
    description: 'Who refunded it; none where nobody did. Null where you may not read its account.',
  })
  async adminActions(@Root() { uuid, accountId }: Purchase, @Ctx() context: Context): Promise<AdminAction[] | null> {
    return (await mayRead(context, accountId)) ? context.loaders.actionsOn.load(uuid) : null;
  }
}

@Resolver(() => AllowanceReset)
export class ResetActionsResolver {
  @Extensions({ rows: 1 })
  @FieldResolver(() => [AdminAction], {
    description: 'Who began it; none where it began before that was written down.',
  })
  adminActions(@Root() { uuid }: AllowanceReset, @Ctx() { loaders }: Context): Promise<AdminAction[]> {
    return loaders.actionsOn.load(uuid);
  }
}

@Resolver(() => BalanceUpdate)
export class UpdateActionResolver {
  @FieldResolver(() => AdminAction, {
    nullable: true,
    description: 'The act that caused it; null for other causes, and for acts from before they were written down.',
  })
  async adminAction(@Root() { causeHash }: BalanceUpdate, @Ctx() { loaders }: Context): Promise<AdminAction | null> {
    return causeHash && loaders.actionByHash.load(causeHash.toString('hex'));
  }
}

export const ActionAccountResolver = withAccountObject(() => AdminAction, 'The account that it was done to');
