/**
 * What each layer had when a decision was made, and what it kept: read from the journal, which has the image of every account
 * at the number that the decision stores, and from the catalog of that instant. Nothing of it is stored for receipts.
 */
import DataLoader from 'dataloader';
import { subjectAddress } from '../core/address.js';
import { emptyAccount } from '../core/empty-account.js';
import { lotKindsOf } from '../core/kinds.js';
import { hadOn, traceOf, type Found, type LayerTrace } from '../core/layer-trace.js';
import type { AfterImage } from '../core/journal.js';
import { balanceOf, inScope } from '../core/lots.js';
import { sum } from '../core/amounts.js';
import type { Instant, Layer, WindowTerms } from '../core/words.js';
import { perOperation } from '../api/per-operation.js';
import { keyOf } from '../books/books.js';
import type { Decision } from '../books/decision.js';
import { afterCodec } from '../books/journal-documents.js';
import type { Catalogs } from '../catalog/catalog-versions.js';
import type { Tx } from '../database/database.js';
import { leftOfLots, scopedLots, type ScopedLot } from './past-lots.js';
import { MOST_VERSIONS, tooManyVersions, type ReceiptContext } from './past-policies.js';

const IMAGES = `
  select k.id, k.seq, u.after
  from unnest($2::uuid[], $3::bigint[]) as k (id, seq)
  cross join lateral (
    select u.after from balance_update u
    where u.tenant_id = $1 and u.account_id = k.id and u.seq = k.seq limit 1
  ) u`;

/** An account as a decision found it, by the number of its last update. */
export interface Place {
  id: string;
  seq: bigint;
}

/** What decisions are traced by. */
export interface Past {
  images: ReadonlyMap<string, AfterImage>;
  catalogs: Catalogs;
  /** Lots that are not for every product, by account; null for too many. */
  scoped: ReadonlyMap<string, readonly ScopedLot[] | null>;
  /** What such lots had, by account, number and lot; undefined: too far back to read. */
  leftAt: (place: Place, lot: string) => bigint | undefined;
}

/** The layers of a decision as it met them; empty where that cannot be read any more. */
export const layersOf = perOperation<ReceiptContext, DataLoader<Decision, LayerTrace[]>>(
  ({ database, catalogs, caller: { tenant } }) => {
    const read = async (decisions: readonly Decision[]): Promise<LayerTrace[][]> => {
      const versions = new Set(decisions.map(({ body }) => body.catalog));
      if (versions.size > MOST_VERSIONS) throw tooManyVersions();
      return database.transaction(
        [tenant],
        async (tx) => {
          const past = await readPast(tx, tenant, decisions, await catalogs.load(tx, versions));
          return decisions.map((decision) => trace(decision, past));
        },
        { readOnly: true, isolation: 'repeatable read' },
      );
    };
    return new DataLoader(read, { cache: false });
  },
);

/** Reads what was, in one snapshot. */
export async function readPast(
  tx: Tx,
  tenant: string,
  decisions: readonly Decision[],
  catalogs: Catalogs,
): Promise<Past> {
  const places = new Map(decisions.flatMap(({ body }) => body.accounts).map((each) => [placeKey(each), each]));
  const stored = [...places.values()].filter(({ seq }) => seq > 0n);
  const rows = await tx.query<Place & { after: unknown }>(IMAGES, [
    tenant,
    stored.map(({ id }) => id),
    stored.map(({ seq }) => seq),
  ]);
  const images = new Map(rows.map((row) => [placeKey(row), afterCodec.read(row.after)]));
  const scoped = await scopedLots(tx, tenant, [...new Set(stored.map(({ id }) => id))]);
  const asked = decisions.flatMap((decision) =>
    decision.body.accounts.flatMap((place) => {
      const lots = elsewhere(decision, null, scoped.get(place.id) ?? []);
      return lots.length > 0 ? [{ ...place, lots }] : [];
    }),
  );
  const left = await leftOfLots(tx, tenant, asked);
  return { images, catalogs, scoped, leftAt: ({ id, seq }, lot) => left.get(keyOf(id, String(seq), lot)) };
}

function trace(decision: Decision, past: Past): LayerTrace[] {
  const { body, subject, tenantId, product } = decision;
  const [work, at] = [{ product, feature: body.feature }, decision.decidedAt.getTime()];
  const catalog = past.catalogs.find(body.catalog);
  if (!catalog) return [];
  const nothing = emptyAccount(tenantId, '', body.plan === null ? null : (catalog.plans.get(body.plan) ?? null));
  const places = new Map(body.accounts.map((account) => [account.address, account]));
  const had = new Map<Layer, bigint>();
  for (const layer of body.layers) {
    const place = places.get(layer.from ?? subjectAddress(subject));
    // What has no update yet, or is not there at all, has nothing but what its plan includes.
    if (!place || place.seq === 0n) {
      had.set(layer, hadOn({ ...nothing, balance: balanceOf(nothing) }, layer, 0n, work, at));
      continue;
    }
    const [image, lots] = [past.images.get(placeKey(place)), past.scoped.get(place.id)];
    if (!image || lots === null) return [];
    const lefts = elsewhere(decision, layer, lots ?? []).map(({ id }) => past.leftAt(place, id));
    if (lefts.includes(undefined)) return [];
    const forOthers = sum(lefts, (left) => left ?? 0n);
    had.set(layer, hadOn(foundIn(image, nothing.windowTerms), layer, forOthers, work, at));
  }
  return traceOf(body.layers, body.draws, (layer) => had.get(layer) ?? 0n);
}

/** The lots that a layer (null: any) could have drawn on then, were they for the product. */
export function elsewhere(
  { product, decidedAt }: Pick<Decision, 'product' | 'decidedAt'>,
  layer: Layer | null,
  lots: readonly ScopedLot[],
): ScopedLot[] {
  const at: Instant = decidedAt.getTime();
  return lots.filter((lot) => {
    const drawn = layer === null || lotKindsOf(layer.layer).includes(lot.kind);
    return drawn && lot.effectiveAt <= at && !inScope(lot, product);
  });
}

export function foundIn(
  { balance, windows, state, subscribedAt }: AfterImage,
  windowTerms: readonly WindowTerms[],
): Found {
  const running = windows.flatMap(({ window, startedAt, resetsAt, used, held }) =>
    startedAt === null || resetsAt === null ? [] : [{ name: window, startedAt, resetsAt, used, held }],
  );
  return { balance, state, subscribedAt, windowTerms, windows: running };
}

export const placeKey = ({ id, seq }: Place): string => keyOf(id, String(seq));
