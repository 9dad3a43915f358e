/**
 * Reconciliation as a query. Authorises, writes what is due on a named account, and hands on.
 */
import { Arg, Ctx, Extensions, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { badInput } from '../errors.js';
import { Difference } from './difference.js';
import { Credits, DateTime, SignedCredits, Uint64 } from '../scalars.js';
import { withAccountObject } from '../api/account-object.js';
import type { Context } from '../api/context.js';
import { addressOf, authorise, type AccountArgs } from '../api/permissions.js';
import { reconcile } from './reconcile.js';
import { Turns } from '../turns.js';

@ObjectType({ description: 'The books of one account or of all, derived again from what was used.' })
export class Reconciliation {
  @Field(() => Boolean, { description: 'Whether everything follows from everything else.' }) balances!: boolean;
  @Field(() => SignedCredits, { description: 'The available credits as found, less those derived: "0" where sound.' })
  difference!: bigint;
  @Field(() => Uint64, { description: 'How many differences there are.' }) differenceCount!: bigint;
  @Extensions({ longest: 10_000 })
  @Field(() => [Difference], { description: 'The first 1000 differences of each account, at most 10000 in all.' })
  differences!: Difference[];
  @Field(() => Uint64, { description: 'Accounts derived again.' }) accounts!: bigint;
  @Field(() => Uint64, { description: 'Usage events derived again.' }) usageEvents!: bigint;
  @Field(() => Uint64, { description: 'Charges derived again.' }) charges!: bigint;
  @Field(() => Uint64, { description: 'Balance updates derived again.' }) balanceUpdates!: bigint;
  @Field(() => Uint64, { description: 'Usage events that are not settled yet: no difference.' }) pending!: bigint;
  @Field(() => Credits, { description: 'What usage was charged in all, as its charges say.' }) usage!: bigint;
  @Field(() => Credits, { description: 'What was undone: the charges that reverse others.' }) reversed!: bigint;
  @Field(() => SignedCredits, {
    description: '`usage` less `reversed`. Below zero only where what was undone was charged before the period.',
  })
  charged!: bigint;
  @Field(() => DateTime, { nullable: true, description: 'The beginning of the period; null: of all.' })
  from!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'The end of the period, itself left out; null: now.' })
  to!: Date | null;
}

/** Each run reads for long on one connection; checks need the others. */
const turns = new Turns({ atOnce: 2, waiting: 20 });

@Resolver()
export class ReconcileResolver {
  @Query(() => Reconciliation, {
    nullable: true,
    description:
      'Derives charges again from usage events and rate cards, balance updates from charges, and balances from ' +
      'balance updates; lists each difference with its ids. Without a period, what is stored as the present state too.',
  })
  async reconcile(
    @Arg('account', () => ID, { nullable: true, description: 'An acc_ id, or an address such as pool:engineering.' })
    account: string | null,
    @Arg('subject', () => ID, { nullable: true, description: 'A subject; default: the caller.' })
    subject: string | null,
    @Arg('pool', () => ID, { nullable: true, description: 'The name of a pool.' }) pool: string | null,
    @Arg('everyone', () => Boolean, { defaultValue: false, description: 'All of the tenant. Takes read on account:*.' })
    everyone: boolean,
    @Arg('from', () => DateTime, { nullable: true, description: 'Only what happened at or after this instant.' })
    from: Date | null,
    @Arg('to', () => DateTime, { nullable: true, description: 'Only what happened before this instant.' })
    to: Date | null,
    @Ctx() context: Context,
  ): Promise<Reconciliation> {
    if (from && to && from >= to) throw badInput('from must be before to.', 'from');
    const address = await addressFor(context, { account, subject, pool }, everyone);
    const { database, caller, ledger } = context;
    if (address !== null) await ledger.writeDue([{ tenant: caller.tenant, address }]);
    const period = { from: from?.getTime() ?? null, to: to?.getTime() ?? null };
    const totals = await turns.take(caller.tenant, () =>
      reconcile({ database, tenant: caller.tenant, address, period }),
    );
    const { accounts, updates, events, charges, pending, usage, reversed, difference, differences, listed } = totals;
    return {
      balances: differences === 0n,
      difference,
      differenceCount: differences,
      differences: listed,
      ...{ accounts, usageEvents: events, charges, balanceUpdates: updates, pending },
      ...{ usage, reversed, charged: usage - reversed },
      ...{ from, to },
    };
  }
}

/** The account to look at, which the caller may read; null: all of them. */
async function addressFor(context: Context, args: AccountArgs, everyone: boolean): Promise<string | null> {
  if (!everyone) {
    const address = await addressOf(context, args);
    authorise(context, address, 'read');
    return address;
  }
  if (Object.values(args).some((name) => name != null)) {
    throw badInput('everyone goes without account, subject and pool.', 'everyone');
  }
  authorise(context, '*', 'read');
  return null;
}

export const DifferenceAccountResolver = withAccountObject(() => Difference, 'The account');
