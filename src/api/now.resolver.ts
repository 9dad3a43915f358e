/**
 * What time it is, by the clock that decides: countdowns of a page need not trust its user's.
 */
import { Ctx, Query, Resolver } from 'type-graphql';
import { DateTime } from '../scalars.js';
import type { Context } from './context.js';

@Resolver()
export class NowResolver {
  @Query(() => DateTime, {
    nullable: true,
    description: "About now, by the database's clock: what resets, expiries and countdowns are measured by.",
  })
  now(@Ctx() { ledger }: Context): Date {
    return new Date(ledger.wallClock());
  }
}
