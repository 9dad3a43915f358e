/**
 * explainAccess: every rule that had to do with a request, for whoever may read the policy. Authorises and hands on.
 */
import { Arg, Ctx, Extensions, Field, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { subjectAddress } from '../core/address.js';
import { GATES } from '../core/gate-results.js';
import type { Reason } from '../core/gates.js';
import type { Outcome } from '../core/words.js';
import { authorise, groupsToCheckWith, authoriseOnPolicy } from '../api/permissions.js';
import { ANSWER_BYTES } from '../api/page-bytes.js';
import { lengthOf } from '../api/test-policy.resolver.js';
import { AccessOutcome, AccessReason, GateResult } from '../books/decision-fields.js';
import { MOST_GROUPS, MOST_SOURCES, PolicyCitation } from '../books/decision-parts.js';
import { contractEnum } from '../contract-enum.js';
import { badInput, SpillwayError } from '../errors.js';
import { uuidOf } from '../ids.js';
import {
  RULE_KINDS,
  RULE_OUTCOMES,
  type ConsideredRule as CoreRule,
  type RuleKind as CoreKind,
  type RuleOutcome as CoreOutcome,
} from '../policy/considered-rules.js';
import { Credits, DateTime } from '../scalars.js';
import { LONGEST } from '../text.js';
import { accessQuestion, EstimateAccessInput } from './check-call.js';
import { draftPolicies, explainDecision, explainQuestion, type Explained } from './explain-access.js';
import type { ReceiptContext } from './past-policies.js';
import { LayerTrace } from './receipt.resolver.js';

export const RuleKind = contractEnum('RuleKind', 'What a rule of a policy speaks of.', RULE_KINDS);
export const RuleOutcome = contractEnum(
  'RuleOutcome',
  'What became of a rule beside one request: it applied, or which condition failed first. The list may grow.',
  RULE_OUTCOMES,
);

@ObjectType({ description: 'One rule of a policy beside one request.' })
export class ConsideredRule implements CoreRule {
  @Field(() => RuleKind, { description: 'What it speaks of.' }) kind!: CoreKind;
  @Field(() => Int, { description: 'Its line.' }) line!: number;
  @Field(() => String, { description: 'The rule, as citations show it.' }) rule!: string;
  @Field(() => RuleOutcome, { description: 'Whether it applied, or the first condition that failed.' })
  outcome!: CoreOutcome;
  @Field(() => Int, { nullable: true, description: 'The line that counted in its place, where there is one.' })
  otherLine!: number | null;
}

/** What a file may have of rules. */
const MOST_RULES = 5_000;
/** How much text of rules one answer has. */
const RULE_BYTES = ANSWER_BYTES / 4;
/** A line of a file of full length. */
const LAST_LINE = LONGEST.file;

@ObjectType({ description: 'Why a request is answered as it is.' })
export class AccessExplanation {
  explained!: Explained;

  static of(explained: Explained): AccessExplanation {
    return Object.assign(new AccessExplanation(), { explained });
  }

  @Field(() => ID, { description: 'The subject.' })
  get subject(): string {
    return this.explained.subject;
  }

  @Extensions({ rows: MOST_GROUPS })
  @Field(() => [ID], { description: 'The groups that it asks with.' })
  get groups(): readonly string[] {
    return this.explained.groups;
  }

  @Extensions({ longest: MOST_SOURCES })
  @Field(() => [ID], { description: 'The roles that the policy gives it, with these groups.' })
  get roles(): readonly string[] {
    return this.explained.roles;
  }

  @Extensions({ longest: MOST_SOURCES })
  @Field(() => [ID], { description: 'The teams that the policy puts it into.' })
  get teams(): readonly string[] {
    return this.explained.teams;
  }

  @Field(() => ID, { nullable: true, description: 'Who asked; null of a what-if, and where that was not stored.' })
  get caller(): string | null {
    return this.explained.caller;
  }

  @Field(() => DateTime, { description: 'The instant of the decision; of a what-if the instant of the answer.' })
  get decidedAt(): Date {
    return this.explained.decidedAt;
  }

  @Field(() => ID, {
    description: 'The version that explains it: that of the decision, that which serves, or the draft.',
  })
  get policyVersion(): string {
    return this.explained.policyVersion;
  }

  @Field(() => Boolean, { description: 'Whether that is the draft.' })
  get isDraft(): boolean {
    return this.explained.isDraft;
  }

  @Field(() => Boolean, { description: 'Whether the policy permits it.' })
  get permitted(): boolean {
    return this.explained.permitted;
  }

  @Field(() => PolicyCitation, { description: 'The line that says so.' })
  get policy(): PolicyCitation {
    return this.explained.policy;
  }

  @Field(() => AccessOutcome, {
    nullable: true,
    description:
      'How it ended, or would. Under a draft a stored decision is decided on the accounts as they were then; how many lots ' +
      'a hold may draw on, the share of a pool and the rest of a hold are not looked at. Null where the journal cannot tell.',
  })
  get outcome(): Outcome | null {
    return this.explained.answered?.outcome ?? null;
  }

  @Field(() => AccessReason, { nullable: true, description: 'The first gate that failed, or ALLOWED.' })
  get reason(): Reason | null {
    return this.explained.answered?.reason ?? null;
  }

  @Field(() => Credits, { nullable: true, description: 'The price of all that was asked for.' })
  get requested(): bigint | null {
    return this.explained.answered?.requested ?? null;
  }

  @Field(() => Credits, { nullable: true, description: 'What was granted of it, or would be.' })
  get granted(): bigint | null {
    return this.explained.answered?.granted ?? null;
  }

  @Field(() => Credits, { nullable: true, description: 'What no layer could give.' })
  get shortfall(): bigint | null {
    return this.explained.answered?.shortfall ?? null;
  }

  @Extensions({ rows: GATES.length })
  @Field(() => [GateResult], { description: 'The gates that it met, in order, up to the one that refused.' })
  get gates(): readonly GateResult[] {
    return this.explained.answered?.gates ?? [];
  }

  @Extensions({ longest: MOST_SOURCES })
  @Field(() => [LayerTrace], { description: 'The layers in order: what each had, gave and kept.' })
  get layers(): readonly LayerTrace[] {
    return this.explained.answered?.layers ?? [];
  }

  @Field(() => Int, { description: 'How many rules there are in all.' })
  get rulesTotal(): number {
    return this.explained.rules.length;
  }

  @Extensions({ longest: MOST_RULES })
  @Field(() => [ConsideredRule], {
    description:
      'Every rule of the policy, in the order of the file, with what it had to do with the request: 1 MiB of them at most; ' +
      '`after` goes on behind the last one.',
  })
  rules(
    @Arg('kinds', () => [RuleKind], { nullable: true, description: 'Only rules of these kinds; null: all.' })
    kinds: readonly CoreKind[] | null | undefined,
    @Arg('after', () => Int, { nullable: true, description: `Only rules behind this line. 0 to ${LAST_LINE}.` })
    after: number | null | undefined,
  ): CoreRule[] {
    if (after != null && (after < 0 || after > LAST_LINE)) throw badInput(`after is 0 to ${LAST_LINE}.`, 'after');
    let left = RULE_BYTES;
    const found: CoreRule[] = [];
    for (const rule of this.explained.rules) {
      if (rule.line <= (after ?? 0) || (kinds && !kinds.includes(rule.kind))) continue;
      left -= Buffer.byteLength(rule.rule);
      if (left < 0 && found.length > 0) break;
      found.push(rule);
    }
    return found;
  }
}

@Resolver(() => AccessExplanation)
export class ExplainAccessResolver {
  @Query(() => AccessExplanation, {
    nullable: true,
    description:
      'Why a decision was made, or a request would be answered, rule by rule: by the version of the decision, by what ' +
      'serves, or by a draft. Takes read on policy, since it shows all lines, also of others; with a decision read on its ' +
      'account, with an input what a check takes.',
  })
  async explainAccess(
    @Arg('decisionId', () => ID, { nullable: true, description: 'A stored decision, or else an input.' })
    decisionId: string | null | undefined,
    @Arg('input', () => EstimateAccessInput, { nullable: true, description: 'What would be asked.' })
    input: EstimateAccessInput | null | undefined,
    @Arg('policyText', () => String, { nullable: true, description: 'A draft; null: none.' })
    policyText: string | null | undefined,
    @Ctx() context: ReceiptContext,
  ): Promise<AccessExplanation> {
    authoriseOnPolicy(context, 'read');
    if ((decisionId == null) === (input == null)) throw badInput('Name a decision, or an input.');
    if (policyText != null) lengthOf('policyText', policyText, LONGEST.file);
    const draft = policyText == null ? null : await draftPolicies(context).load(policyText);
    if (input != null) {
      const question = accessQuestion(context.caller.tenant, groupsToCheckWith(context, input), input);
      return AccessExplanation.of(await explainQuestion(context, question, draft));
    }
    const uuid = uuidOf('dec', decisionId ?? '');
    const decision = uuid && (await context.loaders.decision.load(uuid));
    if (!decision)
      throw new SpillwayError('NOT_FOUND', 'There is no decision with this id.', { argument: 'decisionId' });
    authorise(context, subjectAddress(decision.subject), 'read');
    return AccessExplanation.of(await explainDecision(context, decision, draft));
  }
}
