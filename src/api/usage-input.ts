/**
 * What checks and usage reports have in common: quantities and labels, as they come in and as they are taken.
 */
import { Field, ID, InputType } from 'type-graphql';
import { exclusiveOf, type Inclusive } from '../core/counters.js';
import { unitsOf } from '../core/quotes.js';
import type { Quantity, QuantityAsked } from '../core/words.js';
import { MOST_DIMENSIONS } from '../books/decision-parts.js';
import { badInput } from '../errors.js';
import { Uint64 } from '../scalars.js';
import { cleanName, LONGEST } from '../text.js';

@InputType({
  description:
    'How much of one dimension: the most that work may use, or what it used. input_tokens exclude the cached ones, unless ' +
    'the catalog says that they include them: counters such as OpenAI’s would be charged twice otherwise.',
})
export class QuantityInput {
  @Field(() => ID, { description: 'What is counted, such as input_tokens.' }) dimension!: string;
  @Field(() => Uint64, { description: 'How many units.' }) quantity!: bigint;
  @Field(() => Uint64, {
    nullable: true,
    description: 'Checks in mode UP_TO only: fewer than this is worth nothing. Default 0.',
  })
  minimum?: bigint | null;
}

/** How many labels one call may have. */
export const MOST_LABELS = 8;

@InputType({ description: "A caller's own mark on a request." })
export class LabelInput {
  @Field(() => String, { description: 'Its name, once per request.' }) key!: string;
  @Field(() => String, { description: 'Its value.' }) value!: string;
}

/** Validates quantities. @throws SpillwayError BAD_USER_INPUT naming the field */
export function cleanUsage(usage: readonly QuantityInput[], minimumAllowed: boolean): QuantityAsked[] {
  if (usage.length > MOST_DIMENSIONS) throw badInput(`usage names at most ${MOST_DIMENSIONS} dimensions.`, 'usage');
  const dimensions = new Set(usage.map(({ dimension }) => dimension));
  if (dimensions.size !== usage.length) throw badInput('usage names each dimension once.', 'usage');
  return usage.map(({ dimension, quantity, minimum }, i) => {
    if (minimum != null && !minimumAllowed)
      throw badInput('minimum goes with checks in mode UP_TO only.', `usage.${i}.minimum`);
    if (minimum != null && minimum > quantity) throw badInput('minimum is not above quantity.', `usage.${i}.minimum`);
    return { dimension: cleanName(`usage.${i}.dimension`, dimension, LONGEST.name), quantity, minimum: minimum ?? 0n };
  });
}

/**
 * Usage with each dimension without what it includes, as it is priced.
 * @throws SpillwayError BAD_USER_INPUT where one includes more than there is of it
 */
export function exclusiveUsage<Q extends Quantity>(usage: readonly Q[], inclusive: Inclusive): Q[] {
  for (const [including, included] of inclusive) {
    if (unitsOf(usage, included) <= unitsOf(usage, including)) continue;
    throw badInput(`${including} include ${included}, of which there cannot be more.`, 'usage');
  }
  return exclusiveOf(usage, inclusive);
}

/** Validates labels. @throws SpillwayError BAD_USER_INPUT naming the field */
export function cleanLabels(labels: readonly LabelInput[]): { key: string; value: string }[] {
  if (labels.length > MOST_LABELS) throw badInput(`labels are at most ${MOST_LABELS}.`, 'labels');
  if (new Set(labels.map(({ key }) => key)).size !== labels.length)
    throw badInput('labels have each key once.', 'labels');
  return labels.map(({ key, value }, i) => ({
    key: cleanName(`labels.${i}.key`, key, LONGEST.name),
    value: cleanName(`labels.${i}.value`, value, LONGEST.value),
  }));
}
