/**
 * What a stored decision was made on, as facts for the same request under other terms: each account by its image in the
 * journal. Images know amounts by kind and not by lot: how many lots one hold may draw on, what its subject held of a pool
 * and what an extended hold had drawn are not among them. Nothing is decided by it but what is shown.
 */
import { subjectAddress } from '../core/address.js';
import { sum } from '../core/amounts.js';
import type { Account, Lot } from '../core/account.js';
import { emptyBudget } from '../core/budgets.js';
import { emptyAccount } from '../core/empty-account.js';
import type { Facts, Request } from '../core/facts.js';
import { LOT_KINDS, lotKinds, type AnyLotKind } from '../core/kinds.js';
import type { Instant, Nano, Plan } from '../core/words.js';
import { Decision } from '../books/decision.js';
import type { Catalog } from '../catalog/catalog.js';
import type { Catalogs } from '../catalog/catalog-versions.js';
import type { Tx } from '../database/database.js';
import { tenantBounds, type Terms } from '../policy/request-terms.js';
import { elsewhere, foundIn, placeKey, readPast, type Past, type Place } from './receipt-layers.js';

/** Accounts with the number of their last update before an instant. */
const PLACES = `
  select a.address, a.id, spillway_seq_at($1, a.id, $3) as seq from account a
  where a.tenant_id = $1 and a.address = any ($2::text[]) limit cardinality($2::text[])`;

/** What `decide` is asked. */
export interface PastDeciding {
  request: Request;
  facts: Facts;
  now: Instant;
}

/**
 * @param terms of its request, under whatever policy, and the catalog that it was decided by
 * @returns null where the journal cannot tell any more
 */
export async function pastFacts(
  tx: Tx,
  decision: Decision,
  terms: Terms,
  catalogs: Catalogs,
): Promise<PastDeciding | null> {
  const { body, tenantId: tenant, subject, product } = decision;
  const now = decision.decidedAt.getTime();
  const own = subjectAddress(subject);
  const named = [
    own,
    ...terms.layers.flatMap(({ from }) => from ?? []),
    ...terms.budgets.map(({ address }) => address),
  ];
  const places = await placesOf(tx, decision, [...new Set(named)]);
  // As if the decision had judged these accounts, so that their lots for other products are told apart, too.
  const asked = Object.assign(new Decision(), decision, { body: { ...body, accounts: [...places.values()] } });
  const past = await readPast(tx, tenant, [asked], catalogs);
  const { catalog } = terms;
  const plan = body.plan === null ? null : (catalog.plans.get(body.plan) ?? null);
  const accounts = new Map<string, Account>();
  for (const [address, place] of places) {
    const account = accountAt(address, place, past, asked, address === own ? plan : null);
    if (account === null) return null;
    accounts.set(address, account);
  }
  for (const budget of terms.budgets) {
    const known = accounts.get(budget.address);
    accounts.set(budget.address, { ...(known ?? emptyBudget(tenant, budget)), windowTerms: [budget.window] });
  }
  const account = { ...(accounts.get(own) ?? emptyAccount(tenant, own, plan)), guard: body.guard };
  accounts.delete(own);
  const { feature, usage, mode, only } = body;
  const request = { product, feature, usage, mode, ...(only && { only }) };
  return { request, facts: factsOf(decision, terms, catalog, plan, account, accounts), now };
}

function factsOf(
  { body, tenantId }: Decision,
  terms: Terms,
  catalog: Catalog,
  plan: Plan | null,
  account: Account,
  others: ReadonlyMap<string, Account>,
): Facts {
  const bounds = tenantBounds(catalog, tenantId);
  // What images do not know of its hold, the stored reason says.
  const isFull = body.reason === 'HOLD_LIMIT';
  const isCrowded = isFull && body.extends === null;
  const extended = body.reason === 'HOLD_CLOSED' ? 'closed' : isFull ? 'full' : 'open';
  return {
    ...terms,
    ...bounds,
    inclusive: body.inclusive,
    plan,
    account: isCrowded ? { ...account, openHolds: bounds.mostHolds } : account,
    others,
    extended: body.extends === null ? 'none' : extended,
    held: [],
    joins: new Set(),
    firstExpiry: null,
  };
}

type NamedPlace = Place & { address: string };

/** Where each of these accounts stood: as the decision stores it, else by the instant of the decision. */
async function placesOf(tx: Tx, decision: Decision, named: readonly string[]): Promise<Map<string, NamedPlace>> {
  const stored = new Map(decision.body.accounts.map((each) => [each.address, each]));
  const others = named.filter((address) => !stored.has(address));
  // What others did at that very instant may have come after it.
  const before = new Date(decision.decidedAt.getTime() - 1).toISOString();
  const rows = others.length ? await tx.query<NamedPlace>(PLACES, [decision.tenantId, others, before]) : [];
  const found = new Map(rows.map((row) => [row.address, row]));
  return new Map(
    named.flatMap((address): [string, NamedPlace][] => {
      const place = stored.get(address) ?? found.get(address);
      return place ? [[address, place]] : [];
    }),
  );
}

/** An account as its image has it, with one lot for each kind; null where the journal cannot tell. */
function accountAt(
  address: string,
  place: NamedPlace,
  past: Past,
  decision: Decision,
  plan: Plan | null,
): Account | null {
  const bare = { ...emptyAccount(decision.tenantId, address, plan), id: place.id };
  if (place.seq === 0n) return bare;
  const [image, scoped] = [past.images.get(placeKey(place)), past.scoped.get(place.id)];
  if (!image || scoped === null) return null;
  const forOthers = new Map<AnyLotKind, Nano>();
  for (const { id, kind } of elsewhere(decision, null, scoped ?? [])) {
    const left = past.leftAt(place, id);
    if (left === undefined) return null;
    forOthers.set(kind, (forOthers.get(kind) ?? 0n) + left);
  }
  const ofKinds = lotKinds.map((kind) => {
    return lotOf(kind, image.balance[LOT_KINDS[kind].field] - (forOthers.get(kind) ?? 0n), decision);
  });
  // What no kind counts was approved beyond the limit of a budget.
  const counted = sum(lotKinds, (kind) => image.balance[LOT_KINDS[kind].field]);
  const increase = lotOf('INCREASE', image.balance.available - counted, decision);
  const { windows, state, subscribedAt } = foundIn(image, bare.windowTerms);
  const at = decision.decidedAt.getTime();
  const lots = [...ofKinds, increase].filter(({ remaining }) => remaining > 0n);
  return {
    ...bare,
    state,
    subscribedAt,
    debt: image.balance.debt,
    windows: windows.filter(({ resetsAt }) => resetsAt > at),
    lots,
  };
}

function lotOf(kind: AnyLotKind, remaining: Nano, { decidedAt }: Decision): Lot {
  const at = decidedAt.getTime();
  const buckets = { amount: remaining, remaining, held: 0n, spent: 0n, expired: 0n, takenBack: 0n };
  const terms = { priority: 0, products: null, createdAt: at, effectiveAt: at, expiresAt: null };
  return { id: kind, kind, ...buckets, ...terms, effective: true, closed: null };
}
