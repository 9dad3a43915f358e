/**
 * Anything by its globally unique id, with the permission that its account asks for.
 */
import { subjectAddress } from '../core/address.js';
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { parseWireId } from '../ids.js';
import { Account } from '../books/account.js';
import { AllowanceReset } from '../books/allowance-reset.js';
import { BalanceUpdate, parseUpdateId } from '../books/balance-update.js';
import type { Charge } from '../books/charge.js';
import { Decision } from '../books/decision.js';
import type { Lot } from '../books/lot.js';
import { Node } from '../books/node.js';
import { Notice } from '../books/notice.js';
import type { Purchase } from '../books/purchase.js';
import type { UsageEvent } from '../books/usage-event.js';
import type { Database, Tx } from '../database/database.js';
import type { Context } from './context.js';
import { authorise } from './permissions.js';

@Resolver()
export class NodeResolver {
  @Query(() => Node, { nullable: true, description: 'Any object by its id; null where this tenant has none.' })
  async node(
    @Arg('id', () => ID, { description: 'A globally unique id.' }) id: string,
    @Ctx() context: Context,
  ): Promise<Node | null> {
    const node = await find(context, id);
    if (!node) return null;
    const address = await ownerOf(context, node);
    if (address === null) return null;
    authorise(context, address, 'read');
    return node;
  }
}

type Found = Account | AllowanceReset | BalanceUpdate | Charge | Decision | Lot | Notice | Purchase | UsageEvent;

async function find({ loaders, database, caller }: Context, id: string): Promise<Found | null> {
  const update = parseUpdateId(id);
  if (update) {
    const where = { tenantId: caller.tenant, ...update };
    const read = ({ em }: Tx) => em.findOne(BalanceUpdate, where);
    return database.transaction([caller.tenant], read, { readOnly: true });
  }
  const wire = parseWireId(id);
  if (wire?.kind === 'acc') return loaders.account.load(wire.uuid);
  if (wire?.kind === 'dec') return loaders.decision.load(wire.uuid);
  if (wire?.kind === 'lot') return loaders.lot.load(wire.uuid);
  if (wire?.kind === 'pur') return loaders.purchase.load(wire.uuid);
  if (wire?.kind === 'use') return loaders.usageEvent.load(wire.uuid);
  if (wire?.kind === 'chg') {
    const event = await loaders.usageEvent.load(wire.uuid);
    return event && loaders.charge.load(event);
  }
  if (wire?.kind === 'ntc') return findRow(database, Notice, caller.tenant, wire.uuid);
  if (wire?.kind === 'rst') return findRow(database, AllowanceReset, caller.tenant, wire.uuid);
  return null;
}

/** Kinds that are too rarely asked for one by one to have a loader. */
function findRow<T extends AllowanceReset | Notice>(
  database: Database,
  entity: new () => T,
  tenantId: string,
  uuid: string,
): Promise<T | null> {
  const read = ({ em }: Tx) => em.findOne<AllowanceReset | Notice>(entity, { tenantId, uuid }) as Promise<T | null>;
  return database.transaction([tenantId], read, { readOnly: true });
}

/** The address of the account that a node lies on; a reset is the whole tenant's. */
async function ownerOf({ loaders }: Context, node: Found): Promise<string | null> {
  if (node instanceof Decision) return subjectAddress(node.subject);
  if (node instanceof Account) return node.address;
  if (node instanceof AllowanceReset) return '*';
  return (await loaders.account.load(node.accountId))?.address ?? null;
}
