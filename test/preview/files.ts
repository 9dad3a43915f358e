/** The files that the histories of these tests are made under, and candidates for them. */
import type { Files } from './still-engine.js';

const CATALOG = `format: 1
products:
  meter: { features: { call: [units, extras], gratis: [units] } }
  film: { features: { shot: [seconds] } }
rate_cards:
  - id: meter-1
    product: meter
    effective_at: 2026-04-01T00:00:00Z
    per: 1
    prices:
      call:
        units: "1"
        extras: "2.5"
        above: { units: 12, counting: [units, extras], prices: { units: "1.5", extras: "3" } }
      gratis: { units: "0" }
  - id: film-1
    product: film
    effective_at: 2026-04-01T00:00:00Z
    per: 1
    prices: { shot: { seconds: "3" } }
plans:
  free:
    windows:
      five_hour: { capacity: "12", every: 5h }
      daily: { capacity: "30", calendar: day }
  plus:
    requests_per_minute: 6
    windows:
      five_hour: { capacity: "25", every: 5h }
      weekly: { capacity: "120", every: 7d }
      films: { capacity: "15", calendar: day, products: [film] }
    grants:
      - { id: daily, kind: ENTITLEMENT, credits: "6", every: day, roll_over: { at_most: "2" } }
    resets: { every: week, keep: 2 }
  bare: {}
tenants:
  acme:
    default_plan: free
    overshoot: { policy: DEBT, max_debt: "8" }
    most_holds: 6
    pools:
      team: { most_of_pool: 60%, grants: [{ id: team-daily, kind: ENTITLEMENT, credits: "150", every: day }] }
    admins_may:
      grant: { PROMOTIONAL: "10000000 per month", ENTITLEMENT: "10000000 per month", REFUND: "10000000 per month" }
      plans: all
      resets: 100000 per month
      correct: "9000000 per month"
`;

const ADMIN = ['read', 'act_for', 'check', 'report', 'release', 'purchase', 'grant', 'manage', 'correct'];
const RULES = [
  '# spillway-policy: 1',
  'p, role:member, product:*, use, allow',
  'p, role:intern, product:film, use, deny',
  'p, role:admin, product:*, use, allow',
  ...ADMIN.map((action) => `p, role:admin, account:*, ${action}, allow`),
  'p, role:admin, policy, read, allow',
  'p, role:admin, policy, write, allow',
  'p, role:admin, budget:*, approve, allow',
  'g, admin, role:admin',
  'g, group:engineers, role:engineer',
  'g, group:interns, role:intern',
  'g, *, role:member',
  'g2, group:engineers, team:build',
  'g2, s3, team:build',
  'p2, role:member, product:*, allowance, 10',
  'p2, role:member, product:*, promotion, 20',
  'p2, role:member, product:*, credits, 30',
  'p2, role:engineer, product:*, pool:team, 40',
  'p3, team:build, product:*, any, 400, day, cap',
  'p3, each team:build, product:meter, paid, 25, 5h, cap',
  'p3, each session, product:*, any, 60, once, cap',
  'p3, each role:intern, product:*, any, 60, day paced hourly, cap',
  'p3, tenant, product:*, any, 600, week, alert',
];

const policyOf = (lines: readonly string[]) => `${lines.join('\n')}\n`;

export const FILES: Files = { catalog: CATALOG, policy: policyOf(RULES) };

/** Interns may make no calls either, films come from the pool first, the team may spend less, and sessions as they like. */
export const OTHER_POLICY = policyOf(
  RULES.flatMap((line) => {
    if (line.startsWith('p, role:intern')) return ['p, role:intern, product:meter/call, use, deny'];
    if (line.startsWith('p2, role:engineer')) return ['p2, role:engineer, product:*, pool:team, 15'];
    if (line.startsWith('p3, team:build')) return ['p3, team:build, product:*, any, 250, day, cap'];
    if (line.startsWith('p3, each session')) return [];
    return [line];
  }),
);

/** Calls become dearer two hours after the start, and the plan plus has a larger window and gives more each day. */
export const OTHER_CATALOG = CATALOG.replace(
  '  - id: film-1\n',
  `  - id: meter-2
    product: meter
    effective_at: 2026-09-07T11:00:00Z
    per: 1
    prices: { call: { units: "1.25", extras: "2.75" }, gratis: { units: "0.1" } }
  - id: film-1\n`,
)
  .replace('five_hour: { capacity: "25"', 'five_hour: { capacity: "30"')
  .replace('credits: "6", every: day', 'credits: "9", every: day');
