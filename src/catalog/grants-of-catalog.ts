/**
 * The grants that come again, from the catalog's plans and pools, with what an account may come to have of them at once.
 */
import { addressOfKind } from '../core/address.js';
import { formatCredits, NANO_PER_CREDIT, sum } from '../core/amounts.js';
import { RESETS, type GrantCalendar, type GrantTerms } from '../core/grant-terms.js';
import type { Nano } from '../core/words.js';
import type { RecurringGrants } from './catalog.js';
import type { CatalogShape, GrantsShape } from './catalog-shape.js';
import type { Path } from './places.js';
import type { Report } from './report.js';

/** What one plan or pool gives lies on an account as so many lots at most, of so many credits. */
const MOST_AT_ONCE = { lots: 200, nano: 100_000_000n * NANO_PER_CREDIT };

const SHORTEST_SECONDS = { day: 86_400, week: 7 * 86_400, month: 28 * 86_400 };

/** @param report told of each mistake, with its place */
export function toGrants({ plans, tenants }: CatalogShape, report: Report): RecurringGrants {
  const ofPlans = Object.entries(plans).flatMap(([plan, terms]) => {
    const grants = [...toList(terms.grants, ['plans', plan, 'grants'], report), ...toResets(terms.resets)];
    return grants.length > 0 ? [[plan, grants] as const] : [];
  });
  const ofPools = Object.entries(tenants).flatMap(([tenant, { pools }]) => {
    const own = Object.entries(pools).flatMap(([pool, terms]) => {
      const path = ['tenants', tenant, 'pools', pool, 'grants'];
      const grants = toList(terms.grants, path, report);
      for (const [i, { anchor }] of terms.grants.entries()) {
        if (anchor === 'subscription')
          report('catalog/grant', [...path, i, 'anchor'], 'a pool has no subscription: it follows the calendar');
      }
      return grants.length > 0 ? [[addressOfKind('pool', pool), grants] as const] : [];
    });
    return own.length > 0 ? [[tenant, new Map(own)] as const] : [];
  });
  return { plans: new Map(ofPlans), pools: new Map(ofPools) };
}

function toList(grants: GrantsShape, path: Path, report: Report): GrantTerms[] {
  for (const [i, { id }] of grants.entries()) {
    const first = grants.findIndex((other) => other.id === id);
    if (first !== i) report('catalog/repeated', [...path, i, 'id'], `a grant "${id}" stands above already`);
  }
  const lots = sum(grants, (grant) => BigInt(atOnce(grant)));
  if (lots > MOST_AT_ONCE.lots) {
    report(
      'catalog/grant',
      path,
      `so many lots would live at once: ${lots}, and ${MOST_AT_ONCE.lots} may; let them live shorter`,
    );
  }
  const nano: Nano = sum(grants, (grant) => grant.credits * BigInt(atOnce(grant)));
  if (nano > MOST_AT_ONCE.nano) {
    const [credits, most] = [formatCredits(nano), formatCredits(MOST_AT_ONCE.nano)];
    report('catalog/grant', path, `so many credits would live at once: ${credits}, and ${most} may`);
  }
  return grants.map(toTerms);
}

/** How many lots of a grant live at once, what rolls over with them. */
function atOnce({ every, lives, roll_over: rolls }: GrantsShape[number]): number {
  return lives === 'period' ? (rolls ? 2 : 1) : Math.ceil(lives / SHORTEST_SECONDS[every]);
}

/** Resets come again as grants do, and none of them is a lot. */
function toResets(resets: CatalogShape['plans'][string]['resets']): GrantTerms[] {
  if (!resets) return [];
  const { every, anchor, zone, keep } = resets;
  const nothing = { kind: 'PROMOTIONAL', amount: 0n, livesMs: null, rollOver: null } as const;
  return [{ id: RESETS, ...nothing, calendar: toCalendar(every, anchor, zone), keep }];
}

function toCalendar(period: GrantCalendar['period'], anchor: string, zone: string | undefined): GrantCalendar {
  const bySubscription = anchor === 'subscription' && { anchor: 'subscription' as const };
  return { period, ...bySubscription, ...(zone !== undefined && zone !== 'UTC' && { zone }) };
}

function toTerms({ id, kind, credits, every, anchor, zone, lives, roll_over: rolls }: GrantsShape[number]): GrantTerms {
  return {
    ...{ id, kind, amount: credits },
    calendar: toCalendar(every, anchor, zone),
    livesMs: lives === 'period' ? null : lives * 1000,
    rollOver: rolls?.at_most ?? null,
  };
}
