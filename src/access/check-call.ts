/**
 * One check as it comes in, and as the engine takes it: every field validated, the fingerprint made. Refuses what no
 * well-behaved client sends; decides nothing.
 */
import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { layerKinds, type LayerKind } from '../core/kinds.js';
import type { GrantMode as CoreGrantMode, Only, QuantityAsked } from '../core/words.js';
import { badInput, SpillwayError } from '../errors.js';
import { uuidOf } from '../ids.js';
import { hashFields } from '../books/journal-hash.js';
import { cleanLabels, cleanUsage, LabelInput, MOST_LABELS, QuantityInput } from '../api/usage-input.js';
import { MOST_DIMENSIONS } from '../books/decision-parts.js';
import { Layer } from '../books/draw.js';
import { Credits } from '../scalars.js';
import { MAX_GROUPS } from '../server/token.js';
import { cleanName, cleanSubject, LONGEST } from '../text.js';

export const GrantMode: { [mode in CoreGrantMode]: mode } = { ALL_OR_NOTHING: 'ALL_OR_NOTHING', UP_TO: 'UP_TO' };
registerEnumType(GrantMode, {
  name: 'GrantMode',
  description: 'What to do when there is less than was asked for.',
  valuesConfig: {
    ALL_OR_NOTHING: { description: 'Take all of it or nothing.' },
    UP_TO: { description: 'Take what there is, in whole units, dimensions in list order.' },
  },
});

@InputType({ description: 'What would be asked: a check without key, hold and extension.' })
export class EstimateAccessInput {
  @Field(() => ID, { description: 'Who would use the product; checking for another takes check or act_for.' })
  subject!: string;
  @Field(() => [ID], {
    nullable: true,
    description: `That subject's groups; only with act_for. At most ${MAX_GROUPS}.`,
  })
  groups?: string[] | null;
  @Field(() => ID, { description: 'The product.' }) product!: string;
  @Field(() => ID, { description: 'The feature of the product.' }) feature!: string;
  @Field(() => [QuantityInput], {
    description: `The most that the work may use, in the order to fill. At most ${MOST_DIMENSIONS}.`,
  })
  usage!: QuantityInput[];
  @Field(() => GrantMode, { defaultValue: 'ALL_OR_NOTHING', description: 'What to do when there is less.' })
  mode!: CoreGrantMode;
  @Field(() => [Layer], {
    nullable: true,
    description:
      'Only these layers may give, in the order of the policy; null: all. It binds this check alone: usage that exceeds ' +
      `its hold is drawn as ever. 1 to ${layerKinds.length}, each once.`,
  })
  layers?: LayerKind[] | null;
  @Field(() => Credits, {
    nullable: true,
    description:
      'The most that the layers CREDITS and POOL may give together; null: no such bound, "0": only what is included. It ' +
      'binds this check alone.',
  })
  maxPaid?: bigint | null;
  @Field(() => ID, { nullable: true, description: "The caller's session." }) session?: string | null;
  @Field(() => [LabelInput], { defaultValue: [], description: `The caller's marks. At most ${MOST_LABELS}.` })
  labels!: LabelInput[];
}

const MOST_HOLD_SECONDS = 86_400;

@InputType({ description: 'One check: who wants to use how much of what.' })
export class CheckAccessInput extends EstimateAccessInput {
  @Field(() => String, { description: 'The key of this call; a taking decision retires it for ever.' })
  idempotencyKey!: string;
  @Field(() => Int, {
    defaultValue: 600,
    description: `How long the hold lasts at most; see \`hold.expiresAt\`. 1 to ${MOST_HOLD_SECONDS} seconds.`,
  })
  holdSeconds!: number;
  @Field(() => ID, {
    nullable: true,
    description: 'A decision whose hold is open: the new draws join it. Takes the caller that opened it, or a line.',
  })
  extends?: string | null;
}

/** What would be asked, validated. Quantities are units; groups are null where the caller named none. */
export interface AccessQuestion {
  tenant: string;
  subject: string;
  groups: string[];
  product: string;
  feature: string;
  usage: QuantityAsked[];
  mode: CoreGrantMode;
  only?: Only;
  session: string | null;
  labels: { key: string; value: string }[];
}

/** One check, validated. `extends` is a decision's UUID. */
export interface CheckCall extends AccessQuestion {
  /** The subject of the token that asks. */
  caller: string;
  /** Refuses unless that caller may extend a hold of the subject that this one opened; null: it was not stored who did. */
  authoriseExtension: (opener: string | null) => void;
  key: string;
  holdSeconds: number;
  extends: string | null;
  fingerprint: Buffer;
}

/** Who asks: `groups` are the subject's, from the caller's token, or as named by a caller that acts for it. */
type Asking = Pick<CheckCall, 'tenant' | 'groups' | 'caller' | 'authoriseExtension'>;

/**
 * Validates a check.
 * @throws SpillwayError BAD_USER_INPUT naming the field
 */
export function checkCall({ tenant, groups, caller, authoriseExtension }: Asking, input: CheckAccessInput): CheckCall {
  const asked = accessQuestion(tenant, groups, input);
  const extending = input.extends != null;
  if (!asked.usage.length && !extending) throw badInput('usage names at least one dimension.', 'usage');
  if (input.holdSeconds < 1 || input.holdSeconds > MOST_HOLD_SECONDS)
    throw badInput(`holdSeconds is 1 to ${MOST_HOLD_SECONDS}.`, 'holdSeconds');
  const extended = extending ? uuidOf('dec', input.extends ?? '') : null;
  if (extending && extended === null)
    throw new SpillwayError('NOT_FOUND', 'There is no decision with this id.', { argument: 'extends' });
  const key = cleanName('idempotencyKey', input.idempotencyKey, LONGEST.key);
  const { holdSeconds } = input;
  return {
    ...asked,
    caller,
    authoriseExtension,
    key,
    holdSeconds,
    extends: extended,
    fingerprint: fingerprintOf(input),
  };
}

/** Validates what an estimate asks. @throws SpillwayError BAD_USER_INPUT naming the field */
export function accessQuestion(tenant: string, groups: string[], input: EstimateAccessInput): AccessQuestion {
  return {
    tenant,
    subject: cleanSubject('subject', input.subject),
    groups: groups.map((group, i) => cleanName(`groups.${i}`, group, LONGEST.key)),
    product: cleanName('product', input.product, LONGEST.name),
    feature: cleanName('feature', input.feature, LONGEST.name),
    usage: cleanUsage(input.usage, input.mode === 'UP_TO'),
    mode: input.mode,
    ...onlyOf(input),
    session: input.session == null ? null : cleanName('session', input.session, LONGEST.key),
    labels: cleanLabels(input.labels),
  };
}

/** @throws SpillwayError BAD_USER_INPUT for no layer, and for one named twice */
function onlyOf({ layers, maxPaid }: EstimateAccessInput): { only?: Only } {
  if (layers == null && maxPaid == null) return {};
  if (layers?.length === 0) throw badInput('layers names at least one layer, or is null for all.', 'layers');
  if (new Set(layers).size !== (layers?.length ?? 0)) throw badInput('layers names each layer once.', 'layers');
  return { only: { layers: layers ?? null, maxPaid: maxPaid ?? null } };
}

/** Everything that makes two calls the same call; the key itself apart. What came later counts where it is used. */
function fingerprintOf(input: CheckAccessInput): Buffer {
  const usage = input.usage.flatMap((u) => [u.dimension, u.quantity.toString(), (u.minimum ?? 0n).toString()]);
  const labels = input.labels.flatMap(({ key, value }) => [key, value]);
  const { subject, product, feature, mode, holdSeconds, session, groups } = input;
  return hashFields([
    subject,
    product,
    feature,
    mode,
    String(holdSeconds),
    input.extends ?? null,
    session ?? null,
    `${usage.length} ${labels.length} ${groups?.length ?? '-'}`,
    ...usage,
    ...labels,
    ...(groups ?? []),
    ...(input.layers ? ['layers', ...input.layers] : []),
    ...(input.maxPaid != null ? ['maxPaid', String(input.maxPaid)] : []),
  ]);
}
