/**
 * Anything by its globally unique id, with the permission that its account asks for.
 */
import { subjectAddress } from '../core/address.js';
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { parseWireId, wireId, type IdKind } from '../ids.js';
import { Account } from '../books/account.js';
import { AdminAction } from '../books/admin-action.js';
import { AllowanceReset } from '../books/allowance-reset.js';
import { BalanceUpdate, parseUpdateId } from '../books/balance-update.js';
import { Budget } from '../books/budget.js';
import { BudgetRequest } from '../books/budget-request.js';
import type { Charge } from '../books/charge.js';
import { Decision } from '../books/decision.js';
import type { Lot } from '../books/lot.js';
import { Node } from '../books/node.js';
import { Notice } from '../books/notice.js';
import { PolicyPreview } from '../books/policy-preview.js';
import type { Purchase } from '../books/purchase.js';
import type { UsageEvent } from '../books/usage-event.js';
import type { Tx } from '../database/database.js';
import { authoriseReading, budgetWithId } from './budgets-of.js';
import type { Context } from './context.js';
import { mayPreview } from './permissions.js';
import { requestWithId } from './requests-of.js';

@Resolver()
export class NodeResolver {
  @Query(() => Node, { nullable: true, description: 'Any object by its id; null where this tenant has none.' })
  async node(
    @Arg('id', () => ID, { description: 'A globally unique id.' }) id: string,
    @Ctx() context: Context,
  ): Promise<Node | null> {
    const node = await find(context, id);
    if (!node) return null;
    // Who may see a budget, or a request for more of one, is asked as it is found.
    if (node instanceof Budget || node instanceof BudgetRequest) return node;
    if (node instanceof PolicyPreview) return mayPreview(context) ? node : null;
    const address = await ownerOf(context, node);
    if (address === null) return null;
    await authoriseReading(context, address);
    return node;
  }
}

type Found =
  | Account
  | AdminAction
  | AllowanceReset
  | BalanceUpdate
  | Budget
  | BudgetRequest
  | Charge
  | Decision
  | Lot
  | Notice
  | PolicyPreview
  | Purchase
  | UsageEvent;

/** How each kind of object is found by its UUID; a hold is shown with its decisions alone. */
const FIND: Readonly<Record<IdKind, ((context: Context, uuid: string) => Promise<Found | null>) | null>> = {
  acc: ({ loaders }, uuid) => loaders.account.load(uuid),
  dec: ({ loaders }, uuid) => loaders.decision.load(uuid),
  lot: ({ loaders }, uuid) => loaders.lot.load(uuid),
  pur: ({ loaders }, uuid) => loaders.purchase.load(uuid),
  use: ({ loaders }, uuid) => loaders.usageEvent.load(uuid),
  chg: async ({ loaders }, uuid) => {
    const event = await loaders.usageEvent.load(uuid);
    return event && loaders.charge.load(event);
  },
  ntc: (context, uuid) => readOne(context, ({ em }, tenantId) => em.findOne(Notice, { tenantId, uuid })),
  rst: (context, uuid) => readOne(context, ({ em }, tenantId) => em.findOne(AllowanceReset, { tenantId, uuid })),
  act: (context, uuid) => readOne(context, ({ em }, tenantId) => em.findOne(AdminAction, { tenantId, uuid })),
  bud: (context, uuid) => budgetWithId(context, wireId('bud', uuid)),
  brq: (context, uuid) => requestWithId(context, wireId('brq', uuid)),
  pvw: (context, uuid) => readOne(context, ({ em }, tenantId) => em.findOne(PolicyPreview, { tenantId, uuid })),
  hld: null,
};

async function find(context: Context, id: string): Promise<Found | null> {
  const update = parseUpdateId(id);
  if (update) return readOne(context, ({ em }, tenantId) => em.findOne(BalanceUpdate, { tenantId, ...update }));
  const wire = parseWireId(id);
  return (wire && FIND[wire.kind]?.(context, wire.uuid)) ?? null;
}

/** For kinds that are too rarely asked for one by one to have a loader. */
function readOne<T>(
  { database, caller: { tenant } }: Context,
  read: (tx: Tx, tenantId: string) => Promise<T | null>,
): Promise<T | null> {
  return database.transaction([tenant], (tx) => read(tx, tenant), { readOnly: true });
}

/** The address of the account that a node lies on; a reset, and an act on no account, is the whole tenant's. */
async function ownerOf(
  { loaders }: Context,
  node: Exclude<Found, Budget | BudgetRequest | PolicyPreview>,
): Promise<string | null> {
  if (node instanceof Decision) return subjectAddress(node.subject);
  if (node instanceof Account) return node.address;
  if (node instanceof AllowanceReset || node.accountId === null) return '*';
  return (await loaders.account.load(node.accountId))?.address ?? null;
}
