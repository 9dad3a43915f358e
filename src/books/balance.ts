/**
 * Balances and windows as the contract shows them; computed in the core, stored as after-images in the books.
 */
import { Field, ID, ObjectType } from 'type-graphql';
import { LOT_KINDS, type KindField } from '../core/kinds.js';
import type { Balance as CoreBalance } from '../core/account.js';
import type { WindowAfter } from '../core/journal.js';
import { wireId } from '../ids.js';
import { Credits, DateTime } from '../scalars.js';

@ObjectType('Balance', {
  description: "An account's credits: its open, effective lots. Windows and pools are shown beside it.",
})
class BalanceType {}

const FIELDS: Record<keyof CoreBalance, string> = {
  available: 'Spendable now.',
  held: 'Held for work that runs.',
  ...(Object.fromEntries(Object.values(LOT_KINDS).map(({ field, counted }) => [field, counted])) as Record<
    KindField,
    string
  >),
  debt: 'Usage still to be paid for.',
};
for (const [name, description] of Object.entries(FIELDS)) {
  Field(() => Credits, { description })(BalanceType.prototype, name);
}

export type Balance = CoreBalance;
/** A balance as the contract shows it: a field for each kind of lot. */
export const Balance = BalanceType as new () => Balance;

@ObjectType({ description: "One allowance window of the account's plan." })
export class WindowState {
  @Field(() => ID, { description: 'Globally unique: account and window.' }) id!: string;
  @Field(() => ID, { description: 'Its name in the plan, such as five_hour.' }) window!: string;
  @Field(() => Credits, { description: 'Included per period.' }) capacity!: bigint;
  @Field(() => Credits, { description: 'Settled in the running period.' }) used!: bigint;
  @Field(() => Credits, { description: 'Held in the running period.' }) held!: bigint;
  @Field(() => Credits, { description: 'Left in the running period.' }) remaining!: bigint;
  @Field(() => DateTime, { nullable: true, description: 'When the running period began; null as resetsAt is.' })
  startedAt!: Date | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When it resets; null before the first use, and again where all was given back.',
  })
  resetsAt!: Date | null;
  @Field(() => Boolean, {
    description:
      'Whether it limits: false while it yields to a longer window, with which it ends. Then it only counts.',
  })
  limits!: boolean;
  /** The plan that it is a window of. */
  plan!: string | null;

  /** A window of an after-image, on the account with this UUID. */
  static of(accountId: string, after: WindowAfter, plan: string | null): WindowState {
    const left = after.capacity - after.used - after.held;
    return {
      id: `win_${accountId.replaceAll('-', '')}_${after.window}`,
      window: after.window,
      capacity: after.capacity,
      used: after.used,
      held: after.held,
      remaining: left > 0n ? left : 0n,
      startedAt: after.startedAt === null ? null : new Date(after.startedAt),
      resetsAt: after.resetsAt === null ? null : new Date(after.resetsAt),
      limits: after.yields !== true,
      plan,
    };
  }
}

/** `acc_…` of an account's UUID. */
export function accountId(uuid: string): string {
  return wireId('acc', uuid);
}
