/**
 * What stood in the way of a request: every source that could not give what was still needed, the binding one first.
 */
import type { Verdict } from './decide.js';
import type { Facts } from './facts.js';
import { REASONS } from './gates.js';
import { LAYER_KINDS, type LayerKind } from './kinds.js';
import type { Source } from './layers.js';
import { layerLots } from './lots.js';
import { offersOf } from './offers.js';
import { windowStates } from './windows.js';
import type { Account } from './account.js';
import type { Blocker, Instant, Nano } from './words.js';

/** What of a verdict tells how much is missing, and why. */
export type Missing = Pick<Verdict, 'reason' | 'requested' | 'granted'>;

/** The sources that stood in the way; none for reasons that no source can help. */
export function blockersOf(product: string, facts: Facts, verdict: Missing, now: Instant): Blocker[] {
  if (verdict.reason === 'OUT_OF_CAPACITY') return capacityBlockers(product, facts, verdict, now);
  const found = REASONS[verdict.reason].blocker?.(facts);
  return found ? [found] : [];
}

/** Every source that could not give what was still needed when its turn came, in the order of the waterfall. */
function capacityBlockers(product: string, facts: Facts, verdict: Missing, now: Instant): Blocker[] {
  const sources = offersOf(product, facts, now);
  let needed = verdict.requested - verdict.granted;
  const found = sources.flatMap((source) => {
    const blockers = source.capacity < needed ? blockersOfSource(source, product, needed) : [];
    needed -= source.capacity < needed ? source.capacity : needed;
    return blockers;
  });
  return found.length ? found : [withoutWindows(facts.account)];
}

function blockersOfSource(source: Source, product: string, needed: Nano): Blocker[] {
  const { layer, account, capacity, beyond, room } = source;
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
  return windowStates(account)
    .filter(({ remaining }) => remaining < needed)
    .sort((a, b) => (a.remaining < b.remaining ? -1 : a.remaining > b.remaining ? 1 : 0))
    .map(({ terms, instance, remaining }) => ({
      kind,
      source: `window:${terms.name}`,
      account: address,
      limit: terms.capacity,
      remaining,
      unblocksAt: instance?.resetsAt ?? null,
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
