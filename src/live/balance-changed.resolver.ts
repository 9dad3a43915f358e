/**
 * The subscription to an account's balance. Who may watch is decided before the first message; the messages themselves
 * come ready made.
 */
import { Arg, Args, ArgsType, Ctx, Field, ID, Int, Resolver, Root, Subscription } from 'type-graphql';
import { SpillwayError } from '../errors.js';
import { accountToCreate } from '../ledger/account-to-create.js';
import { Uint64 } from '../scalars.js';
import type { Context } from '../tenancy/context.js';
import { addressOf, authorise, ownAddress } from '../tenancy/permissions.js';
import { BalanceChange } from './balance-change.js';
import type { BalanceWatch } from './balance-watch.js';
