/**
 * The shape of catalog.yaml, key by key, and how its texts become exact numbers: amounts nano-credits, instants
 * milliseconds. Unknown keys are mistakes. What one part says about another is checked in parse-catalog.ts.
 */
import { z } from 'zod';
import { lotKinds, type LotKind } from '../core/kinds.js';
import type { Nano } from '../core/words.js';
import { LONGEST_HOLD_SECONDS } from './catalog.js';
import { inWords } from './issue-words.js';
import { problemOfZone } from './zone-names.js';

const NANO_PER_CREDIT = 1_000_000_000n;

/** What a tenant, and so its folder under the policy directory, may be called. */
export const TENANT_NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;

const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'a name is 1 to 100 letters, digits, ".", "_" or "-", with no ":" or "/"',
  );
const dimension = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'a dimension is lower case, like input_tokens');
const tenantName = z.string().regex(TENANT_NAME, 'a tenant is lower-case letters, digits, "_" or "-", like its folder');

const AMOUNT = 'an amount is a decimal number in quotes, like "12.5", with at most 9 digits before the point';
const decimal = z.string({ error: AMOUNT }).regex(/^(0|[1-9][0-9]{0,8})(\.[0-9]{1,18})?$/, AMOUNT);

/** Credits in quotes, as nano-credits. */
export const credits = decimal.transform((text, context) => {
  const nano = nanoPer(text, 1n);
  if (nano !== null) return nano;
  context.addIssue({ code: 'custom', message: `${text} credits are no whole number of nano-credits` });
  return z.NEVER;
});

/** An instant in UTC, as milliseconds. */
export const instant = z.string({ error: 'an instant looks like 2026-04-01T00:00:00Z' }).transform((text, context) => {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse lets 30 February roll over into March.
  if (!Number.isNaN(at) && new Date(at).toISOString() === text.replace(/:(\d\d)Z$/, ':$1.000Z')) return at;
  context.addIssue({ code: 'custom', message: `"${text}" is no instant like 2026-04-01T00:00:00Z (UTC)` });
  return z.NEVER;
});

const SECONDS = { m: 60, h: 3_600, d: 86_400 };
const period = z.string().transform((text, context) => {
  const match = /^([1-9][0-9]{0,4})([mhd])$/.exec(text);
  if (match) return Number(match[1]) * SECONDS[match[2] as keyof typeof SECONDS];
  context.addIssue({ code: 'custom', message: `"${text}" is no duration like 30m, 5h or 7d` });
  return z.NEVER;
});

const longestHold = period.refine((seconds) => seconds <= LONGEST_HOLD_SECONDS, {
  message: 'longest_hold is a duration of at most 24h',
});

const zone = z.string({ error: 'a zone is named as by IANA, like Europe/Berlin' }).transform((text, context) => {
  const problem = problemOfZone(text);
  if (problem === null) return text;
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
});

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
/** How many days after Monday. */
const weekday = z
  .enum(WEEKDAYS, { error: 'a week starts on a day of the week, like monday' })
  .transform((day) => WEEKDAYS.indexOf(day));

/** A feature of any product, as policies name it. */
const featureName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\/[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'a feature of a window names its product too, like codex/gpt-5.5',
  );
const NAMES_SOMETHING = 'names something, or is left out: then everything counts in the window';

const windowTerms = z
  .strictObject({
    capacity: credits,
    every: period.optional(),
    calendar: z.enum(['day', 'week', 'month']).optional(),
    anchor: z.literal('subscription', { error: 'anchor is subscription: months of it' }).optional(),
    zone: zone.optional(),
    starts: weekday.optional(),
    products: z.array(name).nonempty(`products ${NAMES_SOMETHING}`).optional(),
    features: z.array(featureName).nonempty(`features ${NAMES_SOMETHING}`).optional(),
    yields: z.boolean().default(false),
  })
  .superRefine(({ every, calendar, anchor, zone: inZone, starts }, context) => {
    const wrong = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if ([every, calendar, anchor].filter((each) => each !== undefined).length !== 1) {
      wrong(
        [],
        'a window has one of every (5h after its first use), calendar (day, week, month) and anchor (subscription)',
      );
    } else if (every !== undefined && inZone !== undefined) {
      wrong(['zone'], 'a window that begins with its first use has no zone; one with calendar or anchor may');
    } else if (calendar !== 'week' && starts !== undefined) {
      wrong(['starts'], 'only weeks start on a day of the week: calendar: week');
    }
  });

const PERCENT = 'a share is more than 0% and at most 100%, with at most 2 digits after the point, like 25%';
/** In hundredths of a percent. */
const share = z.string({ error: PERCENT }).transform((text, context) => {
  const match = /^(0|[1-9][0-9]{0,2})(?:\.([0-9]{1,2}))?%$/.exec(text);
  const hundredths = match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : 0;
  if (hundredths > 0 && hundredths <= 10_000) return hundredths;
  context.addIssue({ code: 'custom', message: `"${text}" is no share: ${PERCENT}` });
  return z.NEVER;
});

const slowDown = z.strictObject({ below: share });
const positive = credits.refine((nano) => nano > 0n, { message: 'it must be more than "0"' });

const grant = z
  .strictObject({
    id: name,
    kind: z.enum(lotKinds),
    credits: positive,
    every: z.enum(['day', 'week', 'month']),
    anchor: z.enum(['calendar', 'subscription']).default('calendar'),
    zone: zone.optional(),
    lives: z
      .union([z.literal('period'), period], { error: 'lives is period, or a duration like 90d' })
      .default('period'),
    roll_over: z.strictObject({ at_most: positive }).optional(),
  })
  .refine(({ kind }) => kind !== 'PURCHASED', {
    path: ['kind'],
    message: 'PURCHASED credits are paid for: none come by themselves',
  })
  .refine(({ anchor, every }) => anchor === 'calendar' || every === 'month', {
    path: ['anchor'],
    message: 'a subscription has months: every: month',
  })
  .refine(({ lives, roll_over: rolls }) => lives === 'period' || rolls === undefined, {
    path: ['roll_over'],
    message: 'what rolls over ends with its period: leave lives out, or roll_over',
  });

const grants = z.array(grant).max(20, 'a plan or a pool has at most 20 grants').default([]);

const resets = z
  .strictObject({
    every: z.enum(['day', 'week', 'month']),
    anchor: z.enum(['calendar', 'subscription']).default('calendar'),
    zone: zone.optional(),
    keep: z.int().positive().max(100),
  })
  .refine(({ anchor, every }) => anchor === 'calendar' || every === 'month', {
    path: ['anchor'],
    message: 'a subscription has months: every: month',
  });

const plan = z.strictObject({
  requests_per_minute: z.int().positive().max(1_000_000).nullish(),
  windows: z.record(name, windowTerms).default({}),
  slow_down: slowDown.optional(),
  grants,
  resets: resets.optional(),
});

/** The key that says what a feature costs beyond a size; with a price as its value it is a dimension of that name. */
const ABOVE = 'above';

/** Beside these two keys, the one dimension that the limit is told of. */
const sizePrices = z
  .object({
    counting: z.array(dimension).nonempty('counting names the dimensions whose units count together'),
    prices: z.record(dimension, decimal),
  })
  .catchall(z.int().positive())
  .transform(({ counting, prices, ...limits }, context) => {
    const [limit, ...more] = Object.entries(limits);
    if (limit && more.length === 0) return { dimension: limit[0], limit: limit[1], counting, prices };
    const message = 'it names one dimension with its limit, counting and prices, like { input_tokens: 272000, … }';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

/** Where a price or a size could stand, what stands there says which is meant. */
const above = z.unknown().transform((value, context) => {
  const read = (typeof value === 'object' && value !== null ? sizePrices : decimal).safeParse(value, {
    error: inWords,
  });
  if (read.success) return read.data;
  for (const { path, message } of read.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

const featurePrices = z
  .object({ [ABOVE]: above.optional() })
  .catchall(decimal)
  .superRefine((prices, context) => {
    for (const key of Object.keys(prices)) {
      const name = dimension.safeParse(key);
      if (!name.success) context.addIssue({ code: 'custom', path: [key], message: name.error.issues[0]!.message });
    }
  })
  .transform(({ [ABOVE]: beyond, ...usual }) => ({
    usual: typeof beyond === 'string' ? { [ABOVE]: beyond, ...usual } : usual,
    above: typeof beyond === 'object' ? beyond : null,
  }));

export type SizeShape = z.output<typeof sizePrices>;

const rateCard = z.strictObject({
  id: name,
  product: name,
  plans: z.array(name).nonempty('plans names at least one plan; leave it out for every plan').optional(),
  effective_at: instant,
  per: z.int().positive().max(1_000_000_000_000),
  prices: z.record(name, featurePrices),
});

const overshoot = z.discriminatedUnion('policy', [
  z.strictObject({ policy: z.literal('FORGIVE'), forgive_per_month: credits.optional() }),
  z.strictObject({ policy: z.literal('DEBT'), max_debt: credits }),
]);

const debt = z.strictObject({ repaid_by: z.array(z.enum(lotKinds)) });
const PER_MONTH = ' per month';

/** What stands before "per month", or null where the text says no such thing. */
function perMonth(text: string): string | null {
  return text.endsWith(PER_MONTH) ? text.slice(0, -PER_MONTH.length) : null;
}

const creditsPerMonth = z.string({ error: 'it looks like "1000 per month"' }).transform((text, context) => {
  const amount = credits.safeParse(perMonth(text));
  if (amount.success) return amount.data;
  context.addIssue({ code: 'custom', message: `"${text}" is no amount per month like "1000 per month"` });
  return z.NEVER;
});

const timesPerMonth = z.string({ error: 'it looks like 3 per month' }).transform((text, context) => {
  const times = perMonth(text);
  if (times !== null && /^(0|[1-9][0-9]{0,5})$/.test(times)) return Number(times);
  context.addIssue({ code: 'custom', message: `"${text}" is no number per month like 3 per month` });
  return z.NEVER;
});

const mayGrant = z
  .partialRecord(z.enum(lotKinds), creditsPerMonth)
  .superRefine((grant: Partial<Record<LotKind, Nano>>, context) => {
    if (grant.PURCHASED === undefined) return;
    const message = 'PURCHASED credits that nobody paid for here are granted by the operator alone';
    context.addIssue({ code: 'custom', path: ['PURCHASED'], message });
  });

const adminsMay = z.strictObject({
  grant: mayGrant.default({}),
  plans: z.union([z.literal('all'), z.array(name)], { error: 'plans is a list of plans, or all' }).default([]),
  resets: timesPerMonth.default(0),
  correct: creditsPerMonth.default(0n),
});

const tenant = z.strictObject({
  default_plan: name,
  overshoot: overshoot.optional(),
  admins_may: adminsMay.optional(),
  debt: debt.optional(),
  longest_hold: longestHold.default(LONGEST_HOLD_SECONDS),
  most_holds: z.int().positive().max(1_000_000).optional(),
  pools: z.record(name, z.strictObject({ most_of_pool: share.optional(), grants })).default({}),
});

const feature = z.union(
  [
    z.array(dimension).nonempty(),
    z.strictObject({
      dimensions: z.array(dimension).nonempty(),
      inclusive: z.record(dimension, dimension).default({}),
    }),
  ],
  { error: 'a feature is a list of dimensions, or { dimensions: […], inclusive: { one: another } }' },
);

export const catalogShape = z.strictObject({
  format: z.literal([1, 2], { error: 'this Spillway reads format: 1 and format: 2' }),
  products: z.record(name, z.strictObject({ features: z.record(name, feature) })),
  rate_cards: z.array(rateCard),
  plans: z.record(name, plan),
  tenants: z.record(tenantName, tenant),
});

export type CatalogShape = z.output<typeof catalogShape>;
export type GrantsShape = CatalogShape['plans'][string]['grants'];

/**
 * Nano-credits for one unit where `text` credits are asked per `units` of them; null where that is not a whole number.
 * `text` is a decimal number without sign or exponent.
 */
export function nanoPer(text: string, units: bigint): Nano | null {
  const [whole = '0', fraction = ''] = text.split('.');
  const scale = 10n ** BigInt(fraction.length);
  const nano = BigInt(whole + fraction) * NANO_PER_CREDIT;
  return nano % (scale * units) === 0n ? nano / (scale * units) : null;
}
