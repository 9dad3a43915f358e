/**
 * What a request for more of a budget, and an answer to it, may look like; judged without the books.
 */
import { Field, ID, InputType } from 'type-graphql';
import { MAX_NANO } from '../core/amounts.js';
import type { Instant, Nano } from '../core/words.js';
import { badInput } from '../errors.js';
import { Credits, DateTime } from '../scalars.js';
import { cleanName, LONGEST } from '../text.js';
import { hashFields } from '../books/journal-hash.js';

@InputType({ description: 'How much more of a budget you need, until when, and why.' })
export class RequestBudgetInput {
  @Field(() => ID, { description: 'The budget, bud_…: one that counts what you use, or of somebody you act for.' })
  budget!: string;
  @Field(() => Credits, { description: 'How much beyond its limit; above zero.' }) credits!: bigint;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when you need it; null: to the end of the period that runs when it is approved.',
  })
  until?: Date | null;
  @Field(() => String, { description: 'Why, for whoever answers.' }) reason!: string;
  @Field(() => String, { description: 'The key of this call, retired for ever by the request, per budget and caller.' })
  idempotencyKey!: string;
}

@InputType({ description: 'The answer to a request for more of a budget.' })
export class DecideBudgetRequestInput {
  @Field(() => ID, { description: 'The request, brq_….' }) requestId!: string;
  @Field(() => Boolean, { description: 'True: so much as you say can be used at once. False: it is rejected.' })
  approve!: boolean;
  @Field(() => Credits, {
    nullable: true,
    description: 'How much you approve, at most what was asked; null: all of it. Only with approve: true.',
  })
  credits?: bigint | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when, no later than was asked; null: as was asked. Only with approve: true.',
  })
  until?: Date | null;
  @Field(() => String, { nullable: true, description: 'What you write to whoever asked.' })
  note?: string | null;
  @Field(() => String, { description: 'The key of this call, retired for ever by the answer, per budget.' })
  idempotencyKey!: string;
}

/** A request that can be looked at without the books. */
export interface Asked {
  credits: Nano;
  until: Instant | null;
  reason: string;
  key: string;
  fingerprint: Buffer;
}

/** An answer that can be looked at without the books. */
export interface Answered {
  approve: boolean;
  credits: Nano | null;
  until: Instant | null;
  note: string | null;
  key: string;
  fingerprint: Buffer;
}

const text = (value: bigint | number | null): string | null => (value === null ? null : String(value));

/** @param subject for whom it is asked @throws SpillwayError BAD_USER_INPUT naming the field */
export function askedBy(input: RequestBudgetInput, subject: string): Asked {
  const { credits } = input;
  assertAmount(credits);
  const until = input.until?.getTime() ?? null;
  const reason = cleanName('reason', input.reason, LONGEST.reason);
  const key = cleanName('idempotencyKey', input.idempotencyKey, LONGEST.key);
  return { credits, until, reason, key, fingerprint: hashFields([subject, text(credits), text(until), reason]) };
}

/** @throws SpillwayError BAD_USER_INPUT naming the field */
export function answeredBy(input: DecideBudgetRequestInput): Answered {
  const { approve } = input;
  const credits = input.credits ?? null;
  const until = input.until?.getTime() ?? null;
  if (credits !== null) assertAmount(credits);
  if (!approve && credits !== null) throw badInput('credits go with approve: true.', 'credits');
  if (!approve && until !== null) throw badInput('until goes with approve: true.', 'until');
  const note = input.note == null ? null : cleanName('note', input.note, LONGEST.reason);
  const key = cleanName('idempotencyKey', input.idempotencyKey, LONGEST.key);
  const fingerprint = hashFields([input.requestId, approve ? 'approve' : 'reject', text(credits), text(until), note]);
  return { approve, credits, until, note, key, fingerprint };
}

function assertAmount(credits: Nano): void {
  if (credits <= 0n) throw badInput('credits must be above zero.', 'credits');
  if (credits > MAX_NANO) throw badInput('credits: no budget lets so much through.', 'credits');
}
