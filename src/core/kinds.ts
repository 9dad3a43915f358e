/**
 * The kinds that lots and layers come in, and everything that tells one from another. Enums, balances, blockers and what
 * may be drawn from where follow from these two tables. A new kind goes to the end of its table: stored documents list
 * kinds in this order.
 */

interface LayerTerms {
  /** How a policy names it; for a layer of another account its address follows in place of the word. */
  word: string;
  gives: 'windows' | 'lots';
  /** Whose they are: the subject's own, or those of the account whose address the layer's source is. */
  whose: 'subject' | 'source';
  /** What kind of blocker it is, where it could not give enough. */
  blocker: 'WINDOW' | 'LOTS' | 'POOL';
  description: string;
  /** What the contract says of it as a payer of usage. */
  pays: string;
}

/** The steps of the waterfall, in the order that serves where a policy sets none. */
export const LAYER_KINDS = {
  ALLOWANCE: {
    word: 'allowance',
    gives: 'windows',
    whose: 'subject',
    blocker: 'WINDOW',
    description: 'The usage that the plan includes, in all its windows at once.',
    pays: "The plan's windows.",
  },
  PROMOTION: {
    word: 'promotion',
    gives: 'lots',
    whose: 'subject',
    blocker: 'LOTS',
    description: "The account's promotional lots.",
    pays: 'Promotional lots.',
  },
  CREDITS: {
    word: 'credits',
    gives: 'lots',
    whose: 'subject',
    blocker: 'LOTS',
    description: "The account's bought, refunded and entitled lots.",
    pays: 'Bought, refunded or granted lots.',
  },
  POOL: {
    word: 'pool',
    gives: 'lots',
    whose: 'source',
    blocker: 'POOL',
    description: 'The lots of a shared pool.',
    pays: 'A pool.',
  },
} as const satisfies Record<string, LayerTerms>;

export type LayerKind = keyof typeof LAYER_KINDS;

interface LotTerms {
  /** The layer that draws on a subject's own lots of this kind. Layers of other accounts draw on every kind. */
  layer: LayerKind;
  /** The field of a balance that counts what is spendable of it. */
  field: string;
  description: string;
  /** What the contract says of that field. */
  counted: string;
}

export const LOT_KINDS = {
  PROMOTIONAL: {
    layer: 'PROMOTION',
    field: 'promotional',
    description: 'Given to promote; the layer PROMOTION.',
    counted: 'Of the available: promotional.',
  },
  PURCHASED: {
    layer: 'CREDITS',
    field: 'purchased',
    description: 'Bought; the layer CREDITS.',
    counted: 'Of the available: bought.',
  },
  REFUND: {
    layer: 'CREDITS',
    field: 'refund',
    description: 'Given back; the layer CREDITS.',
    counted: 'Of the available: given back.',
  },
  ENTITLEMENT: {
    layer: 'CREDITS',
    field: 'entitlement',
    description: "A contract's grant, usually to a pool; the layer CREDITS or POOL.",
    counted: 'Of the available: granted by contract.',
  },
} as const satisfies Record<string, LotTerms>;

export type LotKind = keyof typeof LOT_KINDS;

/**
 * The kinds of lots that lie on the accounts of budgets alone: no layer draws on them, nobody grants them, and no field of a
 * balance counts them apart.
 */
export const BUDGET_LOT_KINDS = {
  INCREASE: {
    description: 'What was approved beyond the limit of a budget: it lies on nothing else, and nobody grants it.',
  },
} as const satisfies Record<string, { description: string }>;

/** What a lot of any account may be. */
export type AnyLotKind = LotKind | keyof typeof BUDGET_LOT_KINDS;
/** The fields of a balance that count one kind of lots. */
export type KindField = (typeof LOT_KINDS)[LotKind]['field'];

/** Every kind of lot, in the order of the table. */
export const lotKinds = Object.keys(LOT_KINDS) as LotKind[];
/** Every kind of layer, in the order of the table. */
export const layerKinds = Object.keys(LAYER_KINDS) as LayerKind[];

const LOTS_OF = Object.fromEntries(
  layerKinds.map((layer) => {
    const { gives, whose } = LAYER_KINDS[layer];
    return [
      layer,
      lotKinds.filter((kind) => gives === 'lots' && (whose === 'source' || LOT_KINDS[kind].layer === layer)),
    ];
  }),
) as Record<LayerKind, LotKind[]>;

/** The kinds of lots that a layer draws on; none for the allowance. */
export function lotKindsOf(layer: LayerKind): readonly LotKind[] {
  return LOTS_OF[layer];
}

/** The field of a balance that counts a kind of lot; null for those of budgets. */
export function fieldOf(kind: AnyLotKind): KindField | null {
  return kind in BUDGET_LOT_KINDS ? null : LOT_KINDS[kind as LotKind].field;
}

/** The kind of layer that a policy names, such as `credits` or `pool:engineering`; null where it names none. */
export function layerKindOf(source: string): LayerKind | null {
  const named = (kind: LayerKind) => {
    const { word, whose } = LAYER_KINDS[kind];
    return whose === 'subject' ? source === word : source.startsWith(`${word}:`);
  };
  return layerKinds.find(named) ?? null;
}

/** The account that a layer takes from: its address, or null for the subject's own. */
export function giverOf(layer: LayerKind, source: string): string | null {
  return LAYER_KINDS[layer].whose === 'source' ? source : null;
}
