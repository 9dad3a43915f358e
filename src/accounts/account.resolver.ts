/**
 * Accounts: what they hold now, and what they held. Lists load their children through loaders, one statement per kind.
 */
import { Arg, Ctx, Extensions, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { ACCOUNT_KINDS } from '../core/address.js';
import { balanceOf } from '../core/lots.js';
import { imageOf } from '../core/journal.js';
import { DateTime } from '../scalars.js';
import type { Context } from '../api/context.js';
import type { Loaders } from '../api/loaders.js';
import { addressOf, authorise } from '../api/permissions.js';
import { cleanName } from '../text.js';
import { Account } from '../books/account.js';
import { balanceAt } from './balance-at.js';
import { Balance, WindowState } from '../books/balance.js';
import { cutPage } from '../api/page-bytes.js';
import { connectionOf, pageOf, pageRequest, UUID_KEY, type Connection } from '../api/connection.js';
import { DecisionPage } from '../access/list-decisions.resolver.js';
import type { Decision } from '../books/decision.js';
import { MOST_LOTS } from '../books/issue-lot.js';
import { Lot } from '../books/lot.js';
import { TopUp } from '../books/top-up.js';

/** The form of a key that is an address. */
const ADDRESS_KEY = new RegExp(`^(?:${ACCOUNT_KINDS.join('|')}):[^\\p{Cc}\\p{Cs}]{1,200}$`, 'u');

/** About what one open lot comes to; an account is read with all of its own. */
const LOT_BYTES = 400;

interface Found {
  id: string;
  bytes: number;
}

const NEXT_ACCOUNTS = `
  select a.id, (${LOT_BYTES} * (
    select count(*) from lot l where l.tenant_id = $1 and l.account_id = a.id and l.open
  ))::int as bytes
  from (select id, address from account where tenant_id = $1 and address > $2 order by address limit $3) a
  order by a.address`;

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
    description: 'All accounts of the tenant, by address. Takes read on account:*.',
  })
  async accounts(
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<Account>> {
    authorise(context, '*', 'read');
    const page = pageRequest(first, after, ADDRESS_KEY);
    const { tenant: tenantId } = context.caller;
    const { kept, more } = await context.loaders.bytes.spend(async (left) => {
      const params = [tenantId, page.after ?? '', page.first + 1];
      const found = await context.database.transaction([tenantId], (tx) => tx.query<Found>(NEXT_ACCOUNTS, params), {
        readOnly: true,
      });
      const cut = cutPage(found, page.first, left);
      return { page: cut, bytes: cut.bytes };
    });
    const accounts = await Promise.all(kept.map(({ id }) => context.loaders.account.load(id)));
    const nodes = accounts.filter((account) => account !== null);
    return pageOf(nodes, page, ({ address }) => address, { more });
  }

  @FieldResolver(() => Balance, { description: 'Its open, effective lots.' })
  async balance(
    @Root() account: Account,
    @Arg('product', () => ID, { nullable: true, description: 'Only lots whose scope covers this product.' })
    product: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<Balance> {
    const { debt, lots } = await withLots(account, loaders);
    return balanceOf({ debt, lots }, product == null ? null : cleanName('product', product, 100));
  }

  @FieldResolver(() => [WindowState], { description: "The plan's allowance windows; none for pools." })
  windows(@Root() account: Account, @Ctx() { ledger }: Context): WindowState[] {
    const shown = imageOf({ ...account, windowTerms: ledger.windowTerms()(account), lots: [] });
    return shown.windows.map((after) => WindowState.of(account.uuid, after));
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

/** Debt and open lots of one instant: as read with the row, or read again where the row came alone. */
async function withLots(account: Account, loaders: Loaders): Promise<{ debt: bigint; lots: Lot[] }> {
  const whole = account.openLots ? account : await loaders.account.load(account.uuid);
  return { debt: whole?.debt ?? 0n, lots: whole?.openLots ?? [] };
}
