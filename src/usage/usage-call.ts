/**
 * One usage report as it comes in, and as it is recorded: every field validated, the fingerprint made. Refuses what no
 * well-behaved client sends; what has happened is never refused for its price or for lack of credits.
 */
import { Field, ID, InputType } from 'type-graphql';
import type { Instant, Quantity } from '../core/words.js';
import { badInput, SpillwayError } from '../errors.js';
import { uuidOf } from '../ids.js';
import { hashFields } from '../books/journal-hash.js';
import { WorkStatus } from '../books/usage-event.js';
import { cleanLabels, cleanUsage, LabelInput, MOST_LABELS, QuantityInput } from '../api/usage-input.js';
import { MOST_DIMENSIONS } from '../books/decision-parts.js';
import { MAX_GROUPS } from '../server/token.js';
import { DateTime } from '../scalars.js';
import { cleanName, cleanSubject, LONGEST } from '../text.js';

@InputType({ description: 'What was really used: of a decision, or by a subject without one.' })
export class RecordUsageInput {
  @Field(() => ID, { nullable: true, description: 'Any decision of the hold that the work ran under.' })
  decisionId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: 'Without a decision: who used it. Takes report or act_for on that account, also on your own.',
  })
  subject?: string | null;
  @Field(() => [ID], {
    nullable: true,
    description:
      "The subject's groups; only with act_for. Default: a token's own where it is the subject's, else the decision's, " +
      `until 15 minutes after its hold's last expiry. At most ${MAX_GROUPS}.`,
  })
  groups?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'Without a decision: the product.' }) product?: string | null;
  @Field(() => ID, { nullable: true, description: 'Without a decision: the feature.' }) feature?: string | null;
  @Field(() => [QuantityInput], {
    description: `What was used since the last part, or counters where it is cumulative; may be none. At most ${MOST_DIMENSIONS}.`,
  })
  usage!: QuantityInput[];
  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Whether the work is done: what is still held goes back. False captures this part and keeps the rest.',
  })
  final!: boolean;
  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether the quantities are counters that only grow over the whole hold. Of each dimension, what exceeds the largest ' +
      'counter reported on this hold before is counted. The reports of one hold are all cumulative, or none is.',
  })
  cumulative!: boolean;
  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether it comes on top of the final report of its hold; a second final one is a CONFLICT without.',
  })
  late!: boolean;
  @Field(() => WorkStatus, { defaultValue: 'COMPLETED', description: 'How it ended; FAILED is not charged.' })
  status!: WorkStatus;
  @Field(() => String, { description: 'The key of this call, once per account.' }) idempotencyKey!: string;
  @Field(() => DateTime, {
    nullable: true,
    description:
      'When it happened; not in the future, and at most 31 days ago. Default: now. It decides the price, and the hour ' +
      'that the usage counts in. What pays is what is there when it is reported: late usage draws on the present window.',
  })
  occurredAt?: Date | null;
  @Field(() => ID, { nullable: true, description: "The caller's session; default: the decision's." })
  session?: string | null;
  @Field(() => [LabelInput], { defaultValue: [], description: `The caller's marks. At most ${MOST_LABELS}.` })
  labels!: LabelInput[];
}

/** One usage report, validated. `decision` is a UUID; with one, subject, product and feature only have to agree. */
export interface UsageCall {
  tenant: string;
  decision: string | null;
  subject: string | null;
  groups: string[] | null;
  product: string | null;
  feature: string | null;
  usage: Quantity[];
  final: boolean;
  /** Whether `usage` are counters of the whole hold. */
  cumulative: boolean;
  /** Whether it may come after the final report of its hold. */
  late: boolean;
  status: WorkStatus;
  key: string;
  /** Null: the instant at which it is recorded. */
  occurredAt: Instant | null;
  session: string | null;
  labels: { key: string; value: string }[];
  fingerprint: Buffer;
}

/**
 * Validates a usage report.
 * @throws SpillwayError BAD_USER_INPUT naming the field, NOT_FOUND for an id that is no decision's
 */
export function usageCall(tenant: string, input: RecordUsageInput): UsageCall {
  const { decisionId, subject, product, feature, groups, session } = input;
  if (decisionId == null && (product == null || feature == null)) {
    throw badInput('Without decisionId, usage names product and feature.', 'decisionId');
  }
  const decision = decisionId == null ? null : uuidOf('dec', decisionId);
  if (decisionId != null && decision === null) {
    throw new SpillwayError('NOT_FOUND', 'There is no decision with this id.');
  }
  const usage = cleanUsage(input.usage, false).map(({ dimension, quantity }) => ({ dimension, quantity }));
  return {
    tenant,
    decision,
    subject: subject == null ? null : cleanSubject('subject', subject),
    groups: groups?.map((group) => cleanName('groups', group, LONGEST.key)) ?? null,
    product: product == null ? null : cleanName('product', product, LONGEST.name),
    feature: feature == null ? null : cleanName('feature', feature, LONGEST.name),
    usage,
    final: input.final,
    cumulative: input.cumulative,
    late: input.late,
    status: input.status,
    key: cleanName('idempotencyKey', input.idempotencyKey, LONGEST.key),
    occurredAt: instantOf(input.occurredAt),
    session: session == null ? null : cleanName('session', session, LONGEST.key),
    labels: cleanLabels(input.labels),
    fingerprint: fingerprintOf(input),
  };
}

/** Instants that the database cannot compare with are refused before it is asked. */
function instantOf(occurredAt: Date | null | undefined): Instant | null {
  if (occurredAt == null) return null;
  const at = occurredAt.getTime();
  if (at >= 0 && occurredAt.getUTCFullYear() <= 9999) return at;
  throw badInput(`occurredAt lies ${at < 0 ? 'too far back' : 'in the future'}.`, 'occurredAt');
}

/** Everything that makes two calls the same call; the key itself apart. What came later counts where it is used. */
function fingerprintOf(input: RecordUsageInput): Buffer {
  const usage = input.usage.flatMap(({ dimension, quantity }) => [dimension, quantity.toString()]);
  const labels = input.labels.flatMap(({ key, value }) => [key, value]);
  const { decisionId, subject, product, feature, final, status, occurredAt, session, groups } = input;
  return hashFields([
    decisionId ?? null,
    subject ?? null,
    product ?? null,
    feature ?? null,
    String(final),
    status,
    occurredAt?.toISOString() ?? null,
    session ?? null,
    `${usage.length} ${labels.length} ${groups?.length ?? '-'}`,
    ...usage,
    ...labels,
    ...(groups ?? []),
    ...(input.cumulative ? ['cumulative'] : []),
    ...(input.late ? ['late'] : []),
  ]);
}
