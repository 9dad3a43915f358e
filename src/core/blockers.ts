/**
 * What stood in the way of a request: every source that could not give what was still needed, the binding one first.
 */
import { GUARD_MILLISECONDS, type Facts, type Verdict } from './decide.js';
import { sourcesOf, type Source } from './layers.js';
import { layerLots } from './lots.js';
import { windowStates } from './windows.js';
import type { Account, Instant, Nano, SourceKind } from './words.js';

/** A source that stood in the way. `account` is an address, null where no account is meant. */
export interface Blocker {
  kind: SourceKind;
  source: string;
  account: string | null;
  limit: Nano | null;
  remaining: Nano | null;
  unblocksAt: Instant | null;
}

/** What of a verdict tells how much is missing, and why. */
export type Missing = Pick<Verdict, 'reason' | 'requested' | 'granted'>;

/** The sources that stood in the way; none for reasons that no source can help. */
export function blockersOf(product: string, facts: Facts, verdict: Missing, now: Instant): Blocker[] {
  const { account } = facts;
  const blocker = (kind: SourceKind, source: string, more: Partial<Blocker> = {}): Blocker[] => [
    { kind, source, account: account.address, limit: null, remaining: null, unblocksAt: null, ...more },
  ];
  switch (verdict.reason) {
    case 'NOT_PERMITTED':
    case 'NO_LAYER':
      return blocker('POLICY', 'policy', { account: null });
    case 'ACCOUNT_SUSPENDED':
      return blocker('POLICY', 'account');
    case 'DEBT_LIMIT':
      return blocker('DEBT', 'debt', { limit: facts.maxDebt });
    case 'RATE_LIMITED':
      return blocker('GUARD', 'guard', { unblocksAt: guardReset(account) });
    case 'OUT_OF_CAPACITY':
      return capacityBlockers(product, facts, verdict, now);
    default:
      return [];
  }
}

/** Every source that could not give what was still needed when its turn came, in the order of the waterfall. */
function capacityBlockers(product: string, facts: Facts, verdict: Missing, now: Instant): Blocker[] {
  const sources = sourcesOf(facts.layers, facts.account, facts.pools, facts.plan, product, now);
  let needed = verdict.requested - verdict.granted;
  const found = sources.flatMap((source) => {
    const blockers = source.capacity < needed ? blockersOfSource(source, facts, product, needed) : [];
    needed -= source.capacity < needed ? source.capacity : needed;
    return blockers;
  });
  return found.length ? found : [withoutWindows(facts.account)];
}

function blockersOfSource(
  { layer, account, capacity }: Source,
  facts: Facts,
  product: string,
  needed: Nano,
): Blocker[] {
  if (layer.layer !== 'ALLOWANCE') {
    const kind = layer.layer === 'POOL' ? 'POOL' : 'LOTS';
    const unblocksAt = nextEffective(account, layer.layer, product);
    return [{ kind, source: layer.source, account: account.address, limit: null, remaining: capacity, unblocksAt }];
  }
  return windowStates(account, facts.plan)
    .filter(({ remaining }) => remaining < needed)
    .sort((a, b) => (a.remaining < b.remaining ? -1 : a.remaining > b.remaining ? 1 : 0))
    .map(({ terms, instance, remaining }) => ({
      kind: 'WINDOW',
      source: `window:${terms.name}`,
      account: account.address,
      limit: terms.capacity,
      remaining,
      unblocksAt: instance?.resetsAt ?? null,
    }));
}

/** Where the allowance is the only layer, a plan that includes nothing is what stands in the way. */
function withoutWindows({ address }: Account): Blocker {
  return { kind: 'WINDOW', source: 'allowance', account: address, limit: 0n, remaining: 0n, unblocksAt: null };
}

function nextEffective(account: Account, layer: 'PROMOTION' | 'CREDITS' | 'POOL', product: string): Instant | null {
  const coming = account.lots.filter((lot) => !lot.effective && !lot.closed);
  const usable = coming.filter((lot) => {
    const started = { ...account, lots: [{ ...lot, effective: true }] };
    return layerLots(started, layer, product, lot.effectiveAt).length > 0;
  });
  return usable.length ? Math.min(...usable.map((lot) => lot.effectiveAt)) : null;
}

/** When the guard's running window ends; null where none runs. */
export function guardReset(account: Account): Instant | null {
  return account.guard && account.guard.startedAt + GUARD_MILLISECONDS;
}
