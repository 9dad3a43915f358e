/**
 * Accounts: what they hold now, and what they held. Lists load their children through loaders, one statement per kind.
 */
import { Arg, Ctx, Extensions, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { NAMED_KINDS } from '../core/address.js';
import { balanceOf } from '../core/lots.js';
import { imageOf } from '../core/journal.js';
import { DateTime } from '../scalars.js';
import type { Context } from '../api/context.js';
import type { Loaders } from '../api/loaders.js';
import { withAccountObject } from '../api/account-object.js';
import { addressOf, authorise } from '../api/permissions.js';
import { cleanName, LONGEST } from '../text.js';
import type { AccountState as CoreAccountState } from '../core/account.js';
import { Account, AccountState } from '../books/account.js';
import { balanceAt } from './balance-at.js';
import { countAccounts, listAccounts, type AccountList } from './list-accounts.js';
import { Balance, WindowState } from '../books/balance.js';
import { connectionOf, pageRequest, UUID_KEY, type Connection } from '../api/connection.js';
import { DecisionPage } from '../access/list-decisions.resolver.js';
import type { Decision } from '../books/decision.js';
import { MOST_LOTS } from '../books/issue-lot.js';
import { Lot } from '../books/lot.js';
import { TopUp } from '../books/top-up.js';

/** The form of a key that is an address. */
const ADDRESS_KEY = new RegExp(`^(?:${NAMED_KINDS.join('|')}):[^\\p{Cc}\\p{Cs}]{1,200}$`, 'u');

const AccountPage = connectionOf('Account', () => Account);
const LotPage = connectionOf('CreditLot', () => Lot);

@Resolver(() => Account)
export class AccountResolver {
  @Query(() => Account, { nullable: true, description: "An account; the caller's own unless another is named." })
  async account(
    @Arg('account', () => ID, { nullable: true, description: 'acc_…, or an address such as pool:engineering.' })
    account: string | null,
    @Arg('subject', () => ID, { nullable: true, description: "A subject's account." }) subject: string | null,
    @Arg('pool', () => ID, { nullable: true, description: 'A pool.' }) pool: string | null,
    @Ctx() context: Context,
  ): Promise<Account | null> {
    const address = await addressOf(context, { account, subject, pool });
    authorise(context, address, 'read');
    return context.loaders.accountAt.load(address);
  }

  @Query(() => Balance, {
    nullable: true,
    description: 'The balance that an account had at an instant of the past, all that fell due by then included.',
  })
  async balanceAt(
    @Arg('account', () => ID, { nullable: true, description: 'acc_…, or an address such as pool:engineering.' })
    account: string | null,
    @Arg('subject', () => ID, { nullable: true, description: "A subject's account." }) subject: string | null,
    @Arg('pool', () => ID, { nullable: true, description: 'A pool.' }) pool: string | null,
    @Arg('at', () => DateTime, { description: 'Not in the future. Before the first update every amount is 0.' })
    at: Date,
    @Ctx() context: Context,
  ): Promise<Balance | null> {
    const address = await addressOf(context, { account, subject, pool });
    authorise(context, address, 'read');
    return balanceAt(context, { tenant: context.caller.tenant, address }, at);
  }

  @Query(() => AccountPage, {
    nullable: true,
    description:
      'Accounts of the tenant, by address. Where few fit what is asked for, a page may have fewer than `first`, even ' +
      'none: go on after endCursor while hasNextPage says so. Takes read on account:*.',
  })
  accounts(
    @Arg('prefix', () => String, {
      nullable: true,
      description: 'Only whose address begins so: subject:al, or pool: for every pool.',
    })
    prefix: string | null,
    @Arg('plan', () => ID, { nullable: true, description: 'Only on this plan.' }) plan: string | null,
    @Arg('state', () => AccountState, { nullable: true, description: 'Only in this state.' })
    state: CoreAccountState | null,
    @Arg('inDebt', () => Boolean, {
      nullable: true,
      description: 'True: only that owe something; false: only that do not. As stored: what falls due may change it.',
    })
    inDebt: boolean | null,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<AccountList> {
    authorise(context, '*', 'read');
    const filter = {
      prefix: prefix == null ? null : cleanName('prefix', prefix, LONGEST.key),
      plan: plan == null ? null : cleanName('plan', plan, LONGEST.name),
      state: state ?? null,
      inDebt: inDebt ?? null,
    };
    return listAccounts(context, filter, pageRequest(first, after, ADDRESS_KEY));
  }

  @FieldResolver(() => Balance, { description: 'Its open, effective lots.' })
  async balance(
    @Root() account: Account,
    @Arg('product', () => ID, { nullable: true, description: 'Only lots whose scope covers this product.' })
    product: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<Balance> {
    const { debt, lots } = await withLots(account, loaders);
    return balanceOf({ debt, lots }, product == null ? null : cleanName('product', product, LONGEST.name));
  }

  @FieldResolver(() => [WindowState], { description: "The plan's allowance windows; none for pools." })
  windows(@Root() account: Account, @Ctx() { ledger }: Context): WindowState[] {
    const subscribedAt = account.subscribedAt?.getTime() ?? null;
    const standing = { subscribedAt, windowTerms: ledger.windowTerms()(account), lots: [] };
    const shown = imageOf({ ...account, ...standing, lastAt: ledger.wallClock() });
    return shown.windows.map((after) => WindowState.of(account.uuid, after, account.plan));
  }

  @Extensions({ longest: MOST_LOTS })
  @FieldResolver(() => [Lot], { description: 'Lots with something left or held, in order of creation.' })
  async lots(@Root() account: Account, @Ctx() { loaders }: Context): Promise<Lot[]> {
    return (await withLots(account, loaders)).lots;
  }

  @FieldResolver(() => LotPage, { description: 'Every lot there ever was, the newest first.' })
  lotHistory(
    @Root() { uuid: parent }: Account,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<Lot>> {
    return loaders.lotPages.load({ parent, ...pageRequest(first, after, UUID_KEY) });
  }

  @FieldResolver(() => DecisionPage, { description: "Its subject's decisions, the newest first; none for pools." })
  decisions(
    @Root() { subject }: Account,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<Decision>> {
    return loaders.decisionPages.load({ parent: subject ?? '', ...pageRequest(first, after, UUID_KEY) });
  }

  @FieldResolver(() => TopUp, { nullable: true, description: 'Its automatic top-up; null where none was ever set.' })
  autoTopUp(@Root() { uuid }: Account, @Ctx() { loaders }: Context): Promise<TopUp | null> {
    return loaders.topUp.load(uuid);
  }
}

export const LotAccountResolver = withAccountObject(() => Lot, 'The account that it lies on');

/** Debt and open lots of one instant: as read with the row, or read again where the row came alone. */
async function withLots(account: Account, loaders: Loaders): Promise<{ debt: bigint; lots: Lot[] }> {
  const whole = account.openLots ? account : await loaders.account.load(account.uuid);
  return { debt: whole?.debt ?? 0n, lots: whole?.openLots ?? [] };
}

@Resolver(() => AccountPage)
export class AccountPageResolver {
  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'How many accounts fit what is asked for, on all pages: 1000 stands for that and more. Null where too many ' +
      'accounts would have to be looked at to know: more than 20000.',
  })
  totalCount(@Root() { filter }: AccountList, @Ctx() { database, caller }: Context): Promise<number | null> {
    return countAccounts(database, caller.tenant, filter);
  }
}
