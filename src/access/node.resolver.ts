/**
 * Anything by its globally unique id, with the permission that its account asks for.
 */
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { parseWireId } from '../ids.js';
import { Node } from '../ledger/node.js';
import type { Context } from '../tenancy/context.js';
import { authorise } from '../tenancy/permissions.js';

@Resolver()
export class NodeResolver {
  @Query(() => Node, { nullable: true, description: 'Any object by its id; null where this tenant has none.' })
  async node(
    @Arg('id', () => ID, { description: 'A globally unique id.' }) id: string,
    @Ctx() context: Context,
  ): Promise<Node | null> {
    const wire = parseWireId(id);
    if (!wire) return null;
    const { loaders } = context;
    if (wire.kind === 'dec') {
      const decision = await loaders.decision.load(wire.uuid);
      if (decision) authorise(context, `subject:${decision.subject}`, 'read');
      return decision;
    }
    const found = await ownedBy(context, wire.kind, wire.uuid);
    if (!found) return null;
    const account = await loaders.account.load(found.accountId);
    if (!account) return null;
    authorise(context, account.address, 'read');
    return found.node ?? account;
  }
}

/** A node with the UUID of the account that it lies on; `node` is null where it is the account itself. */
async function ownedBy({ loaders }: Context, kind: string, uuid: string) {
  if (kind === 'acc') return { accountId: uuid, node: null };
  const node =
    kind === 'lot' ? await loaders.lot.load(uuid) : kind === 'pur' ? await loaders.purchase.load(uuid) : null;
  return node && { accountId: node.accountId, node };
}
