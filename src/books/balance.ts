/**
 * Balances and windows as the contract shows them; computed in the core, stored as after-images in the books.
 */
import { Field, ID, ObjectType } from 'type-graphql';
import type { Balance as CoreBalance } from '../core/words.js';
import type { WindowAfter } from '../core/journal.js';
import { wireId } from '../ids.js';
import { Credits, DateTime } from '../scalars.js';

@ObjectType({ description: "An account's credits: its open, effective lots. Windows and pools are shown beside it." })
export class Balance implements CoreBalance {
  @Field(() => Credits, { description: 'Spendable now.' }) available!: bigint;
  @Field(() => Credits, { description: 'Held for work that runs.' }) held!: bigint;
  @Field(() => Credits, { description: 'Of the available: promotional.' }) promotional!: bigint;
  @Field(() => Credits, { description: 'Of the available: bought.' }) purchased!: bigint;
  @Field(() => Credits, { description: 'Of the available: given back.' }) refund!: bigint;
  @Field(() => Credits, { description: 'Of the available: granted by contract.' }) entitlement!: bigint;
  @Field(() => Credits, { description: 'Usage still to be paid for.' }) debt!: bigint;
}

@ObjectType({ description: "One allowance window of the account's plan." })
export class WindowState {
  @Field(() => ID, { description: 'Globally unique: account and window.' }) id!: string;
  @Field(() => ID, { description: 'Its name in the plan, such as five_hour.' }) window!: string;
  @Field(() => Credits, { description: 'Included per period.' }) capacity!: bigint;
  @Field(() => Credits, { description: 'Settled in the running period.' }) used!: bigint;
  @Field(() => Credits, { description: 'Held in the running period.' }) held!: bigint;
  @Field(() => Credits, { description: 'Left in the running period.' }) remaining!: bigint;
  @Field(() => DateTime, { nullable: true, description: 'When the running period began; null before the first use.' })
  startedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it resets; null before the first use.' })
  resetsAt!: Date | null;

  /** A window of an after-image, on the account with this UUID. */
  static of(accountId: string, after: WindowAfter): WindowState {
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
    };
  }
}

/** The after-image as `balance_update.after` stores it. */
export interface StoredAfter {
  balance: Record<keyof CoreBalance, string>;
  windows: {
    window: string;
    capacity: string;
    used: string;
    held: string;
    startedAt: string | null;
    resetsAt: string | null;
  }[];
  plan: string | null;
  state: string;
}

/** Reads a stored balance. */
export function balanceFrom(stored: StoredAfter['balance']): Balance {
  return Object.fromEntries(Object.entries(stored).map(([name, nano]) => [name, BigInt(nano)])) as unknown as Balance;
}

/** Reads the stored windows of the account with this UUID. */
export function windowsFrom(accountId: string, stored: StoredAfter['windows']): WindowState[] {
  const instant = (at: string | null) => (at === null ? null : Date.parse(at));
  return stored.map((w) =>
    WindowState.of(accountId, {
      window: w.window,
      capacity: BigInt(w.capacity),
      used: BigInt(w.used),
      held: BigInt(w.held),
      startedAt: instant(w.startedAt),
      resetsAt: instant(w.resetsAt),
    }),
  );
}

/** `acc_…` of an account's UUID. */
export function accountId(uuid: string): string {
  return wireId('acc', uuid);
}
