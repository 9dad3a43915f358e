/**
 * What an edit of the catalog must not do by mistake to grants that come again: take one away, or have it follow another
 * calendar, under which its periods are others.
 */
import { RESETS, type GrantTerms } from '../core/grant-terms.js';
import type { Catalog } from './catalog.js';

/** Something that happens to a grant; `plan` is null where it is a pool's. */
export interface GrantLoss<G> {
  plan: string | null;
  problem: G;
}

type Guard<G> = (id: string, path: readonly PropertyKey[], message: string) => G;

/** @param guarded makes the problem, from its id, its place and what it is */
export function lostGrants<G>(live: Catalog, next: Catalog, guarded: Guard<G>): GrantLoss<G>[] {
  const lost: GrantLoss<G>[] = [];
  for (const [plan, grants] of live.grants.plans) {
    if (!next.plans.has(plan)) continue;
    const place = { name: plan, what: `plan "${plan}", and accounts are on the plan`, path: ['plans', plan] };
    const problems = lossesOf(grants, next.grants.plans.get(plan) ?? [], place, guarded);
    lost.push(...problems.map((problem) => ({ plan, problem })));
  }
  for (const [tenant, pools] of live.grants.pools) {
    if (!next.tenants.has(tenant)) continue;
    for (const [address, grants] of pools) {
      const path = ['tenants', tenant, 'pools', address.slice('pool:'.length)];
      const place = { name: `${tenant}/${address}`, what: `${address} of ${tenant}`, path };
      const problems = lossesOf(grants, next.grants.pools.get(tenant)?.get(address) ?? [], place, guarded);
      lost.push(...problems.map((problem) => ({ plan: null, problem })));
    }
  }
  return lost;
}

interface Place {
  name: string;
  what: string;
  path: readonly PropertyKey[];
}

function lossesOf<G>(
  before: readonly GrantTerms[],
  after: readonly GrantTerms[],
  { name, what, path }: Place,
  guarded: Guard<G>,
): G[] {
  return before.flatMap(({ id, calendar }): G[] => {
    const at = after.findIndex((grant) => grant.id === id);
    if (at < 0) {
      const which = id === RESETS ? 'what puts resets in store' : `the grant "${id}"`;
      const message = `${which} is gone from ${what}: it would come no more, or once more under another name`;
      return [guarded(`grant-removed:${name}/${id}`, path, message)];
    }
    const now = after[at]!.calendar;
    const isSame = now.period === calendar.period && now.anchor === calendar.anchor && now.zone === calendar.zone;
    if (isSame) return [];
    const message = `the grant "${id}" of ${what}, comes by another calendar: each of its periods that runs ends by the old one`;
    return [guarded(`grant-moved:${name}/${id}`, [...path, 'grants', at], message)];
  });
}
