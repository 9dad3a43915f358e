/**
 * Which card prices which plan from when until when. A card that names a plan goes before one for every plan, and of
 * those the latest one that has begun prices; so each plan has one course of cards, without an overlap.
 */
import type { CardSoldFragment } from '../../gql/graphql';

export type Card = CardSoldFragment;

/** While so long a plan is priced by a card, in milliseconds; null: for all that is known. */
export interface Stretch {
  card: Card;
  from: number;
  until: number | null;
}

/** Each plan's course of cards of one product, the first one first. */
export type Courses = ReadonlyMap<string, readonly Stretch[]>;

export const beginsAt = ({ effectiveAt }: Card): number => Date.parse(effectiveAt);

/** @param cards of one product */
export function coursesOf(cards: readonly Card[], plans: readonly string[]): Courses {
  const inOrder = [...cards].sort((a, b) => beginsAt(a) - beginsAt(b));
  const forAll = inOrder.filter((card) => card.plans == null);
  const named = new Map<string, Card[]>();
  for (const card of inOrder) {
    for (const plan of card.plans ?? []) {
      const own = named.get(plan);
      if (own) own.push(card);
      else named.set(plan, [card]);
    }
  }
  return new Map(plans.map((plan) => [plan, courseOf(forAll, named.get(plan) ?? [])]));
}

function courseOf(forAll: readonly Card[], own: readonly Card[]): Stretch[] {
  const first = own[0] === undefined ? null : beginsAt(own[0]);
  const before = forAll.filter((card) => first === null || beginsAt(card) < first);
  const course = [...before, ...own];
  return course.map((card, index) => {
    const next = course[index + 1];
    return { card, from: beginsAt(card), until: next === undefined ? null : beginsAt(next) };
  });
}

/** The card that prices a plan at an instant; null where none does. */
export function cardAt(courses: Courses, plan: string, at: number): Card | null {
  return courses.get(plan)?.find((stretch) => isIn(stretch, at))?.card ?? null;
}

export const isIn = ({ from, until }: Stretch, at: number): boolean => from <= at && (until === null || at < until);

/** Where a card stands at an instant. */
export interface Standing {
  state: 'to-come' | 'in-force' | 'over' | 'never';
  /** The plans that it prices then. */
  prices: readonly string[];
  /** The plans that it prices at some time. */
  everPrices: readonly string[];
  /** When it prices its last plan no more; null: for all that is known. */
  until: number | null;
}

/** Where each of the cards stands, by id. */
export function standings(cards: readonly Card[], courses: Courses, at: number): ReadonlyMap<string, Standing> {
  const found = new Map<string, { plan: string; stretch: Stretch }[]>(cards.map(({ id }) => [id, []]));
  for (const [plan, course] of courses) {
    for (const stretch of course) found.get(stretch.card.id)?.push({ plan, stretch });
  }
  return new Map(
    cards.map((card) => {
      const stretches = found.get(card.id) ?? [];
      const prices = stretches.filter(({ stretch }) => isIn(stretch, at)).map(({ plan }) => plan);
      const ends = stretches.map(({ stretch }) => stretch.until);
      const until = ends.includes(null) ? null : Math.max(0, ...ends.map(Number));
      const everPrices = stretches.map(({ plan }) => plan);
      return [card.id, { state: stateOf(), prices, everPrices, until: stretches.length === 0 ? null : until }];

      function stateOf(): Standing['state'] {
        if (stretches.length === 0) return 'never';
        if (prices.length > 0) return 'in-force';
        return beginsAt(card) > at ? 'to-come' : 'over';
      }
    }),
  );
}
