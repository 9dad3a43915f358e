/**
 * The world of a storm: a product whose prices make every number exact, plans whose windows reset within a minute, and
 * subjects of two tenants of whom one makes nearly a third of all requests.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { Random } from './random.js';

export interface Actor {
  tenant: string;
  subject: string;
  /** Claimed by the token, or given by whoever acts for the subject. */
  groups: string[];
  plan: string;
  /** Whether credits are bought as they run out. */
  toppedUp: boolean;
}

export const TENANTS = ['acme', 'globex'] as const;
/** The shared account that a tenant's waterfall ends in. */
export const POOLS: Record<string, string> = { acme: 'engineering', globex: 'studio' };
/** A unit of `call` costs one credit, an extra a quarter; `gratis` nothing; no card prices a marvel. */
export const PRODUCT = 'storm';
export const CREDIT = 1_000_000_000n;

const SINCE = '2026-04-01T00:00:00Z';
const CALL = { units: '1', extras: '0.25' };
const WINDOWS = { short: { capacity: '300', every: '1m' }, long: { capacity: '20000', every: '1h' } };
const TODAY = { today: { capacity: '4000', calendar: 'day' } };
/** What comes again each day: on these plans, and in each tenant's pool. */
export const DAILY_PLANS = ['daily', 'guarded'] as const;
export const DAILY_GRANT = 'storm-daily';
export const POOL_GRANT = 'storm-pool';
const EACH_DAY = { every: 'day' };
const DAILY = { id: DAILY_GRANT, kind: 'PROMOTIONAL', credits: '30', ...EACH_DAY, roll_over: { at_most: '10' } };
const POOL_DAILY = { id: POOL_GRANT, kind: 'ENTITLEMENT', credits: '150', ...EACH_DAY };

/** A token that claims it makes its subject one of acme's builders. */
export const BUILDERS_GROUP = 'engineering';
/** Who may approve more of a budget, in acme; the first of them is counted in those of its builders, too. */
export const APPROVERS = ['storm-lead-0', 'storm-lead-1'] as const;

/** The budget whose amount the policy editor changes. */
export const BUILDERS = 'p3, team:builders, product:storm, paid';

const ACME = `
p, role:member, product:storm, use, allow
p, role:member, product:layerless, use, allow
p, role:intern, product:storm, use, deny
p2, role:member, product:storm, allowance, 10
p2, role:member, product:storm, promotion, 20
p2, role:member, product:storm, credits, 30
p2, role:engineer, product:storm, pool:engineering, 40
p2, role:member, product:layerless, credits, never
g2, group:${BUILDERS_GROUP}, team:builders
g2, ${APPROVERS[0]}, team:builders
g2, team:builders, team:storm
g, ${APPROVERS[0]}, role:storm_lead
g, ${APPROVERS[1]}, role:storm_lead
p, role:storm_lead, budget:*, approve, allow
p3, team:storm, product:storm, any, 50000000, day, cap
p3, team:storm, product:storm, any, 60000000, month, cap
p3, each team:builders, product:storm, credits, 250, 1h, cap
${BUILDERS}, 400, day, cap
p3, each role:member, product:storm, promotion, 150, day, cap
p3, each session, product:storm, any, 40, once, cap
`;

/** The names of sessions, of each subject: few enough that each is met again. */
export const SESSIONS = Array.from({ length: 40 }, (_, i) => `task-${i}`);

/** Adds the storm's product, plans and rules to a copy of the shipped policies. */
export function prepareStormPolicies(policyDir: string): void {
  const path = join(policyDir, 'catalog.yaml');
  const catalog = parseDocument(readFileSync(path, 'utf8'));
  const set = (keys: string[], value: unknown) => catalog.setIn(keys, catalog.createNode(value));
  set(['products', PRODUCT], { features: { call: ['units', 'extras', 'marvels'], gratis: ['units'] } });
  set(['products', 'layerless'], { features: { call: ['units'] } });
  for (const [product, prices] of Object.entries({
    [PRODUCT]: { call: CALL, gratis: { units: '0' } },
    layerless: { call: { units: '1' } },
  })) {
    catalog.addIn(['rate_cards'], catalog.createNode({ id: product, product, effective_at: SINCE, per: 1, prices }));
  }
  for (const tenant of TENANTS) {
    set(['tenants', tenant, 'admins_may', 'resets'], '999999 per month');
    set(['tenants', tenant, 'pools', POOLS[tenant] ?? ''], { grants: [POOL_DAILY] });
  }
  set(['plans', 'storm'], { windows: WINDOWS });
  set(['plans', 'daily'], { windows: { ...WINDOWS, ...TODAY }, grants: [DAILY] });
  set(['plans', 'guarded'], { requests_per_minute: 2, windows: WINDOWS, grants: [DAILY] });
  writeFileSync(path, catalog.toString({ lineWidth: 0 }));
  const policy = join(policyDir, 'acme', 'policy.csv');
  writeFileSync(policy, readFileSync(policy, 'utf8') + ACME);
}

export class StormWorld {
  readonly actors: Actor[];
  /** Of everyone but the first, by rank. */
  private readonly cumulative: number[] = [];

  constructor(accounts: number) {
    this.actors = Array.from({ length: accounts }, (_, i) => {
      const tenant = TENANTS[i % 2] ?? 'acme';
      // The first draws on everything there is; others have no window, or no pool, or are granted something each day.
      const groups = tenant === 'acme' && i % 3 === 0 ? [BUILDERS_GROUP] : [];
      const plan = ['storm', 'payg', 'daily', 'storm'][i % 4] ?? 'storm';
      return { tenant, subject: `storm-${i}`, groups, plan, toppedUp: i % 8 === 1 };
    });
    let sum = 0;
    for (let rank = 1; rank < accounts; rank++) this.cumulative.push((sum += 1 / rank));
  }

  /** Somebody: the first with a probability of 0.3, the others by Zipf's law. */
  anyone(random: Random): Actor {
    if (random.chance(0.3)) return this.actors[0] as Actor;
    const at = random.next() * (this.cumulative.at(-1) ?? 0);
    let [low, high] = [0, this.cumulative.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.cumulative[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return this.actors[low + 1] ?? (this.actors[0] as Actor);
  }
}
