/**
 * The waterfall itself: what each layer can give, and pouring an amount over them in order. Every source gives as much
 * as it can before the next is asked.
 */
import { emptyAccount } from './account.js';
import { least, sum } from './amounts.js';
import { layerLots } from './lots.js';
import { allowanceLeft, openWindow, windowStates } from './windows.js';
import type { Account, Instant, Layer, LayerKind, Lot, Nano, Plan } from './words.js';

/** How much a decision took from one source. One ALLOWANCE draw counts in all its windows. */
export interface Draw {
  layer: LayerKind;
  source: string;
  /** Address of the account that gives. */
  account: string;
  amount: Nano;
  windows: { name: string; startedAt: Instant }[];
  lot: string | null;
  /** ALLOWANCE: when the tightest window resets. */
  resetsAt: Instant | null;
  /** Lots: when the lot expires. */
  expiresAt: Instant | null;
  /** The policy line that put the layer here. */
  line: number | null;
}

/** One layer, ready to give: what it has for this product now, and from where. */
export interface Source {
  layer: Layer;
  account: Account;
  capacity: Nano;
  /** The lots behind it, in burn order; none for the allowance. */
  lots: readonly Lot[];
  take: (amount: Nano) => Draw[];
}

/** The layers of a waterfall as sources, in order. A pool that is suspended, or has no account yet, has nothing. */
export function sourcesOf(
  layers: readonly Layer[],
  subject: Account,
  pools: ReadonlyMap<string, Account>,
  plan: Plan | null,
  product: string,
  now: Instant,
): Source[] {
  return layers.map((layer) => {
    if (layer.layer === 'ALLOWANCE') return allowanceSource(layer, subject, plan, now);
    if (layer.layer !== 'POOL') return lotSource(layer, subject, layerLots(subject, layer.layer, product, now));
    const pool = pools.get(layer.source) ?? emptyAccount(subject.tenant, layer.source, null);
    return lotSource(layer, pool, pool.state === 'SUSPENDED' ? [] : layerLots(pool, 'POOL', product, now));
  });
}

/** Pours an amount over the sources in order; the caller has made sure that they can hold it. */
export function pour(sources: readonly Source[], amount: Nano): Draw[] {
  let left = amount;
  return sources.flatMap((source) => {
    const part = least(left, source.capacity);
    left -= part;
    return part > 0n ? source.take(part) : [];
  });
}

function allowanceSource(layer: Layer, account: Account, plan: Plan | null, now: Instant): Source {
  const states = windowStates(account, plan);
  const take = (amount: Nano): Draw[] => {
    const opened = states.map(({ terms, instance, remaining }) => ({
      ...(instance ?? openWindow(terms, now)),
      remaining,
    }));
    const tightest = opened.reduce((a, b) => (b.remaining < a.remaining ? b : a));
    const windows = opened.map(({ name, startedAt }) => ({ name, startedAt }));
    return [{ ...drawOf(layer, account, amount), windows, resetsAt: tightest.resetsAt }];
  };
  return { layer, account, capacity: allowanceLeft(states), lots: [], take };
}

function lotSource(layer: Layer, account: Account, lots: readonly Lot[]): Source {
  const take = (amount: Nano): Draw[] => {
    let left = amount;
    return lots.flatMap((lot) => {
      const part = least(left, lot.remaining);
      left -= part;
      if (part === 0n) return [];
      return [{ ...drawOf(layer, account, part), lot: lot.id, expiresAt: lot.expiresAt }];
    });
  };
  return { layer, account, capacity: sum(lots, (lot) => lot.remaining), lots, take };
}

function drawOf({ layer, source, line }: Layer, account: Account, amount: Nano): Draw {
  return {
    layer,
    source,
    account: account.address,
    amount,
    windows: [],
    lot: null,
    resetsAt: null,
    expiresAt: null,
    line,
  };
}
