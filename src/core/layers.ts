/**
 * The waterfall itself: what each layer can give, and pouring an amount over them in order. Every source gives as much
 * as it can before the next is asked.
 */
import { least, sum } from './amounts.js';
import { emptyAccount } from './empty-account.js';
import type { Draw } from './facts.js';
import { giverOf, LAYER_KINDS, type LayerKind } from './kinds.js';
import { layerLots } from './lots.js';
import { roomOn, type PoolBounds, type PoolRoom } from './pool-share.js';
import { allowanceLeft, openWindow, windowStates, type WindowState } from './windows.js';
import type { Account, Lot } from './account.js';
import type { Instant, Layer, Nano } from './words.js';

/** An account whose windows count what a source gives and bound it, though it gives nothing itself. */
interface Counter {
  account: Account;
  windows: WindowState[];
}

/** One layer, ready to give: what it has for this product now, and from where. */
export interface Source {
  layer: Layer;
  account: Account;
  /** What it can give while no other source has given anything. */
  capacity: Nano;
  /** What it has beyond that: more than one hold may draw on. */
  beyond: Nano;
  /** The lots behind it, in burn order; none for the allowance. */
  lots: readonly Lot[];
  /** What the subject may hold of it in all, where less than all; whether too many of its holds lie there. */
  room: PoolRoom;
  through: readonly Counter[];
  take: (amount: Nano) => Draw[];
}

/**
 * The layers of a waterfall as sources, in order.
 * @param others the other accounts that layers name, by address; one that is suspended, or not there, has nothing
 * @param bounds what bounds them beside what there is: null for usage that has happened
 */
export function sourcesOf(
  layers: readonly Layer[],
  subject: Account,
  others: ReadonlyMap<string, Account>,
  product: string,
  now: Instant,
  bounds: PoolBounds | null = null,
): Source[] {
  const at = (address: string) => others.get(address) ?? emptyAccount(subject.tenant, address, null);
  return layers.map((layer) => {
    const account = layer.from === null ? subject : at(layer.from);
    const through = layer.through.map((address) => {
      const counter = at(address);
      return { account: counter, windows: windowStates(counter) };
    });
    if (LAYER_KINDS[layer.layer].gives === 'windows') return allowanceSource(layer, account, through, now);
    const gives = layer.from === null || account.state !== 'SUSPENDED';
    const room = roomOn(account, subject, layer.from === null ? null : bounds);
    return lotSource(layer, account, through, room, gives ? layerLots(account, layer.layer, product, now) : []);
  });
}

/** A layer as a policy line names it: whom it takes from follows from its kind. */
export function layerFrom(layer: LayerKind, source: string, line: number | null): Layer {
  return { layer, source, line, from: giverOf(layer, source), through: [] };
}

/** Those of the layers that take from the subject's own account. */
export function ownLayers(layers: readonly Layer[]): Layer[] {
  return layers.filter(({ from }) => from === null);
}

/** The addresses of all accounts that layers take from or count through, the subject's own apart. */
export function addressesIn(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ from, through }) => (from === null ? [...through] : [from, ...through]));
}

/** Pours as much of an amount over the sources, in order, as they can hold. */
export function pour(sources: readonly Source[], amount: Nano): Draw[] {
  const counted = new Map<Account, Nano>();
  let left = amount;
  return sources.flatMap((source) => {
    const part = least(left, leftOf(source, counted));
    left -= part;
    if (part === 0n) return [];
    for (const { account } of source.through) counted.set(account, (counted.get(account) ?? 0n) + part);
    return source.take(part);
  });
}

/** What a source can still give when others have given through the accounts that it counts in. */
function leftOf({ capacity, through }: Source, counted: ReadonlyMap<Account, Nano>): Nano {
  return through.reduce((left, { account, windows }) => {
    const room = allowanceLeft(windows) - (counted.get(account) ?? 0n);
    return least(left, room > 0n ? room : 0n);
  }, capacity);
}

function allowanceSource(layer: Layer, account: Account, through: readonly Counter[], now: Instant): Source {
  const states = windowStates(account);
  const take = (amount: Nano): Draw[] => {
    const opened = states.map(({ terms, instance, remaining }) => ({
      ...(instance ?? openWindow(terms, now)),
      remaining,
    }));
    const tightest = opened.reduce((a, b) => (b.remaining < a.remaining ? b : a));
    const windows = opened.map(({ name, startedAt }) => ({ name, startedAt }));
    return [{ ...drawOf(layer, account, amount), windows, resetsAt: tightest.resetsAt }];
  };
  const room = roomOn(account, account, null);
  return bounded({ layer, account, capacity: allowanceLeft(states), beyond: 0n, lots: [], room, through, take });
}

/** A layer that gives these lots, in this order. */
export function lotSource(
  layer: Layer,
  account: Account,
  through: readonly Counter[],
  room: PoolRoom,
  lots: readonly Lot[],
): Source {
  const take = (amount: Nano): Draw[] => {
    let left = amount;
    return lots.flatMap((lot) => {
      const part = least(left, lot.remaining);
      left -= part;
      if (part === 0n) return [];
      return [{ ...drawOf(layer, account, part), lot: lot.id, expiresAt: lot.expiresAt }];
    });
  };
  const there = sum(lots, (lot) => lot.remaining);
  const capacity = room.crowded ? 0n : least(there, room.left ?? there);
  return bounded({ layer, account, capacity, beyond: 0n, lots, room, through, take });
}

function bounded(source: Source): Source {
  return source.through.length ? { ...source, capacity: leftOf(source, new Map()) } : source;
}

function drawOf({ layer, source, line }: Layer, { address }: Account, amount: Nano): Draw {
  const where = { windows: [], lot: null, resetsAt: null, expiresAt: null };
  return { layer, source, account: address, amount, ...where, line };
}
