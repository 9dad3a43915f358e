/**
 * What is left, layer by layer, without asking for an amount.
 */
import { Extensions, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { Facts, Quote } from '../core/facts.js';
import { explainRefusal } from '../core/explain.js';
import { REASONS, refusal, type Reason } from '../core/gates.js';
import { LAYER_KINDS, type LayerKind } from '../core/kinds.js';
import type { Instant, Remedy, Work } from '../core/words.js';
import { sourcesOf, type Source } from '../core/layers.js';
import { paceFor, waitUntil } from '../core/pace.js';
import { unboundedOf } from '../core/pour.js';
import { cardInForce } from '../core/price.js';
import type { WindowState } from '../core/windows.js';
import { wireId } from '../ids.js';
import { Blocker, MOST_SOURCES } from '../books/decision-parts.js';
import { AccessReason, RemedyKind } from '../books/decision-fields.js';
import { Pace } from '../books/pace.js';
import { Credits, DateTime } from '../scalars.js';
import { blockerRecords } from './decision-record.js';
import { Layer } from '../books/draw.js';

export const AvailabilityState = {
  OK: 'OK',
  LOW: 'LOW',
  EXHAUSTED: 'EXHAUSTED',
  SUSPENDED: 'SUSPENDED',
  NOT_PERMITTED: 'NOT_PERMITTED',
  BLOCKED: 'BLOCKED',
} as const;
export type AvailabilityState = keyof typeof AvailabilityState;
registerEnumType(AvailabilityState, {
  name: 'AvailabilityState',
  description: 'In one word, how much is left.',
  valuesConfig: {
    OK: { description: 'There is enough.' },
    LOW: { description: 'Less than a tenth of the included allowance is left, and no other layer has anything.' },
    EXHAUSTED: { description: 'No layer has anything, or the guard or a debt stands in the way.' },
    SUSPENDED: { description: 'An admin has suspended the account.' },
    NOT_PERMITTED: { description: 'The product is unknown, or the policy does not permit it.' },
    BLOCKED: { description: 'Something else stands in the way: `reason` says what.' },
  },
});

@ObjectType({ description: 'One step of the waterfall, as it stands.' })
export class LayerState {
  @Field(() => Layer, { description: 'The step.' }) layer!: LayerKind;
  @Field(() => String, { description: 'allowance, promotion, credits or pool:<name>.' }) source!: string;
  @Field(() => ID, { description: 'The account that gives: its id, or its address while it does not exist yet.' })
  account!: string;
  @Field(() => String, { description: 'The same as an address, such as pool:engineering.' }) accountAddress!: string;
  @Field(() => Credits, { description: 'What it can give now; one hold draws on 100 of its lots at most.' })
  remaining!: bigint;
  @Field(() => Credits, { nullable: true, description: 'ALLOWANCE: the capacity of the tightest window.' })
  capacity!: bigint | null;
  @Field(() => DateTime, { nullable: true, description: 'ALLOWANCE: when the tightest window resets, if it runs.' })
  resetsAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Lots: when the first of them expires.' })
  expiresAt!: Date | null;
}

@ObjectType({ description: 'What is left, layer by layer.' })
export class Availability {
  @Field(() => AvailabilityState, { description: 'In one word.' }) state!: AvailabilityState;
  @Field(() => AccessReason, {
    description: 'The first gate that a check of the smallest unit would fail, or OUT_OF_CAPACITY; else ALLOWED.',
  })
  reason!: Reason;
  @Extensions({ longest: MOST_SOURCES })
  @Field(() => [LayerState], { description: 'The layers, in the order they are drawn from.' })
  layers!: LayerState[];
  @Extensions({ longest: MOST_SOURCES })
  @Field(() => [Blocker], { description: 'What stands in the way, the binding one first.' })
  blockers!: Blocker[];
  @Field(() => [RemedyKind], { description: 'What helps, the best first.' }) remedies!: Remedy[];
  @Field(() => DateTime, { nullable: true, description: 'When it gives again, if time alone helps.' })
  unblocksAt!: Date | null;
  @Field(() => Pace, { description: 'How fast to go on; decisions and estimates tell it for what they cost.' })
  pace!: Pace;
}

/** Reads the availability off the facts: the gates, as the smallest unit would meet them, then the layers. */
export function availabilityOf(work: Work, facts: Facts, now: Instant): Availability {
  const sources = sourcesOf(facts.layers, facts.account, facts.others, work, now, facts, facts.budgets);
  const blocked = firstBlock(work, facts, sources, now);
  const layers = sources.map(layerState);
  if (!blocked) {
    const state = isLow(sources) ? 'LOW' : 'OK';
    const pace = Pace.from(paceFor(work, facts, null, now));
    return { state, reason: 'ALLOWED', layers, blockers: [], remedies: ['NONE'], unblocksAt: null, pace };
  }
  // What stands in the way of the least that can be asked for: one nano-credit.
  const asked = { reason: blocked, requested: 1n, granted: 0n };
  const found = explainRefusal(work, facts, asked, now, (later, at) => {
    const then = sourcesOf(later.layers, later.account, later.others, work, at, later, later.budgets);
    return firstBlock(work, later, then, at) === null;
  });
  return {
    state: REASONS[blocked].state,
    reason: blocked,
    layers,
    blockers: blockerRecords(facts, found.blockers).map((blocker) => Blocker.from(blocker, facts.budgets)),
    remedies: found.remedies,
    unblocksAt: found.unblocksAt === null ? null : new Date(found.unblocksAt),
    pace: Pace.from(waitUntil(found.unblocksAt, now)),
  };
}

/** What stands in the way of anything at all; null where something could be given. */
function firstBlock(asked: Work, facts: Facts, sources: Source[], now: Instant): Reason | null {
  const refused = refusal(facts, now, smallestQuote(asked, facts, now));
  if (refused) return refused;
  if (sources.some((source) => source.capacity > 0n)) return null;
  return unboundedOf(sources) > 0n ? 'BUDGET_EXCEEDED' : 'OUT_OF_CAPACITY';
}

/** The quote of the least that can be asked for: what no card in force prices costs nobody knows what. */
function smallestQuote({ product, feature }: Work, { cards, plan }: Facts, now: Instant): Quote {
  const card = cardInForce(cards, product, plan?.id ?? null, now);
  const prices = feature === null ? [...(card?.prices.values() ?? [])] : [card?.prices.get(feature)];
  const isPriced = prices.some((units) => units !== undefined && units.size > 0);
  return isPriced ? { card, units: [1n], price: 1n } : { card: null, units: null, price: 0n };
}

function isLow(sources: Source[]): boolean {
  const [giving, ...others] = sources.filter((source) => source.capacity > 0n);
  if (!giving || LAYER_KINDS[giving.layer.layer].gives !== 'windows' || others.length) return false;
  return giving.windows.some(({ terms, remaining }) => remaining * 10n < terms.capacity);
}

function layerState({ layer, account, capacity, lots, windows }: Source): LayerState {
  const tightest = windows.reduce<WindowState | null>(
    (least, state) => (least === null || state.remaining < least.remaining ? state : least),
    null,
  );
  const expiries = lots.flatMap((lot) => (lot.expiresAt === null ? [] : [lot.expiresAt]));
  return {
    layer: layer.layer,
    source: layer.source,
    account: account.id ? wireId('acc', account.id) : account.address,
    accountAddress: account.address,
    remaining: capacity,
    capacity: tightest?.terms.capacity ?? null,
    resetsAt: tightest?.instance ? new Date(tightest.instance.resetsAt) : null,
    expiresAt: expiries.length ? new Date(Math.min(...expiries)) : null,
  };
}
