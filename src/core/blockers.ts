/**
 * What stood in the way of a request: every source that could not give what was still needed, the binding one first.
 */
import { least } from './amounts.js';
import type { Verdict } from './decide.js';
import type { Facts } from './facts.js';
import { REASONS } from './gates.js';
import { instantOn } from './journal.js';
import { LAYER_KINDS, type LayerKind } from './kinds.js';
import { leftIn, type BudgetRoom } from './budget-room.js';
import type { Source } from './layers.js';
import { layerLots } from './lots.js';
import { maxPaidBlocker, type Asked } from './only.js';
import { offersOf } from './offers.js';
import { nextStep } from './pacing.js';
import { Poured } from './pour.js';
import { refusedForRequest, unnamedBlockers } from './request-blockers.js';
import { NEVER } from './windows.js';
import type { Account } from './account.js';
import type { Blocker, Instant, Nano } from './words.js';

/** What of a verdict tells how much is missing, and why. */
export type Missing = Pick<Verdict, 'reason' | 'requested' | 'granted'>;

/** The sources that stood in the way; none for reasons that no source can help. */
export function blockersOf(asked: Asked, facts: Facts, verdict: Missing, now: Instant): Blocker[] {
  const gate = REASONS[verdict.reason].blocker?.(facts);
  if (gate) return [gate];
  if (!isOfCapacity(verdict.reason)) return [];
  const unnamed = unnamedBlockers(asked, facts, now);
  const found = capacityBlockers(asked, facts, verdict, now);
  if (!refusedForRequest(asked, facts, verdict, now)) {
    return found.length + unnamed.length > 0 ? [...found, ...unnamed] : [withoutWindows(facts.account)];
  }
  const isOfRequest = ({ kind }: Blocker) => kind === 'REQUEST';
  return [...unnamed, ...found.filter(isOfRequest), ...found.filter((blocker) => !isOfRequest(blocker))];
}

/** Whether layers or budgets had too little: what of them stood in the way is seen as they are poured. */
export function isOfCapacity(reason: Missing['reason']): boolean {
  return reason === 'OUT_OF_CAPACITY' || reason === 'BUDGET_EXCEEDED';
}

/**
 * Every source that could not give what was still needed when its turn came, in the order of the waterfall: first the
 * budgets that let less of it through than it had, then what it lacked itself. A budget is told once; where more in
 * budgets would be enough, they bind, and stand before all others.
 */
function capacityBlockers(asked: Asked, facts: Facts, verdict: Missing, now: Instant): Blocker[] {
  const sources = offersOf(asked, facts, now);
  const poured = new Poured();
  const told = new Set<BudgetRoom>();
  let needed = verdict.requested - verdict.granted;
  const found: Blocker[] = [];
  for (const source of sources) {
    const gives = poured.leftOf(source);
    if (gives >= needed) {
      poured.take(source, needed);
      needed = 0n;
      continue;
    }
    const cutting = cuttingBudgets(source, poured, needed).filter((room) => !told.has(room));
    for (const room of cutting) told.add(room);
    found.push(...cutting.map((room) => (room.passing ? maxPaidBlocker(asked) : budgetBlocker(room, now))));
    if (source.unbounded < needed) found.push(...blockersOfSource(source, asked.product, needed));
    poured.take(source, gives);
    needed -= gives;
  }
  if (verdict.reason === 'BUDGET_EXCEEDED') found.sort((a, b) => Number(isOfBudget(b)) - Number(isOfBudget(a)));
  return found;
}

function isOfBudget({ kind }: Blocker): boolean {
  return kind === 'BUDGET';
}

/** The budgets that let less through than a source has and is asked for, the tightest first. */
export function cuttingBudgets(source: Source, poured: Poured, needed: Nano): BudgetRoom[] {
  const asked = least(needed, source.unbounded);
  return source.through
    .map((room) => ({ room, left: poured.left(room) ?? asked }))
    .filter(({ left }) => left < asked)
    .sort((a, b) => compare(a.left, b.left))
    .map(({ room }) => room);
}

/** It gives more at its next step; after the last, as its period turns. */
function budgetBlocker(room: BudgetRoom, now: Instant): Blocker {
  const { terms, account, resetsAt } = room;
  const turn = resetsAt === NEVER ? null : resetsAt;
  const about = { source: terms.who, account: account.address, limit: terms.cap?.limit ?? null };
  const unblocksAt = nextStep(terms, instantOn(account, now)) ?? turn;
  return { kind: 'BUDGET', ...about, remaining: leftIn(room), unblocksAt };
}

function compare(a: Nano, b: Nano): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function blockersOfSource(source: Source, product: string, needed: Nano): Blocker[] {
  const { layer, account, unbounded: capacity, beyond, room } = source;
  const { gives, blocker: kind } = LAYER_KINDS[layer.layer];
  const { address } = account;
  if (room.crowded) {
    return [{ kind: 'HOLDS', source: layer.source, account: address, limit: null, remaining: 0n, unblocksAt: null }];
  }
  // Where the share of the subject ends sooner than the lots that its hold may draw on, that is what binds.
  if (beyond > 0n && (room.left === null || capacity < room.left)) {
    const all = { limit: capacity, remaining: capacity + beyond, unblocksAt: null };
    return [{ kind: gives === 'lots' ? 'LOTS' : kind, source: layer.source, account: address, ...all }];
  }
  if (gives === 'lots') {
    const about = { source: layer.source, account: address, limit: room.limit, remaining: capacity };
    return [{ kind, ...about, unblocksAt: nextEffective(account, layer.layer, product) }];
  }
  return source.windows
    .filter(({ remaining }) => remaining < needed)
    .sort((a, b) => compare(a.remaining, b.remaining))
    .map(({ terms, instance, remaining }) => ({
      kind,
      source: `window:${terms.name}`,
      account: address,
      limit: terms.capacity,
      remaining,
      unblocksAt: instance && instance.resetsAt !== NEVER ? instance.resetsAt : null,
    }));
}

/** Where the allowance is the only layer, a plan that includes nothing is what stands in the way. */
function withoutWindows({ address }: Account): Blocker {
  return { kind: 'WINDOW', source: 'allowance', account: address, limit: 0n, remaining: 0n, unblocksAt: null };
}

function nextEffective(account: Account, layer: LayerKind, product: string): Instant | null {
  const coming = account.lots.filter((lot) => !lot.effective && !lot.closed);
  const usable = coming.filter((lot) => {
    const started = { ...account, lots: [{ ...lot, effective: true }] };
    return layerLots(started, layer, product, lot.effectiveAt).length > 0;
  });
  return usable.length ? Math.min(...usable.map((lot) => lot.effectiveAt)) : null;
}
