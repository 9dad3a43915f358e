/**
 * From a decision, and from an account, to the usage that was reported: pages through loaders. Whoever may only check for a
 * subject sees its decisions, and none of these.
 */
import DataLoader from 'dataloader';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { subjectAddress } from '../core/address.js';
import type { Instant } from '../core/words.js';
import { withAccountObject } from '../api/account-object.js';
import { EVENTS_OF_ACCOUNTS, numberedPages, type ChildPages } from '../api/child-pages.js';
import { pageOf, pageRequest, UUID_KEY, type Connection } from '../api/connection.js';
import type { Context } from '../api/context.js';
import { perOperation } from '../api/per-operation.js';
import { mayDo } from '../api/permissions.js';
import { Account } from '../books/account.js';
import { Decision } from '../books/decision.js';
import { UsageEvent } from '../books/usage-event.js';
import { DateTime } from '../scalars.js';
import { NUMBER_KEY, UsageEventPage } from './usage-event.resolver.js';

const LAST_USED = `
  select e.account_id, e.occurred_at
  from unnest($2::uuid[]) as k (id)
  cross join lateral (
    select e.account_id, e.occurred_at from usage_event e
    where e.tenant_id = $1 and e.account_id = k.id and e.voids is null
    order by e.usage_no desc limit 1
  ) e`;

const usageOfAccounts = perOperation<Context, ChildPages<UsageEvent>>(
  ({ database, loaders: { bytes }, caller: { tenant: tenantId } }) =>
    numberedPages(
      { database, bytes, tenantId },
      EVENTS_OF_ACCOUNTS,
      (em, of) =>
        em.find(UsageEvent, {
          tenantId,
          $or: of.map(({ accountId, numbers }) => ({ accountId, usageNo: { $in: numbers } })),
        }),
      ({ usageNo }) => usageNo,
    ),
);

const lastUsed = perOperation<Context, DataLoader<string, Instant | null>>(({ database, caller: { tenant } }) => {
  const read = async (accounts: readonly string[]) => {
    const rows = await database.transaction(
      [tenant],
      (tx) => tx.query<{ account_id: string; occurred_at: Instant }>(LAST_USED, [tenant, [...new Set(accounts)]]),
      { readOnly: true },
    );
    const byAccount = new Map(rows.map(({ account_id, occurred_at }) => [account_id, occurred_at]));
    return accounts.map((account) => byAccount.get(account) ?? null);
  };
  return new DataLoader(read, { cache: false });
});

@Resolver(() => Decision)
export class DecisionUsageResolver {
  @FieldResolver(() => UsageEventPage, {
    description: 'The usage that was reported for it, the newest first; none where you may not read its account.',
  })
  async usageEvents(
    @Root() { uuid: parent, subject }: Decision,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<UsageEvent>> {
    const page = pageRequest(first, after, UUID_KEY);
    if (!mayDo(context, subjectAddress(subject), 'read')) return pageOf([], page, String);
    return context.loaders.usageOfDecisionPages.load({ parent, ...page });
  }
}

@Resolver(() => Account)
export class AccountUsageResolver {
  @FieldResolver(() => UsageEventPage, { description: 'Its usage events, the newest first; none for pools.' })
  usageEvents(
    @Root() { uuid: parent }: Account,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<UsageEvent>> {
    return usageOfAccounts(context).load({ parent, ...pageRequest(first, after, NUMBER_KEY) });
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'When the usage happened that was reported last; null where none ever was, and where you may not read the account.',
  })
  async lastUsedAt(@Root() { uuid, address }: Account, @Ctx() context: Context): Promise<Date | null> {
    // Whoever may only manage an account is shown its own fields, too.
    const at = mayDo(context, address, 'read') ? await lastUsed(context).load(uuid) : null;
    return at === null ? null : new Date(at);
  }
}

export const EventAccountResolver = withAccountObject(() => UsageEvent, 'The account that it is numbered on');
