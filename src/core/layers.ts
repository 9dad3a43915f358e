/**
 * The waterfall itself: what each layer can give, from where, and through which budgets. Pouring an amount over them is
 * pour.ts.
 */
import { least, sum } from './amounts.js';
import { emptyBudget } from './budgets.js';
import { leftIn, roomOf, type BudgetRoom } from './budget-room.js';
import { emptyAccount } from './empty-account.js';
import type { Draw } from './facts.js';
import { giverOf, LAYER_KINDS, type LayerKind } from './kinds.js';
import { layerLots } from './lots.js';
import { roomOn, type PoolBounds, type PoolRoom } from './pool-share.js';
import { allowanceLeft, coveringStates, limiting, openWindow, type WindowState } from './windows.js';
import type { Account, Lot } from './account.js';
import type { BudgetTerms, Instant, Layer, Nano, Work } from './words.js';

/** One layer, ready to give: what it has for this work now, and from where. */
export interface Source {
  layer: Layer;
  account: Account;
  /** What it can give while no other source has given anything. */
  capacity: Nano;
  /** What it could give if no budget bounded it. */
  unbounded: Nano;
  /** What it has beyond that: more than one hold may draw on. */
  beyond: Nano;
  /** The lots behind it, in burn order; none for the allowance. */
  lots: readonly Lot[];
  /** The windows behind it that limit it now; none for lots. */
  windows: readonly WindowState[];
  /** What the subject may hold of it in all, where less than all; whether too many of its holds lie there. */
  room: PoolRoom;
  /** The budgets that count what it gives, and bound it. */
  through: readonly BudgetRoom[];
  /** The draws that give an amount. `after`: what it has given before. */
  take: (amount: Nano, after?: Nano) => Draw[];
}

/**
 * The layers of a waterfall as sources, in order.
 * @param others the other accounts that layers name, by address; one that is suspended, or not there, has nothing
 * @param bounds what bounds them beside what there is: null for usage that has happened
 * @param budgets the terms of all that the layers count through; one without an account has counted nothing
 * @throws Error where a layer counts through what has no terms: a bug
 */
export function sourcesOf(
  layers: readonly Layer[],
  subject: Account,
  others: ReadonlyMap<string, Account>,
  work: Work,
  now: Instant,
  bounds: PoolBounds | null = null,
  budgets: readonly BudgetTerms[] = [],
): Source[] {
  const at = (address: string) => others.get(address) ?? emptyAccount(subject.tenant, address, null);
  const rooms = budgetRooms(budgets, subject.tenant, others, now);
  return layers.map((layer) => {
    const account = layer.from === null ? subject : at(layer.from);
    const through = layer.through.map((address) => {
      const room = rooms.get(address);
      if (!room) throw new Error(`layers: ${layer.source} counts through ${address}, which has no terms`);
      return room;
    });
    if (LAYER_KINDS[layer.layer].gives === 'windows') return allowanceSource({ layer, account, through }, work, now);
    const gives = layer.from === null || account.state !== 'SUSPENDED';
    const room = roomOn(account, subject, layer.from === null ? null : bounds);
    return lotSource(layer, account, through, room, gives ? layerLots(account, layer.layer, work.product, now) : []);
  });
}

/** What each budget has left, by its address. */
export function budgetRooms(
  budgets: readonly BudgetTerms[],
  tenant: string,
  others: ReadonlyMap<string, Account>,
  now: Instant,
): Map<string, BudgetRoom> {
  const room = (terms: BudgetTerms) => roomOf(terms, others.get(terms.address) ?? emptyBudget(tenant, terms), now);
  return new Map(budgets.map((terms) => [terms.address, room(terms)]));
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

/** It counts in every window that covers the work, also in those that yield. */
function allowanceSource(of: Pick<Source, 'layer' | 'account' | 'through'>, work: Work, now: Instant): Source {
  const { layer, account } = of;
  const states = coveringStates(account, work);
  const windows = limiting(account, states, now);
  const opened = ({ terms, instance }: WindowState) => instance ?? openWindow(account, terms, now);
  const take = (amount: Nano): Draw[] => {
    const tightest = windows.reduce((a, b) => (b.remaining < a.remaining ? b : a));
    const counted = states.map(opened).map(({ name, startedAt }) => ({ name, startedAt }));
    return [{ ...drawOf(layer, account, amount), windows: counted, resetsAt: opened(tightest).resetsAt }];
  };
  const room = roomOn(account, account, null);
  const gives = { unbounded: allowanceLeft(windows), beyond: 0n, lots: [], windows };
  return bounded({ ...of, ...gives, room, take });
}

/** A layer that gives these lots, in this order. */
export function lotSource(
  layer: Layer,
  account: Account,
  through: readonly BudgetRoom[],
  room: PoolRoom,
  lots: readonly Lot[],
): Source {
  const take = (amount: Nano, after = 0n): Draw[] => {
    let [passed, left] = [after, amount];
    return lots.flatMap((lot) => {
      const gone = least(passed, lot.remaining);
      const part = least(left, lot.remaining - gone);
      passed -= gone;
      left -= part;
      if (part === 0n) return [];
      return [{ ...drawOf(layer, account, part), lot: lot.id, expiresAt: lot.expiresAt }];
    });
  };
  const there = sum(lots, (lot) => lot.remaining);
  const unbounded = room.crowded ? 0n : least(there, room.left ?? there);
  return bounded({ layer, account, unbounded, beyond: 0n, lots, windows: [], room, through, take });
}

function bounded(source: Omit<Source, 'capacity'>): Source {
  return {
    ...source,
    capacity: source.through.reduce((all, room) => least(all, leftIn(room) ?? all), source.unbounded),
  };
}

function drawOf({ layer, source, line }: Layer, { address }: Account, amount: Nano): Draw {
  const where = { windows: [], lot: null, resetsAt: null, expiresAt: null };
  return { layer, source, account: address, amount, ...where, line };
}
