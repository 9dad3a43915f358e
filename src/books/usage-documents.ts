/**
 * The documents that usage is stored as, each with its one codec: the bodies of usage events and charges, and what
 * reports have said of a hold. A field that came later is written only where it says something, so that what older
 * builds wrote is read and written again to the letter.
 */
import type { Inclusive, Reported, ReportedOf } from '../core/counters.js';
import type { PricedBy, PricedShare } from '../core/quotes.js';
import type { Repaid, Voided } from '../core/voided-charge.js';
import type { BudgetCount } from '../core/facts.js';
import type { BudgetTerms, Layer, Nano, Quantity } from '../core/words.js';
import {
  budgetDocument,
  budgetFrom,
  countDocument,
  countFrom,
  type StoredBudget,
  type StoredCount,
} from './budget-documents.js';
import { codecOf, nano, type Stored } from './codec.js';
import {
  drawDocument,
  drawFrom,
  inclusiveDocument,
  inclusiveFrom,
  layerDocument,
  layersFrom,
  quantityDocument,
  quantityFrom,
  type Label,
  type PlacedDraw,
  type StoredDraw,
  type StoredLayer,
} from './documents.js';
import { sizeDocument, sizeFrom, type PriceSize } from './size-document.js';

/** What a usage event was recorded with. */
export interface UsageBody extends PricedBy {
  /** What it counts, told as its reporter counts: of counters what they have grown by. */
  usage: Quantity[];
  /** The counters as they were sent; none where it was reported by itself. */
  counters: Quantity[];
  /** Which of its dimensions include which others, as the catalog had it. */
  inclusive: Inclusive;
  /** Whether it may come after the final report of its hold. */
  late: boolean;
  labels: Label[];
  groups: string[];
  /** The subject of the token that reported it; null in events from before it was stored. */
  caller: string | null;
  /** The waterfall that pays what the hold lacks: the policy's when it was recorded (its decision's, until 0.1.0). */
  layers: readonly Layer[];
  /** The budgets that counted the subject then: what its hold lacks counts in them. */
  budgets: readonly BudgetTerms[];
  /** Whether what its hold lacks is drawn on the subject's own layers only, never on a pool. */
  ownOnly: boolean;
  /** What each quote of its hold prices of it, in exclusive units; none where one card prices it all, `card`. */
  shares: PricedShare[];
  /** Whether a catalog that prices it has prices by size for its feature: then what its hold used before counts. */
  sized: boolean;
  /** The event that it undoes, on the same account, and why; null where it tells of usage. */
  voids: Voids | null;
}

/** Which event is undone, and why. */
export interface Voids {
  uuid: string;
  usageNo: bigint;
  reason: string;
}

/** A draw of a charge: captured from a hold, or drawn when it was settled. */
export type ChargeDraw = PlacedDraw & {
  captured: boolean;
  /** It went beyond a budget; absent where it did not. */
  over?: true;
};

/** What one card of several priced of a charge, in exclusive units and nano-credits. */
export interface CardShare {
  catalog: string;
  card: string;
  usage: Quantity[];
  amount: Nano;
}

/** What the charged events of a hold have used of one feature, by card in exclusive units, and what they were charged. */
export interface UsedSoFar {
  used: { catalog: string; card: string; usage: Quantity[] }[];
  charged: Nano;
}

/** What a charge was made from, and who paid. */
export interface ChargeBody {
  catalog: string;
  /** The first card; null where none prices the usage: it is set aside. */
  card: string | null;
  /** Each card with what it priced; none where one card priced it all. */
  cards: CardShare[];
  /** How the cards that ask for a size judged it; none where none did. */
  sizes: PriceSize[];
  /** Of a hold's work that is priced by size: all that it has used, this event included; else null. */
  soFar: UsedSoFar | null;
  draws: ChargeDraw[];
  /** Where what no layer covers counted. */
  counts: BudgetCount[];
  /** Why nothing was charged; null where something was. */
  uncharged: string | null;
  /** Whether the event could not be settled and was set aside. */
  setAside: boolean;
  /** What became of the charge that it undoes; null where it undoes none. */
  reverses: Reversal | null;
}

/** A charge undone. What its draws took has gone back to where they say. */
export interface Reversal extends Pick<Voided, 'owed' | 'repaid' | 'carried'> {
  /** The number of the charge that is undone. */
  usageNo: bigint;
}

/** The body of a usage event. */
export const usageCodec = codecOf<UsageBody>(
  'usage event',
  ({ usage, labels, groups, caller, layers, ownOnly, plan, catalog, card, ...later }): StoredUsage => ({
    ...{ usage: usage.map(quantityDocument), labels, groups, layers: layers.map(layerDocument) },
    ...(ownOnly && { ownOnly }),
    ...(caller !== null && { caller }),
    ...{ plan, catalog, card },
    ...(later.counters.length > 0 && { counters: later.counters.map(quantityDocument) }),
    ...(later.inclusive.size > 0 && { inclusive: inclusiveDocument(later.inclusive) }),
    ...(later.late && { late: true as const }),
    ...(later.shares.length > 0 && { shares: later.shares.map(shareDocument) }),
    ...(later.sized && { sized: true as const }),
    ...(later.voids && { voids: { ...later.voids, usageNo: later.voids.usageNo.toString() } }),
    ...(later.budgets.length > 0 && { budgets: later.budgets.map(budgetDocument) }),
  }),
  [
    ({
      usage,
      layers,
      ownOnly = false,
      caller,
      counters = [],
      inclusive,
      late,
      shares = [],
      sized,
      budgets: stored = [],
      voids,
      ...json
    }: StoredUsage) => {
      const budgets = stored.map(budgetFrom);
      return {
        ...json,
        caller: caller ?? null,
        ...{ usage: usage.map(quantityFrom), layers: layersFrom(layers, budgets), budgets, ownOnly },
        ...{ counters: counters.map(quantityFrom), inclusive: inclusiveFrom(inclusive), late: late ?? false },
        shares: shares.map(shareFrom),
        voids: voids ? { ...voids, usageNo: BigInt(voids.usageNo) } : null,
        sized: sized ?? false,
      };
    },
  ],
);

interface StoredUsage extends PricedBy {
  usage: Stored<Quantity>[];
  labels: Label[];
  groups: string[];
  layers: StoredLayer[];
  ownOnly?: boolean;
  caller?: string;
  counters?: Stored<Quantity>[];
  inclusive?: Record<string, string>;
  late?: true;
  shares?: StoredShare[];
  voids?: Stored<Voids>;
  sized?: true;
  budgets?: StoredBudget[];
}

type StoredShare = PricedBy & { quote?: string; usage: Stored<Quantity>[] };

function shareDocument({ quote, plan, catalog, card, usage }: PricedShare): StoredShare {
  return { ...(quote !== null && { quote }), plan, catalog, card, usage: usage.map(quantityDocument) };
}

function shareFrom({ quote, usage, ...by }: StoredShare): PricedShare {
  return { ...by, quote: quote ?? null, usage: usage.map(quantityFrom) };
}

/** The body of a charge. */
export const chargeCodec = codecOf<ChargeBody>(
  'charge',
  ({ catalog, card, cards, sizes, soFar, draws, counts, uncharged, setAside, reverses }): StoredCharge => {
    const placed = draws.map((draw) => {
      const { captured, accountId, over } = draw;
      return { ...drawDocument(draw), captured, accountId, ...(over && { over }) };
    });
    const several = cards.map(({ usage, amount, ...by }) => {
      return { catalog: by.catalog, card: by.card, usage: usage.map(quantityDocument), amount: amount.toString() };
    });
    return {
      ...{ catalog, card, draws: placed, uncharged, setAside },
      ...(several.length > 0 && { cards: several }),
      ...(sizes.length > 0 && { sizes: sizes.map(sizeDocument) }),
      ...(soFar && { soFar: soFarDocument(soFar) }),
      ...(counts.length > 0 && { counts: counts.map(countDocument) }),
      ...(reverses && { reverses: reversalDocument(reverses) }),
    };
  },
  [
    ({ cards = [], sizes = [], soFar, counts = [], reverses, ...json }: StoredCharge) => ({
      ...json,
      sizes: sizes.map(sizeFrom),
      reverses: reverses ? reversalFrom(reverses) : null,
      soFar: soFar ? soFarFrom(soFar) : null,
      cards: cards.map((each) => ({ ...each, usage: each.usage.map(quantityFrom), amount: nano(each.amount) })),
      draws: json.draws.map((draw) => chargeDrawFrom(draw)),
      counts: counts.map(countFrom),
    }),
  ],
);

type StoredChargeDraw = StoredDraw & Pick<ChargeDraw, 'accountId' | 'captured' | 'over'>;

function chargeDrawFrom({ captured, accountId, over, ...draw }: StoredChargeDraw): ChargeDraw {
  return { ...drawFrom(draw), captured, accountId, ...(over && { over }) };
}

type StoredCharge = Omit<ChargeBody, 'draws' | 'cards' | 'sizes' | 'soFar' | 'counts' | 'reverses'> & {
  sizes?: Stored<PriceSize>[];
  soFar?: StoredSoFar;
  draws: StoredChargeDraw[];
  counts?: StoredCount[];
  reverses?: StoredReversal;
  cards?: (Omit<CardShare, 'usage' | 'amount'> & { usage: Stored<Quantity>[]; amount: string })[];
};

type StoredRepaid = Stored<Omit<Repaid, 'lot' | 'windows'>> & Partial<Pick<Repaid, 'lot' | 'windows'>>;
type StoredReversal = Stored<Omit<Reversal, 'repaid'>> & { repaid: StoredRepaid[] };

function reversalDocument({ usageNo, owed, carried, repaid }: Reversal): StoredReversal {
  return {
    ...{ usageNo: usageNo.toString(), owed: owed.toString(), carried: carried.toString() },
    repaid: repaid.map(({ seq, amount, lot, windows }) => ({
      ...{ seq: seq.toString(), amount: amount.toString() },
      ...(lot !== null && { lot }),
      ...(windows.length > 0 && { windows }),
    })),
  };
}

function reversalFrom({ usageNo, owed, carried, repaid }: StoredReversal): Reversal {
  return {
    ...{ usageNo: BigInt(usageNo), owed: BigInt(owed), carried: BigInt(carried) },
    repaid: repaid.map(({ seq, amount, lot = null, windows = [] }) => {
      return { seq: BigInt(seq), amount: BigInt(amount), lot, windows };
    }),
  };
}

interface StoredSoFar {
  used: { catalog: string; card: string; usage: Stored<Quantity>[] }[];
  charged: string;
}

const soFarDocument = ({ used, charged }: UsedSoFar): StoredSoFar => ({
  used: used.map(({ catalog, card, usage }) => ({ catalog, card, usage: usage.map(quantityDocument) })),
  charged: charged.toString(),
});

/** What a charge says that its hold has used. */
export const soFarFrom = ({ used, charged }: StoredSoFar): UsedSoFar => ({
  used: used.map(({ usage, ...by }) => ({ ...by, usage: usage.map(quantityFrom) })),
  charged: nano(charged),
});

/** What reports have said of a hold: a row for each feature, of at most as many as it has decisions. */
export const reportedCodec = codecOf<Reported>(
  'what was reported',
  ({ final, lifted, cumulative, of }): StoredReported => ({
    ...(final !== null && { final }),
    ...(lifted && { lifted: true as const }),
    ...(cumulative !== null && { cumulative }),
    ...(of.length > 0 && { of: of.map(reportedOfDocument) }),
  }),
  [
    ({ final, lifted, cumulative, of = [] }: StoredReported) => ({
      final: final ?? null,
      lifted: lifted ?? false,
      cumulative: cumulative ?? null,
      of: of.map(({ product, feature, counters = [], quoted = [] }) => {
        return { product, feature, counters: counters.map(quantityFrom), quoted: quoted.map(quantityFrom) };
      }),
    }),
  ],
);

interface StoredReported {
  final?: string;
  lifted?: true;
  cumulative?: boolean;
  of?: { product: string; feature: string; counters?: Stored<Quantity>[]; quoted?: Stored<Quantity>[] }[];
}

function reportedOfDocument({ product, feature, counters, quoted }: ReportedOf) {
  return {
    ...{ product, feature },
    ...(counters.length > 0 && { counters: counters.map(quantityDocument) }),
    ...(quoted.length > 0 && { quoted: quoted.map(quantityDocument) }),
  };
}
