/**
 * The closed world of the model-based test: its products, prices, plans, and the files that may be swapped while it
 * runs, each as the text that the engine reads and, beside it, as what the rules make of that text.
 */
export const START = Date.UTC(2026, 8, 7, 9);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type Subject = 'alice' | 'bob';
export type AccountName = Subject | 'team';

/** Nano-credits of a decimal string. */
export function nano(credits: string): bigint {
  const [whole = '0', fraction = ''] = credits.split('.');
  return BigInt(whole) * 10n ** 9n + BigInt(fraction.padEnd(9, '0'));
}

/** Features by product, and what each counts. `meter/secret` has no price. */
export const FEATURES: Record<string, Record<string, string[]>> = {
  meter: { call: ['units', 'extras'], gratis: ['units'], secret: ['units'] },
  film: { shot: ['seconds'] },
};

/** The price per unit of a dimension, by a card that is in force from `since`; `plan` null: for every plan. */
export interface Card {
  id: string;
  product: string;
  since: number;
  plan: string | null;
  prices: Record<string, Record<string, string>>;
  /** What features cost, all of it, where a hold uses more than so many units of some dimensions. */
  above?: Record<string, Above>;
}
interface Above {
  dimension: string;
  limit: number;
  counting: string[];
  prices: Record<string, string>;
}

const APRIL = Date.UTC(2026, 3, 1);
/** Beyond a size, units and extras count together in the first card, units alone in the second. */
const BEYOND = { dimension: 'units', limit: 6, counting: ['units', 'extras'], prices: { units: '1.5', extras: '3' } };
const BEYOND_2 = { dimension: 'units', limit: 4, counting: ['units'], prices: { units: '2.5', extras: '2.500000001' } };
const meter = (units: string, extras: string) => ({ call: { units, extras }, gratis: { units: '0' } });
export const CARDS: Card[] = [
  {
    id: 'meter-1',
    product: 'meter',
    since: APRIL,
    plan: null,
    prices: meter('1', '2.500000001'),
    above: { call: BEYOND },
  },
  {
    id: 'meter-2',
    product: 'meter',
    since: START + 8 * HOUR,
    plan: null,
    prices: meter('2', '2.500000001'),
    above: { call: BEYOND_2 },
  },
  { id: 'meter-guarded', product: 'meter', since: APRIL, plan: 'guarded', prices: meter('0.5', '2') },
  { id: 'film-1', product: 'film', since: APRIL, plan: null, prices: { shot: { seconds: '3' } } },
];

/** Windows in the plan's order; `every` in milliseconds, or the UTC day. */
export interface WindowTerms {
  name: string;
  capacity: string;
  every: number | 'day';
}
export interface Plan {
  requestsPerMinute: number | null;
  windows: WindowTerms[];
}
export interface Catalog {
  title: string;
  plans: Record<string, Plan>;
  maxDebt: string;
  /** Null: all overshoot becomes debt. */
  forgivePerMonth: string | null;
  /** How many open holds a subject may have; null: more than any sequence opens. */
  mostHolds: number | null;
  /** How many percent of the team's credits one subject may hold; null: all. */
  mostOfTeam: number | null;
}

function plans(fiveHour: string, daily: string): Record<string, Plan> {
  const short: WindowTerms = { name: 'five_hour', capacity: fiveHour, every: 5 * HOUR };
  const long: WindowTerms = { name: 'daily', capacity: daily, every: 'day' };
  return {
    twin: { requestsPerMinute: null, windows: [short, long] },
    guarded: { requestsPerMinute: 1, windows: [short] },
    bare: { requestsPerMinute: null, windows: [] },
  };
}

/** What `catalog.yaml` may say. */
export const CATALOGS: Catalog[] = [
  {
    title: 'debt up to 20',
    ...{ plans: plans('8', '12'), maxDebt: '20', forgivePerMonth: null, mostHolds: null, mostOfTeam: null },
  },
  {
    title: 'overshoot forgiven up to 10 a month, 2 holds and 40 % of the pool for each subject',
    ...{ plans: plans('8', '12'), maxDebt: '0', forgivePerMonth: '10', mostHolds: 2, mostOfTeam: 40 },
  },
  {
    title: 'smaller windows, 2 holds for each subject, and no debt',
    ...{ plans: plans('5', '6'), maxDebt: '0', forgivePerMonth: null, mostHolds: 2, mostOfTeam: null },
  },
];

export const FIRST_PLAN = 'twin';

/** A catalog as the file is written. @param team what the pool is called */
export function catalogText(
  { plans, maxDebt, forgivePerMonth, mostHolds, mostOfTeam }: Catalog,
  { team }: { team: string },
): string {
  const of = (all: object) => JSON.stringify(all);
  const cards = CARDS.map(({ id, product, since, plan, prices: usual, above = {} }) => {
    const effective = new Date(since).toISOString();
    const features = Object.entries(usual).map(([feature, prices]) => {
      const { dimension, limit, ...size } = above[feature] ?? {};
      return [feature, { ...prices, ...(dimension && { above: { [dimension]: limit, ...size } }) }];
    });
    const prices: unknown = Object.fromEntries(features);
    const terms = of({ id, product, ...(plan && { plans: [plan] }), per: 1, prices });
    return `  - { effective_at: ${effective}, ${terms.slice(1)}`;
  });
  const window = ({ capacity, every }: WindowTerms) =>
    every === 'day' ? { capacity, calendar: every } : { capacity, every: `${every / HOUR}h` };
  const planLines = Object.entries(plans).map(([id, { requestsPerMinute, windows }]) => {
    const guard = requestsPerMinute && { requests_per_minute: requestsPerMinute };
    const included = windows.length && {
      windows: Object.fromEntries(windows.map((each) => [each.name, window(each)])),
    };
    return `  ${id}: ${of({ ...(guard || {}), ...(included || {}) })}`;
  });
  const products = Object.entries(FEATURES).map(([id, features]) => `  ${id}: ${of({ features })}`);
  const overshoot =
    forgivePerMonth === null
      ? { policy: 'DEBT', max_debt: maxDebt }
      : { policy: 'FORGIVE', forgive_per_month: forgivePerMonth };
  const grant = { PROMOTIONAL: '9999999 per month', REFUND: '9999999 per month', ENTITLEMENT: '9999999 per month' };
  const adminsMay = { grant, plans: 'all', resets: '9999 per month', correct: '9000000 per month' };
  const bounds = {
    ...(mostHolds && { most_holds: mostHolds }),
    ...(mostOfTeam && { pools: { [team]: { most_of_pool: `${mostOfTeam}%` } } }),
  };
  const tenant = `  acme: ${of({ default_plan: FIRST_PLAN, overshoot, admins_may: adminsMay, ...bounds })}`;
  const parts = ['format: 1', 'products:', ...products, 'rate_cards:', ...cards, 'plans:', ...planLines, 'tenants:'];
  return [...parts, tenant, ''].join('\n');
}

/** What may be spent, as a `p3` line says it: by the team of both, by each of them, or in each of their sessions. */
export interface BudgetTerms {
  who: 'team' | 'each team' | 'each session';
  /** The product; null for all. */
  product: string | null;
  source: 'any' | 'paid' | 'allowance' | 'promotion' | 'credits' | 'pool';
  period: '5h' | 'day' | 'once';
  pacedHourly: boolean;
  /** Null: it only alerts. */
  limit: string | null;
}

/** What a tenant's `policy.csv` may say; in the lines, names of this world stand in capitals. */
export interface Policy {
  title: string;
  lines: string[];
  layers: (subject: Subject, product: string) => string[];
  denies: (subject: Subject, feature: string) => boolean;
  /** In the order of their lines. */
  budgets: BudgetTerms[];
}

const OWN = ['allowance', 'promotion', 'credits'];
const ranked = (role: string, product: string, ...layers: string[]) =>
  layers.map((layer, i) => `p2, role:${role}, product:${product}, ${layer}, ${10 * (i + 1)}`);

const budget = (
  who: BudgetTerms['who'],
  source: BudgetTerms['source'],
  limit: string | null,
  period: BudgetTerms['period'],
  more: Partial<BudgetTerms> = {},
): BudgetTerms => ({ who, product: null, source, period, pacedHourly: false, limit, ...more });

/** The same budgets, of which one has more, one has less, and one is gone. */
const TEAM_OF_TWO = [
  budget('team', 'any', '24', 'day'),
  budget('each team', 'paid', '6', '5h'),
  budget('each session', 'any', '7.5', 'once', { product: 'meter' }),
];
const CHANGED = [budget('team', 'any', '9', 'day', { pacedHourly: true }), budget('each team', 'paid', '15', '5h')];

export const POLICIES: Policy[] = [
  {
    title: 'alice falls back on the pool',
    lines: [...ranked('member', '*', ...OWN), 'p2, role:engineer, product:*, pool:TEAM, 40', 'g, ALICE, role:engineer'],
    layers: (subject) => (subject === 'alice' ? [...OWN, 'pool'] : OWN),
    denies: () => false,
    budgets: [],
  },
  {
    title: 'promotions first, and both share the pool',
    lines: ranked('member', '*', 'promotion', 'allowance', 'pool:TEAM', 'credits'),
    layers: () => ['promotion', 'allowance', 'pool', 'credits'],
    denies: () => false,
    budgets: TEAM_OF_TWO,
  },
  {
    title: 'the pool before all else, bob may not call, and no line orders film',
    lines: [
      ...ranked('member', 'meter', 'pool:TEAM', ...OWN),
      'p, role:intern, product:meter/call, use, deny',
      'g, BOB, role:intern',
    ],
    layers: (_, product) => (product === 'meter' ? ['pool', ...OWN] : OWN),
    denies: (subject, feature) => subject === 'bob' && feature === 'meter/call',
    budgets: [budget('team', 'pool', '4', 'once'), budget('each team', 'any', '3', 'day', { limit: null })],
  },
  {
    title: 'the team may spend less, by the hour, and each of the two more',
    lines: ranked('member', '*', 'promotion', 'allowance', 'pool:TEAM', 'credits'),
    layers: () => ['promotion', 'allowance', 'pool', 'credits'],
    denies: () => false,
    budgets: CHANGED,
  },
  {
    title: 'nothing gives to meter',
    lines: ['p2, role:member, product:meter, allowance, never'],
    layers: (_, product) => (product === 'meter' ? [] : OWN),
    denies: () => false,
    budgets: [],
  },
];

/** A policy as the file is written, for one run's names. */
export function policyText({ lines, budgets }: Policy, names: Record<AccountName, string>): string {
  const actions = ['read', 'act_for', 'purchase', 'grant', 'manage', 'correct'];
  const base = [
    '# spillway-policy: 1',
    'p, role:admin, policy, write, allow',
    ...actions.map((action) => `p, role:admin, account:*, ${action}, allow`),
    'p, role:member, product:*, use, allow',
    'g, admin, role:admin',
    'g, *, role:member',
  ];
  const teams = ['g2, ALICE, team:TEAM', 'g2, BOB, team:TEAM'];
  const spending = budgets.map(({ who, product, source, period, pacedHourly, limit }) => {
    const name = `${who.replace('team', 'team:TEAM')}, product:${product ?? '*'}, ${source.replace('pool', 'pool:TEAM')}`;
    return `p3, ${name}, ${limit ?? '3'}, ${period}${pacedHourly ? ' paced hourly' : ''}, ${limit === null ? 'alert' : 'cap'}`;
  });
  const all = [...lines, ...(budgets.length > 0 ? [...teams, ...spending] : [])];
  const named = all.map((line) =>
    line.replace('ALICE', names.alice).replace('BOB', names.bob).replaceAll('TEAM', names.team),
  );
  return [...base, ...named, ''].join('\n');
}
