/**
 * Changing the tenant's policy by a call: a new text, or the one of an earlier version. Both go the same way, and what comes
 * of it is a version of its own.
 */
import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import { hashFields } from '../books/journal-hash.js';
import { formatProblem, type Problem } from '../catalog/problem.js';
import { badInput, SpillwayError } from '../errors.js';
import { DraftRefused, FolderRules, KeyUsed, NotTheBase } from '../policy/apply-policy.js';
import { PublishedMeanwhile } from '../policy/published.js';
import { cleanName, LONGEST } from '../text.js';
import type { Context } from './context.js';
import { actorOf, authoriseOnPolicy } from './permissions.js';
import { MOST_ALLOWED, Policy, policyOf } from './policy.resolver.js';

const KEY = 'Repeat with the same key after a lost answer: it is applied once.';
const BASE =
  'The version that you have seen serve: where another one serves by now, nothing changes and the call is a CONFLICT.';
const ALLOW = `Rules of the lint that it may break, by their ids; kept with the version. At most ${MOST_ALLOWED}.`;

@InputType({ description: 'A text that is to be the policy.' })
class ApplyPolicyInput {
  @Field(() => String, { description: 'The whole text.' }) text!: string;
  @Field(() => ID, { description: BASE }) baseVersion!: string;
  @Field(() => String, { description: 'Why. It is kept with the version.' }) message!: string;
  @Field(() => [ID], { defaultValue: [], description: ALLOW })
  allow!: string[];
  @Field(() => String, { description: KEY }) idempotencyKey!: string;
}

@InputType({ description: 'An earlier version that is to be the policy again.' })
class RollbackPolicyInput {
  @Field(() => ID, { description: 'The version whose text is to serve again.' }) version!: string;
  @Field(() => ID, { description: BASE }) baseVersion!: string;
  @Field(() => String, { description: 'Why. It is kept with the version.' }) message!: string;
  @Field(() => [ID], { defaultValue: [], description: ALLOW })
  allow!: string[];
  @Field(() => String, { description: KEY }) idempotencyKey!: string;
}

@Resolver()
export class PolicyChangeResolver {
  @Mutation(() => Policy, {
    nullable: true,
    description:
      'Makes a text the policy, whole or not at all. It is judged as an edit of the file is: where something is wrong with it, ' +
      'or it would take the right to write the policy from its author, nothing changes and `extensions.problems` of the ' +
      'BAD_USER_INPUT says what, with lines. It serves in this process as this is answered, and in all others within two ' +
      'seconds. Takes write on policy.',
  })
  applyPolicy(
    @Arg('input', () => ApplyPolicyInput, { description: 'The text, and what it is for.' }) input: ApplyPolicyInput,
    @Ctx() context: Context,
  ): Promise<Policy | null> {
    return change(context, input, input.text, ['apply', input.text]);
  }

  @Mutation(() => Policy, {
    nullable: true,
    description:
      'Makes the text of an earlier version the policy again, as a new version: judged as applyPolicy judges a text, so under ' +
      "today's catalog. Takes write on policy.",
  })
  async rollbackPolicy(
    @Arg('input', () => RollbackPolicyInput, { description: 'The version, and why.' }) input: RollbackPolicyInput,
    @Ctx() context: Context,
  ): Promise<Policy | null> {
    authoriseOnPolicy(context, 'write');
    const version = cleanName('version', input.version, LONGEST.name);
    const text = await context.policies.drafts.textOf(context.caller.tenant, version);
    if (text === null) throw new SpillwayError('NOT_FOUND', 'No such version of the policy ever served.');
    return change(context, input, text, ['rollback', version]);
  }
}

async function change(
  context: Context,
  { baseVersion, message, allow, idempotencyKey }: Omit<ApplyPolicyInput, 'text'>,
  text: string,
  what: readonly string[],
): Promise<Policy | null> {
  authoriseOnPolicy(context, 'write');
  const { caller, policies } = context;
  const key = cleanName('idempotencyKey', idempotencyKey, LONGEST.key);
  const why = cleanName('message', message, LONGEST.reason);
  const base = cleanName('baseVersion', baseVersion, LONGEST.name);
  if (text.length > LONGEST.file) throw badInput(`text: at most ${LONGEST.file} characters.`, 'text');
  if (allow.length > MOST_ALLOWED) throw badInput(`allow: at most ${MOST_ALLOWED} rules.`, 'allow');
  const allowed = [...new Set(allow.map((rule) => cleanName('allow', rule, LONGEST.name)))].sort();
  const fingerprint = hashFields([...what, base, why, String(allowed.length), ...allowed]);
  const { kind, name, requestId } = actorOf(context);
  const actor = { kind: kind === 'OPERATOR' ? kind : ('SUBJECT' as const), name: name!, requestId };
  const by = { actor, message: why, key, fingerprint, allowed };
  try {
    await policies.drafts.apply(caller.tenant, {
      text,
      baseVersion: base,
      author: caller.operator ? null : caller,
      by,
    });
  } catch (error) {
    throw told(error);
  }
  return policyOf(context, policies.live(caller.tenant) ?? context.policy);
}

/** How many problems an error tells. */
const MOST_TOLD = 100;

/** A refusal in the words of the contract; anything else as it is. */
function told(error: unknown): unknown {
  if (error instanceof DraftRefused) return refusedFor(error.problems);
  if (error instanceof NotTheBase) {
    const serves = `${error.newest ?? 'Nothing'} serves by now`;
    return new SpillwayError('CONFLICT', `baseVersion: ${serves}: look at what changed, and apply on top of it.`, {
      argument: 'baseVersion',
    });
  }
  if (error instanceof KeyUsed) {
    return new SpillwayError(
      'IDEMPOTENCY_CONFLICT',
      'This idempotency key was used with another change of the policy.',
    );
  }
  if (error instanceof FolderRules) {
    return new SpillwayError('CONFLICT', 'This policy is kept in files that Spillway only reads: change it there.');
  }
  if (error instanceof PublishedMeanwhile) {
    return new SpillwayError(
      'OVERLOADED',
      'Others change policies all the time: repeat with the same idempotency key.',
    );
  }
  return error;
}

function refusedFor(problems: readonly Problem[]): SpillwayError {
  const told = problems.slice(0, MOST_TOLD).map(({ concerns: _, ...problem }) => problem);
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more: extensions.problems)` : '';
  const message = `The text cannot serve: ${formatProblem(problems[0]!)}${more}`;
  return new SpillwayError('BAD_USER_INPUT', message, { argument: 'text', problems: told });
}
