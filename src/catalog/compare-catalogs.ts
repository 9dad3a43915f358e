/**
 * What an edit of the catalog must not do by mistake, by comparing it with the one that serves: change, drop or backdate a
 * price that was in force, leave a feature without a price, take a window or a used feature away. Each such problem has an
 * id by which the file itself can allow it. It knows no database: whether somebody is hit is asked of others.
 */
import { cardInForce } from '../core/price.js';
import { coversAllOf, isSameScope } from '../core/window-scope.js';
import type { Instant, RateCard, WindowTerms } from '../core/words.js';
import { howToAllow } from './allowed.js';
import type { Catalog } from './catalog.js';
import { lostGrants } from './compare-grants.js';
import type { RuleId } from './lint-rules.js';
import { Places } from './places.js';
import { priceJumps } from './price-jumps.js';
import { byPlace, problemOf, type Problem } from './problem.js';
import { windowDoubts } from './window-doubts.js';
import { secondsOf } from './window-length.js';

/** Something that is refused unless the file allows it. */
export interface Guarded extends Problem {
  /** `card-changed:codex-2026-04`: the same for the same mistake in the next version. */
  id: string;
}

/** Whether a guarded change hits anybody, which the books know. */
export type Hits =
  | { what: 'plan'; plan: string; problem: Guarded }
  | { what: 'feature'; product: string; feature: string; problem: Guarded };

export interface Compared {
  /** Whoever there is. */
  problems: readonly Guarded[];
  /** Only where it hits somebody. */
  hits: readonly Hits[];
}

/** Used within this time, a feature may not go. */
export const USED_DAYS = 30;

/** @param now what has been in force by then has been sold */
export function compareCatalogs(live: Catalog, next: Catalog, now: Instant): Compared {
  const places = new Places(next.text);
  const guarded = (id: string, path: readonly PropertyKey[], message: string): Guarded => {
    const place = { file: next.file, ...places.at(path), concerns: 'all' as const };
    return { id, ...problemOf(ruleOf(id), place, `${message}${howToAllow(id)}`), severity: 'ERROR' };
  };
  const cards = new CardGuard(live, next, now, guarded);
  const losses = lostGrants(live, next, guarded);
  const ofPools = losses.flatMap(({ plan, problem }) => (plan === null ? [problem] : []));
  const ofPlans = losses.flatMap(({ plan, problem }): Hits[] =>
    plan === null ? [] : [{ what: 'plan', plan, problem }],
  );
  const problems = [...cards.changed(), ...cards.backdated(), ...cards.lost(), ...ofPools];
  return { problems, hits: [...hitsOf(live, next, guarded), ...ofPlans] };
}

/** `card-changed:codex-2026-04` is a finding of `catalog/card-changed`. */
function ruleOf(id: string): RuleId {
  return `catalog/${id.slice(0, id.indexOf(':'))}` as RuleId;
}

type Guard = (id: string, path: readonly PropertyKey[], message: string) => Guarded;

class CardGuard {
  private readonly byId: ReadonlyMap<string, RateCard>;
  private readonly liveCards: ReadonlyMap<string, RateCard[]>;
  private readonly nextCards: ReadonlyMap<string, RateCard[]>;
  private readonly changedIds = new Set<string>();

  constructor(
    private readonly live: Catalog,
    private readonly next: Catalog,
    private readonly now: Instant,
    private readonly guarded: Guard,
  ) {
    this.byId = new Map(next.rateCards.map((card) => [card.id, card]));
    const byProduct = ({ rateCards }: Catalog) => Map.groupBy(rateCards, (card) => card.product);
    [this.liveCards, this.nextCards] = [byProduct(live), byProduct(next)];
  }

  /** Cards that have been in force and are another now, or gone. */
  *changed(): Iterable<Guarded> {
    for (const card of this.live.rateCards) {
      if (card.effectiveAt > this.now) continue;
      const after = this.byId.get(card.id);
      const since = `has been in force since ${new Date(card.effectiveAt).toISOString()}`;
      if (after && this.isSame(card, after)) continue;
      this.changedIds.add(card.id);
      if (after) {
        const message = `the rate card "${card.id}" ${since} and is changed; add one with a later effective_at instead`;
        yield this.guarded(`card-changed:${card.id}`, this.pathOf(after), message);
      } else {
        const message = `the rate card "${card.id}" ${since} and is gone; leave it where it is`;
        yield this.guarded(`card-removed:${card.id}`, ['rate_cards'], message);
      }
    }
  }

  /** Cards that come with an instant that has passed, and change what something cost then. */
  *backdated(): Iterable<Guarded> {
    const before = new Set(this.live.rateCards.flatMap(({ id, effectiveAt }) => (effectiveAt > this.now ? [] : [id])));
    for (const card of this.next.rateCards) {
      if (before.has(card.id) || card.effectiveAt > this.now) continue;
      const hit = this.firstChange(card);
      if (hit === null) continue;
      const when = new Date(card.effectiveAt).toISOString();
      const message =
        `the rate card "${card.id}" begins at ${when}, which has passed, and changes what ${hit} cost since; ` +
        'give it an effective_at that is still to come';
      yield this.guarded(`card-backdated:${card.id}`, this.pathOf(card), message);
    }
  }

  /** Features that have a price now, and will have none. */
  *lost(): Iterable<Guarded> {
    for (const [product, { features }] of this.next.products) {
      const told = new Set<string>();
      for (const { before, after } of this.pairs(product, (at) => at >= this.now, this.plansOf(product))) {
        for (const [feature, { dimensions }] of features) {
          const [had, has] = [before?.prices.get(feature), after?.prices.get(feature)];
          const name = `${after?.id ?? product}/${feature}`;
          const lacks = dimensions.some((dimension) => had?.has(dimension) && !has?.has(dimension));
          if (!lacks || told.has(name)) continue;
          told.add(name);
          if (!after || !this.changedIds.has(after.id)) yield this.lostPrice(name, product, feature, after);
        }
      }
    }
  }

  private lostPrice(name: string, product: string, feature: string, card: RateCard | null): Guarded {
    const by = card ? `the rate card "${card.id}" leaves ${feature} of ${product}` : `${feature} of ${product} is left`;
    const message = `${by} without a price that it has; name all its prices in the card`;
    return this.guarded(`price-lost:${name}`, card ? this.pathOf(card) : ['rate_cards'], message);
  }

  /** The first feature whose price in force a card changes. */
  private firstChange({ product, plans, effectiveAt }: RateCard): string | null {
    const features = this.live.products.get(product)?.features.keys() ?? [];
    const isPast = (at: Instant) => at >= effectiveAt && at <= this.now;
    const pairs = [...this.pairs(product, isPast, plans ?? this.plansOf(product))];
    for (const feature of features) {
      for (const { before, after } of pairs) {
        const [had, has] = [before?.prices.get(feature), after?.prices.get(feature)];
        if ([...(had ?? [])].some(([dimension, price]) => has?.get(dimension) !== price)) return feature;
        const dimensions = [...(had?.keys() ?? [])];
        if (had && sizeText(before, feature, dimensions) !== sizeText(after, feature, dimensions)) return feature;
      }
    }
    return null;
  }

  /** The card that serves and the next one, at each instant at which either begins, and now, for each of these plans. */
  private *pairs(product: string, isMeant: (at: Instant) => boolean, plans: readonly (string | null)[]) {
    const [live, next] = [this.liveCards.get(product) ?? [], this.nextCards.get(product) ?? []];
    const instants = [...live, ...next].map(({ effectiveAt }) => effectiveAt);
    for (const at of new Set([this.now, ...instants.filter(isMeant)])) {
      for (const plan of plans) {
        yield { before: cardInForce(live, product, plan, at), after: cardInForce(next, product, plan, at) };
      }
    }
  }

  /** Every plan that some card of the product names, and one for all others. */
  private plansOf(product: string): (string | null)[] {
    const cards = [...(this.liveCards.get(product) ?? []), ...(this.nextCards.get(product) ?? [])];
    return [null, ...new Set(cards.flatMap(({ plans }) => plans ?? []))];
  }

  /** The same terms, as far as the features are still there; what had no price may have one. */
  private isSame(a: RateCard, b: RateCard): boolean {
    const features = this.next.products.get(a.product)?.features;
    const plans = (card: RateCard) => JSON.stringify(card.plans && [...card.plans].sort());
    if (a.product !== b.product || a.effectiveAt !== b.effectiveAt || plans(a) !== plans(b)) return false;
    return [...a.prices].every(([feature, units]) => {
      const kept = features?.get(feature)?.dimensions ?? [];
      const compared = kept.filter((dimension) => units.has(dimension));
      if (compared.length > 0 && sizeText(a, feature, compared) !== sizeText(b, feature, compared)) return false;
      return kept.every((dimension) => {
        return !units.has(dimension) || b.prices.get(feature)?.get(dimension) === units.get(dimension);
      });
    });
  }

  private pathOf(card: RateCard): readonly PropertyKey[] {
    return ['rate_cards', this.next.rateCards.indexOf(card)];
  }
}

/** What a card says of a feature's size, as far as these dimensions go; the same text where it says the same. */
function sizeText(card: RateCard | null, feature: string, dimensions: readonly string[]): string {
  const size = card?.above?.get(feature);
  if (!size) return '';
  const prices = [...dimensions].sort().map((dimension) => `${dimension} ${size.prices.get(dimension)}`);
  return [size.limit, ...[...size.counting].sort(), '/', ...prices].join(' ');
}

function hitsOf(live: Catalog, next: Catalog, guarded: Guard): Hits[] {
  const hits: Hits[] = [];
  for (const [plan, { windows }] of live.plans) {
    const kept = next.plans.get(plan)?.windows;
    for (const terms of kept ? windows : []) {
      const { name } = terms;
      const after = kept!.find((window) => window.name === name);
      const changed = after && changeOf(terms, after);
      if (changed) {
        const at = ['plans', plan, 'windows', name];
        const message =
          `the window "${name}" of plan "${plan}" has another ${changed}, and accounts are on the plan: ` +
          'what runs keeps its end, and what follows is not what they have been told';
        hits.push({ what: 'plan', plan, problem: guarded(`window-changed:${plan}/${name}`, at, message) });
      }
      if (after) continue;
      const message =
        `the window "${name}" of plan "${plan}" is gone, under this name at least, and accounts are on the plan: ` +
        'they would have no such limit, or begin anew under another name';
      hits.push({ what: 'plan', plan, problem: guarded(`window-removed:${plan}/${name}`, ['plans', plan], message) });
    }
  }
  for (const [product, { features }] of live.products) {
    for (const feature of features.keys()) {
      if (next.products.get(product)?.features.has(feature)) continue;
      const message = `the feature "${feature}" of ${product} is gone, and was used in the last ${USED_DAYS} days`;
      const problem = guarded(`feature-removed:${product}/${feature}`, ['products', product, 'features'], message);
      hits.push({ what: 'feature', product, feature, problem });
    }
  }
  return hits;
}

/** What of a window's period or scope is not what it was, in a word; null for nothing. Its capacity may change. */
function changeOf(before: WindowTerms, after: WindowTerms): string | null {
  const zoneOf = (terms: WindowTerms) => ('zone' in terms ? terms.zone : undefined);
  const startOf = (terms: WindowTerms) => ('starts' in terms ? terms.starts : undefined);
  const periodOf = (terms: WindowTerms) => ('period' in terms ? terms.period : secondsOf(terms));
  if (before.kind !== after.kind || periodOf(before) !== periodOf(after)) return 'period';
  if (zoneOf(before) !== zoneOf(after)) return 'zone';
  if (startOf(before) !== startOf(after)) return 'start of the week';
  return isSameScope(before.scope, after.scope) ? null : 'scope';
}

/** What is lawful in a catalog, but probably not what was meant. @param now what has passed by then is not looked at */
export function doubtsIn(catalog: Catalog, now: Instant): Problem[] {
  const places = new Places(catalog.text);
  const doubts: Problem[] = [];
  const doubt = (rule: RuleId, path: readonly PropertyKey[], message: string): void => {
    doubts.push(problemOf(rule, { file: catalog.file, ...places.at(path) }, message));
  };
  for (const [product, { features }] of catalog.products) {
    const cards = catalog.rateCards.filter((card) => card.product === product);
    const sold = cards.filter((card) => card.effectiveAt > now || isInForce(catalog, card, now));
    for (const feature of features.keys()) {
      if (sold.some(({ prices }) => prices.has(feature))) continue;
      const message = `no rate card prices "${feature}" of ${product}, now or later: checks of it are NOT_PRICED`;
      doubt('catalog/unpriced-feature', ['products', product, 'features', feature], message);
    }
  }
  for (const [index, { id, prices, above }] of catalog.rateCards.entries()) {
    for (const [feature, size] of above ?? []) {
      if ([...size.prices].some(([dimension, price]) => prices.get(feature)?.get(dimension) !== price)) continue;
      const message = `beyond the size of "${feature}" the rate card "${id}" asks the same prices: the size changes nothing`;
      doubt('catalog/idle-size', ['rate_cards', index, 'prices', feature, 'above'], message);
    }
  }
  for (const [plan, { windows }] of catalog.plans) {
    const byLength = [...windows].sort((a, b) => secondsOf(a) - secondsOf(b));
    for (const [i, longer] of byLength.entries()) {
      const shorter = byLength.slice(0, i).find((each) => each.capacity > longer.capacity && coversAllOf(longer, each));
      if (!shorter || secondsOf(shorter) === secondsOf(longer)) continue;
      const message =
        `"${longer.name}" of plan "${plan}" is longer than "${shorter.name}" and has less capacity: ` +
        'the shorter one can never be used up';
      doubt('catalog/capacity-order', ['plans', plan, 'windows', longer.name], message);
    }
  }
  for (const { index, feature, dimension, message } of priceJumps(catalog, now)) {
    doubt('catalog/price-jump', ['rate_cards', index, 'prices', feature, dimension], message);
  }
  for (const { rule, path, message } of windowDoubts(catalog)) doubt(rule, path, message);
  return doubts.sort(byPlace);
}

function isInForce({ rateCards, plans }: Catalog, card: RateCard, now: Instant): boolean {
  return [null, ...plans.keys()].some((plan) => cardInForce(rateCards, card.product, plan, now) === card);
}
