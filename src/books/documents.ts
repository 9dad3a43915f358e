/**
 * The documents that the books store, each with its one codec: the bodies of decisions and of acts of admins, and the
 * windows of accounts; those of the journal stand in journal-documents.ts, those of holds in hold-documents.ts, those of
 * usage in usage-documents.ts. Amounts and quantities are decimal texts, for JSON numbers lose digits. In every format an amount
 * that is absent is zero, so that rows from before a kind of lot existed stay readable; a kind that came later is written
 * only where it is not zero.
 */
import type { Inclusive } from '../core/counters.js';
import { isBudget } from '../core/address.js';
import { layersThrough } from '../core/budgets.js';
import type { Draw, Request } from '../core/facts.js';
import type { Reason } from '../core/gates.js';
import type { Pace } from '../core/pace.js';
import { giverOf, type LayerKind } from '../core/kinds.js';
import type { WindowInstance } from '../core/account.js';
import type {
  Blocker,
  BudgetTerms,
  Citation,
  GrantMode,
  Instant,
  Layer,
  Nano,
  Only,
  Quantity,
  QuantityAsked,
  Remedy,
} from '../core/words.js';
import {
  accountsOfBudgets,
  judgedDocuments,
  judgedFrom,
  countDocument,
  countFrom,
  placeDocument,
  placeFrom,
  type JudgedAccount,
  type JudgedBudget,
  type StoredCount,
  type StoredJudged,
  type StoredPlace,
} from './budget-documents.js';
import { codecOf, nano, type Stored } from './codec.js';
import { sizeDocument, sizeFrom, type PriceSize } from './size-document.js';

/** A draw with the UUID of the account that gave. */
export type PlacedDraw = Draw & { accountId: string };
/** A blocker with the UUID of the account that it lies on. */
export type PlacedBlocker = Blocker & { accountId: string | null };

export interface Label {
  key: string;
  value: string;
}

/** What a decision was made from, and what it found. */
export interface DecisionBody {
  feature: string;
  mode: GrantMode;
  labels: Label[];
  groups: string[];
  usage: QuantityAsked[];
  /** What the request itself said about who may give; null: nothing. */
  only: Only | null;
  /** The subject of the token that asked; null in decisions from before it was stored. */
  caller: string | null;
  holdSeconds: number;
  extends: string | null;
  plan: string | null;
  guard: { startedAt: Instant; count: number } | null;
  /** Each locked account and its `seq` after due work: the facts are the fold of the journal up to there. */
  accounts: JudgedAccount[];
  catalog: string;
  /** Which dimensions include which others, as the catalog had it. */
  inclusive: Inclusive;
  policy: Citation;
  /** In the order that the policy set for the subject: usage settles by it, too. */
  layers: readonly Layer[];
  /** What counted it, by which limits. */
  budgets: readonly JudgedBudget[];
  card: string | null;
  reason: Reason;
  requested: Nano;
  granted: Nano;
  shortfall: Nano;
  grantedUsage: Quantity[];
  /** How its card judged the size of what it granted, or denied; null where that asks for none. */
  size: PriceSize | null;
  draws: PlacedDraw[];
  blockers: PlacedBlocker[];
  unblocksAt: Instant | null;
  remedies: Remedy[];
  /** How fast to go on after a grant, where not at full pace; null also in decisions from before it was stored. */
  pace: Pace | null;
}

const text = (amount: bigint | null) => (amount === null ? null : amount.toString());
const nanoOrNull = (stored: string | null) => (stored === null ? null : BigInt(stored));

/** Whom a layer takes from follows from its kind and source, and what it counts through from the budgets beside it. */
export type StoredLayer = Pick<Layer, 'layer' | 'source' | 'line'>;

export const layerDocument = ({ layer, source, line }: Layer): StoredLayer => ({ layer, source, line });
/** Layers as they were stored, with the budgets that stood beside them. */
export const layersFrom = (stored: readonly StoredLayer[], budgets: readonly BudgetTerms[]): Layer[] =>
  layersThrough(
    stored.map(({ layer, source, line }) => ({ layer, source, line, from: giverOf(layer, source), through: [] })),
    budgets,
  );

export const quantityDocument = ({ dimension, quantity }: Quantity) => ({ dimension, quantity: quantity.toString() });
export const quantityFrom = ({ dimension, quantity }: Stored<Quantity>): Quantity => ({
  dimension,
  quantity: nano(quantity),
});
const askedDocument = (asked: QuantityAsked) => ({ ...quantityDocument(asked), minimum: asked.minimum.toString() });
const askedFrom = ({ minimum, ...asked }: Stored<QuantityAsked>) => ({
  ...quantityFrom(asked),
  minimum: nano(minimum),
});

type StoredOnly = { layers?: LayerKind[]; maxPaid?: string };
const onlyDocument = ({ layers, maxPaid }: Only): StoredOnly => ({
  ...(layers !== null && { layers: [...layers] }),
  ...(maxPaid !== null && { maxPaid: maxPaid.toString() }),
});
const onlyFrom = ({ layers, maxPaid }: StoredOnly): Only => ({
  layers: layers ?? null,
  maxPaid: maxPaid === undefined ? null : nano(maxPaid),
});

/** What was asked for last, of denials that were only counted. */
export const requestCodec = codecOf<Request>(
  'request',
  ({ product, feature, usage, mode, only }): StoredRequest => ({
    ...{ product, feature, usage: usage.map(askedDocument), mode },
    ...(only && { only: onlyDocument(only) }),
  }),
  [
    ({ usage, only, ...json }: StoredRequest) => ({
      ...json,
      usage: usage.map(askedFrom),
      ...(only && { only: onlyFrom(only) }),
    }),
  ],
);

type StoredRequest = Omit<Request, 'usage' | 'only'> & { usage: Stored<QuantityAsked>[]; only?: StoredOnly };

/** Which dimension of a feature includes which other. */
export const inclusiveDocument = (inclusive: Inclusive) => Object.fromEntries(inclusive);
export const inclusiveFrom = (stored: Record<string, string> = {}): Inclusive => new Map(Object.entries(stored));

/** A draw as it is stored; the budgets that it counted in stand at its end. */
export type StoredDraw = Stored<Omit<Draw, 'budgets'>> & { budgets?: StoredCount[] };

export function drawDocument(draw: Draw): StoredDraw {
  const { layer, source, account, amount, windows, lot, resetsAt, expiresAt, line, budgets } = draw;
  const counts = budgets && { budgets: budgets.map(countDocument) };
  return { layer, source, account, amount: amount.toString(), windows, lot, resetsAt, expiresAt, line, ...counts };
}

export function drawFrom({ amount, budgets, ...draw }: StoredDraw): Draw {
  return { ...draw, amount: nano(amount), ...(budgets && { budgets: budgets.map(countFrom) }) };
}

/** The body of a decision. */
export const decisionCodec = codecOf<DecisionBody>(
  'decision',
  (body): StoredDecisionBody => ({
    feature: body.feature,
    mode: body.mode,
    labels: body.labels,
    groups: body.groups,
    usage: body.usage.map(askedDocument),
    ...(body.only !== null && { only: onlyDocument(body.only) }),
    ...(body.caller !== null && { caller: body.caller }),
    holdSeconds: body.holdSeconds,
    extends: body.extends,
    plan: body.plan,
    guard: body.guard,
    // Those of budgets stand with these.
    accounts: body.accounts
      .filter(({ address }) => !isBudget(address))
      .map(({ address, id, seq }) => ({ address, id, seq: seq.toString() })),
    catalog: body.catalog,
    ...(body.inclusive.size > 0 && { inclusive: inclusiveDocument(body.inclusive) }),
    policy: body.policy,
    layers: body.layers.map(layerDocument),
    ...(body.budgets.length > 0 && { budgets: judgedDocuments(body.budgets, body.accounts) }),
    card: body.card,
    reason: body.reason,
    requested: body.requested.toString(),
    granted: body.granted.toString(),
    shortfall: body.shortfall.toString(),
    grantedUsage: body.grantedUsage.map(quantityDocument),
    ...(body.size && { size: sizeDocument(body.size) }),
    draws: body.draws.map((draw) => decidedDraw(draw, body.budgets)),
    blockers: body.blockers.map(({ kind, source, account, limit, remaining, unblocksAt, accountId }) => ({
      ...{ kind, source, account, limit: text(limit), remaining: text(remaining), unblocksAt, accountId },
    })),
    unblocksAt: body.unblocksAt,
    remedies: body.remedies,
    ...(body.pace !== null && { pace: body.pace }),
  }),
  [
    ({ budgets: stored = [], ...json }: StoredDecisionBody) => {
      const budgets = stored.map(judgedFrom);
      return {
        ...json,
        caller: json.caller ?? null,
        pace: json.pace ?? null,
        only: json.only === undefined ? null : onlyFrom(json.only),
        inclusive: inclusiveFrom(json.inclusive),
        usage: json.usage.map(askedFrom),
        accounts: [
          ...json.accounts.map((account) => ({ ...account, seq: BigInt(account.seq) })),
          ...accountsOfBudgets(stored, budgets),
        ],
        layers: layersFrom(json.layers, budgets),
        budgets,
        requested: nano(json.requested),
        granted: nano(json.granted),
        shortfall: nano(json.shortfall),
        grantedUsage: json.grantedUsage.map(quantityFrom),
        size: json.size ? sizeFrom(json.size) : null,
        draws: json.draws.map((draw) => drawDecided(draw, budgets)),
        blockers: json.blockers.map((blocker) => ({
          ...blocker,
          limit: nanoOrNull(blocker.limit),
          remaining: nanoOrNull(blocker.remaining),
        })),
      };
    },
  ],
);

type StoredDecisionBody = Stored<Omit<DecisionBody, keyof StoredDecisionParts>> & StoredDecisionParts;

interface StoredDecisionParts {
  caller?: string;
  pace?: Pace;
  only?: StoredOnly;
  inclusive?: Record<string, string>;
  usage: Stored<QuantityAsked>[];
  accounts: Stored<DecisionBody['accounts'][number]>[];
  layers: StoredLayer[];
  budgets?: StoredJudged[];
  grantedUsage: Stored<Quantity>[];
  size?: Stored<PriceSize>;
  draws: DecidedDraw[];
  blockers: Stored<PlacedBlocker>[];
}

/** A draw of a decision; the budgets that it counted in stand beside the draws. */
type DecidedDraw = Omit<StoredDraw, 'budgets'> & { accountId: string; counts?: StoredPlace[] };

function decidedDraw(
  { budgets: counts, accountId, ...draw }: PlacedDraw,
  budgets: readonly BudgetTerms[],
): DecidedDraw {
  const counted = counts && { counts: counts.map((count) => placeDocument(count, budgets)) };
  return { ...drawDocument(draw), accountId, ...counted };
}

function drawDecided({ counts, accountId, ...stored }: DecidedDraw, budgets: readonly BudgetTerms[]): PlacedDraw {
  const draw = { ...drawFrom(stored), accountId };
  return counts ? { ...draw, budgets: counts.map((place) => placeFrom(place, draw.amount, budgets)) } : draw;
}

/** The window instances of an account. */
export const windowsCodec = codecOf<WindowInstance[]>(
  'windows',
  (windows) =>
    windows.map((window): Stored<WindowInstance> => ({
      ...window,
      used: window.used.toString(),
      held: window.held.toString(),
    })),
  [
    (json: Stored<WindowInstance>[]) =>
      json.map((window) => ({ ...window, used: nano(window.used), held: nano(window.held) })),
  ],
);
