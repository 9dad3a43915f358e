/**
 * The pace of work as the contract shows it.
 */
import { Field, Int, ObjectType } from 'type-graphql';
import { contractEnum } from '../contract-enum.js';
import type { Pace as CorePace, PaceLevel as CoreLevel } from '../core/pace.js';
import { DateTime } from '../scalars.js';

export const PaceLevel = contractEnum<CoreLevel>('PaceLevel', 'How fast to go on.', {
  FULL: { description: 'At full pace: nothing runs out soon, or waiting would not help.' },
  EASE: { description: 'Slower: at the pace so far, what is left runs out before it refills.' },
  WAIT: { description: 'Not before `until`: nothing more of this size passes.' },
});

/** No timer of a client waits longer than that. */
const LONGEST_DELAY_MS = 2_147_483_647;

@ObjectType({
  description:
    'How fast to go on, so that what is left lasts until it refills. It is advice: nothing enforces it. Where a plan says ' +
    'slow_down, it eases before the end; after a denial it says until when to wait.',
})
export class Pace {
  @Field(() => PaceLevel, { description: 'In one word.' }) level!: CoreLevel;
  @Field(() => Int, {
    description:
      'How long to wait before the next piece of work that costs as much, in milliseconds, from the instant of the ' +
      'answer; 0 at full pace. Of what is left without an amount: for a piece of a hundredth of the window.',
  })
  delayMs!: number;
  @Field(() => DateTime, {
    nullable: true,
    description: 'EASE: when it refills, so that the delay may end; WAIT: when to go on. Null at full pace.',
  })
  until!: Date | null;

  /** A pace as the core tells it. */
  static from(this: void, { level, delayMs, until }: CorePace): Pace {
    return { level, delayMs: Math.min(delayMs, LONGEST_DELAY_MS), until: until === null ? null : new Date(until) };
  }
}
