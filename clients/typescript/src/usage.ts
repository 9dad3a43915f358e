/** Quantities by dimension: what work may use, and what it has used. Whole numbers, as bigint inside. */
import { Misuse } from './errors.js';

/** Quantities by dimension, such as `{ output_tokens: 512 }`. A `number` must be a safe whole one. */
export type Usage = Readonly<Record<string, bigint | number | string>>;

/** The same, exact. Its order is the order to fill in under `UP_TO`. */
export type Quantities = ReadonlyMap<string, bigint>;

/** As the API reads and writes it. */
export interface QuantityInput {
  dimension: string;
  quantity: string;
}

/** @throws Misuse where a quantity is no whole number from 0 on */
export function quantitiesOf(usage: Usage): Quantities {
  return new Map(
    Object.entries(usage).map(([dimension, quantity]) => {
      const isWhole = typeof quantity === 'number' ? Number.isSafeInteger(quantity) : /^\d+$/.test(String(quantity));
      if (!isWhole || BigInt(quantity) < 0n) {
        throw new Misuse(`The quantity of ${dimension} must be a whole number from 0 on, not ${String(quantity)}.`);
      }
      return [dimension, BigInt(quantity)];
    }),
  );
}

/** From what the API or the outbox says. */
export function quantitiesIn(list: readonly QuantityInput[]): Quantities {
  return new Map(list.map(({ dimension, quantity }) => [dimension, BigInt(quantity)]));
}

/** For the API and the outbox. */
export function inputOf(quantities: Quantities): QuantityInput[] {
  return [...quantities].map(([dimension, quantity]) => ({ dimension, quantity: String(quantity) }));
}

/** For a caller: a plain object. */
export function objectOf(quantities: Quantities): Record<string, bigint> {
  return Object.fromEntries(quantities);
}

/** Both together. */
export function plus(one: Quantities, other: Quantities): Quantities {
  const sum = new Map(one);
  for (const [dimension, quantity] of other) sum.set(dimension, (sum.get(dimension) ?? 0n) + quantity);
  return sum;
}

/** The first less the second, in the dimensions of the first; never below 0. */
export function less(from: Quantities, taken: Quantities): Quantities {
  return new Map(
    [...from].map(([dimension, quantity]) => {
      const rest = quantity - (taken.get(dimension) ?? 0n);
      return [dimension, rest > 0n ? rest : 0n];
    }),
  );
}

/** Whether `all` has at least `some` in every dimension. */
export function covers(all: Quantities, some: Quantities): boolean {
  return [...some].every(([dimension, quantity]) => quantity <= (all.get(dimension) ?? 0n));
}

/** The lesser of both, in the dimensions of the first. */
export function least(asked: Quantities, there: Quantities): Quantities {
  return new Map(
    [...asked].map(([dimension, quantity]) => {
      const most = there.get(dimension) ?? 0n;
      return [dimension, quantity < most ? quantity : most];
    }),
  );
}

/** Whether there is anything at all. */
export function isSome(quantities: Quantities): boolean {
  return [...quantities.values()].some((quantity) => quantity > 0n);
}
