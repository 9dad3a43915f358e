/**
 * The shape of policy.test.yaml, key by key, and how its texts become exact numbers. Unknown keys are mistakes. What a case
 * says of policy and catalog, such as which plans there are, is asked when it runs.
 */
import { z } from 'zod';
import { credits, instant } from '../../catalog/catalog-shape.js';
import { REASONS, type Reason } from '../../core/gates.js';
import { layerKinds, lotKinds } from '../../core/kinds.js';
import { isSubject, LONGEST, POOL_NAME } from '../../text.js';

/** What a case may name of each kind. */
const MOST = { groups: 100, dimensions: 20, lots: 200, accounts: 50, name: 200 } as const;

const caseName = z.string().refine((text) => text.trim() !== '' && text.length <= MOST.name && !/\p{Cc}/u.test(text), {
  message: `a name is one line of 1 to ${MOST.name} characters`,
});
const word = z
  .string()
  .refine((text) => text !== '' && text.length <= LONGEST.key, { message: `it is 1 to ${LONGEST.key} characters` });
const subject = z.string().refine(isSubject, { message: 'a subject stands bare, like alice' });
const groups = z
  .array(word.refine((group) => !group.startsWith('group:'), { message: 'a group stands without "group:"' }))
  .max(MOST.groups, `at most ${MOST.groups} groups`)
  .default([]);

const COUNT = 'a count is a whole number from 0 to 10^18';
const count = z.union([z.number(), z.string()], { error: COUNT }).transform((given, context) => {
  const digits = typeof given === 'number' && Number.isSafeInteger(given) ? String(given) : String(given).trim();
  if (/^(0|[1-9][0-9]{0,17})$/.test(digits)) return BigInt(digits);
  context.addIssue({ code: 'custom', message: COUNT });
  return z.NEVER;
});
const few = z.int().min(0).max(1_000_000);

/** A group of keys with at most so many of them. */
const atMost = <Value extends z.ZodType>(value: Value, most: number) =>
  z
    .record(z.string(), value)
    .refine((keys) => Object.keys(keys).length <= most, { message: `at most ${most} of them` });

/** An amount by itself, or a group of keys around it. */
const orAmount = <Key extends string, Shape extends z.ZodType>(key: Key, shape: Shape) =>
  z.preprocess((given) => (typeof given === 'string' ? { [key]: given } : given), shape);

const lot = z.strictObject({
  kind: z.enum(lotKinds),
  credits,
  products: z.array(word).nonempty('products names something, or is left out').optional(),
  priority: z.int().min(0).max(1_000_000).default(100),
  /** When it begins and ends. */
  from: instant.optional(),
  expires: instant.optional(),
});
const lots = z.array(lot).max(MOST.lots, `at most ${MOST.lots} lots`).default([]);

const NOTHING = 0n;
const counted = z.strictObject({
  used: credits.default(NOTHING),
  held: credits.default(NOTHING),
  started: instant.optional(),
});

const given = z.strictObject({
  at: instant,
  plan: word.optional(),
  subscribed_at: instant.optional(),
  suspended: z.boolean().default(false),
  debt: credits.default(NOTHING),
  requests_this_minute: few.default(0),
  open_holds: few.default(0),
  windows: atMost(orAmount('used', counted), MOST.accounts).default({}),
  lots,
  pools: atMost(
    orAmount('credits', z.strictObject({ credits: credits.optional(), lots, suspended: z.boolean().default(false) })),
    MOST.accounts,
  )
    .refine((pools) => Object.keys(pools).every((pool) => POOL_NAME.test(pool)), {
      message: 'a pool stands without "pool:", like engineering',
    })
    .default({}),
  budgets: atMost(orAmount('used', counted.extend({ increase: credits.default(NOTHING) })), MOST.accounts).default({}),
});

const check = z.strictObject({
  product: word,
  feature: word,
  usage: atMost(count, MOST.dimensions),
  mode: z.enum(['ALL_OR_NOTHING', 'UP_TO']).default('ALL_OR_NOTHING'),
  minimum: atMost(count, MOST.dimensions).default({}),
  layers: z.array(z.enum(layerKinds)).nonempty('layers names something, or is left out').optional(),
  max_paid: credits.optional(),
  session: word.optional(),
});

/** Which line decided, by its number or by its words. */
const why = { line: z.int().min(1).optional(), rule: z.string().max(2_000).optional() };
const asked = { name: caseName, subject, groups };

/** Who may do what. */
export const permissionShape = z.strictObject({
  ...asked,
  object: word,
  action: word,
  expect: z.enum(['allow', 'deny']),
  ...why,
});

/** A whole check, with the facts that it is decided on. */
export const checkShape = z.strictObject({
  ...asked,
  check,
  given,
  expect: z.strictObject({
    outcome: z.enum(['ALLOWED', 'PARTIAL', 'DENIED']),
    reason: z.enum(Object.keys(REASONS) as [Reason, ...Reason[]]).optional(),
    granted: credits.optional(),
    draws: atMost(credits, MOST.accounts).optional(),
    ...why,
  }),
});

/** The file around them; each case is read by its own shape. */
export const fileShape = z.strictObject({ format: z.literal(1), cases: z.array(z.unknown()) });

export type PermissionTerms = z.output<typeof permissionShape>;
export type CheckTerms = z.output<typeof checkShape>;
export type Given = CheckTerms['given'];
export type GivenLot = Given['lots'][number];
