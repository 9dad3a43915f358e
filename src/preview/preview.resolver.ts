/**
 * Previews as operations: asked for, read, watched. Authorises, and hands on.
 */
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { versionOf } from '../catalog/text-version.js';
import { connectionOf, MAX_PAGE, pageOf, pageRequest, type Connection } from '../api/connection.js';
import { mayPreview } from '../api/permissions.js';
import { hashFields } from '../books/journal-hash.js';
import { PolicyPreview } from '../books/policy-preview.js';
import { badInput, SpillwayError } from '../errors.js';
import { firstUuidAt, uuidOf } from '../ids.js';
import { POLICY_FORMATS } from '../policy/policy-formats.js';
import { DateTime } from '../scalars.js';
import { cleanName, LONGEST } from '../text.js';
import type { Draft } from './draft.js';
import { countDecisions } from './load-history.js';
import { PreviewChange, PreviewSums } from './preview-view.js';
import { findPreview, MOST_PREVIEWS, readChanges, readSums } from './preview-rows.js';
import { MOST_DECISIONS, tooMany } from './preview.js';
import type { PreviewsContext, PreviewWatch } from './previews.js';
import { MOST_CHANGES } from './tally.js';

@InputType({ description: 'What to try on what happened: a policy or a catalog.' })
export class PreviewPolicyInput {
  @Field(() => String, { nullable: true, description: 'The whole text of a policy file.' })
  policyText?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The whole text of a catalog file: for the operator alone.',
  })
  catalogText?: string | null;
  @Field(() => DateTime, { description: 'The beginning of the period.' }) from!: Date;
  @Field(() => DateTime, {
    description:
      'The end of the period, itself left out; not in the future. The period has at most ' +
      `${MOST_DECISIONS.toLocaleString('en-US')} decisions.`,
  })
  to!: Date;
  @Field(() => String, { description: 'The key of this call, once for as long as the preview is kept.' })
  idempotencyKey!: string;
}

const ChangePage = connectionOf('PolicyPreviewChange', () => PreviewChange);
/** The form of a key that is a number. */
const NO_KEY = /^[1-9][0-9]{0,8}$/;

@Resolver(() => PolicyPreview)
export class PreviewResolver {
  @Mutation(() => PolicyPreview, {
    nullable: true,
    description:
      'Makes the stored decisions of a period again, by a policy or a catalog that is not live, on the books as they were ' +
      'then, and tells what would be another. It changes nothing. It begins at once and takes seconds: watch it with ' +
      `policyPreviewChanged. One at a time for a tenant; the last ${MOST_PREVIEWS} are kept. Takes read on policy, and read ` +
      "on account:*, for it tells of everybody's checks; with a catalog, the operator's key.",
  })
  async previewPolicy(
    @Arg('input', () => PreviewPolicyInput, { description: 'What to try, and on which period.' })
    input: PreviewPolicyInput,
    @Ctx() context: PreviewsContext,
  ): Promise<PolicyPreview> {
    assertMayPreview(context);
    const draft = draftOf(context, input);
    const { tenant, subject } = context.caller;
    const key = cleanName('idempotencyKey', input.idempotencyKey, LONGEST.key);
    const [from, to] = periodOf(input, context.ledger.wallClock());
    const range = [firstUuidAt(from), firstUuidAt(to)] as const;
    const count = (most: number) =>
      context.database.transaction([tenant], (tx) => countDecisions(tx, tenant, range, most), { readOnly: true });
    const total = await count(MOST_DECISIONS + 1);
    if (total > MOST_DECISIONS) throw tooMany();
    const fingerprint = hashFields([draft.what, draft.text, String(input.from.getTime()), String(input.to.getTime())]);
    const call = { tenant, askedBy: subject, key, fingerprint, what: draft.what, textVersion: versionOf(draft.text) };
    return context.previews.begin({ ...call, from, to, total }, draft);
  }

  @Subscription(() => PolicyPreview, {
    description: 'A preview as it is now, then whenever it has come further, until it has ended.',
    subscribe: ({ args, context }: { args: { id: string }; context: PreviewsContext }) => watch(context, args.id),
  })
  policyPreviewChanged(
    @Root() preview: PolicyPreview,
    @Arg('id', () => ID, { description: 'pvw_… of previewPolicy.' }) _: string,
    @Ctx() context: PreviewsContext,
  ): PolicyPreview {
    const { policies, caller, policy } = context;
    // By the policy of this instant: it may have changed since.
    assertMayPreview({ ...context, policy: policies.live(caller.tenant) ?? policy });
    return preview;
  }

  @FieldResolver(() => PreviewSums, { nullable: true, description: 'What it comes to; null until it is DONE.' })
  async sums(@Root() { uuid, state }: PolicyPreview, @Ctx() { database, caller }: PreviewsContext) {
    const sums = state === 'DONE' ? await readSums(database, { tenant: caller.tenant, uuid }) : null;
    return sums && PreviewSums.from(sums);
  }

  @FieldResolver(() => ChangePage, {
    description: `The decisions whose answers would be others, in their order; none until it is DONE, at most ${MOST_CHANGES}.`,
  })
  async changes(
    @Root() { uuid }: PolicyPreview,
    @Arg('first', () => Int, { defaultValue: 50, description: `At most ${MAX_PAGE}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Continue after this cursor.' }) after: string | null,
    @Ctx() { database, caller }: PreviewsContext,
  ): Promise<Connection<PreviewChange>> {
    const page = pageRequest(first, after, NO_KEY);
    const key = { tenant: caller.tenant, uuid };
    const rows = await readChanges(database, key, Number(page.after ?? 0), page.first + 1);
    const { edges, pageInfo } = pageOf(rows, page, ({ no }) => String(no));
    const told = edges.map(({ cursor, node }) => ({ cursor, node: PreviewChange.from(node.change) }));
    return { edges: told, nodes: told.map(({ node }) => node), pageInfo };
  }
}

/** @throws SpillwayError FORBIDDEN */
function assertMayPreview(context: PreviewsContext): void {
  if (mayPreview(context)) return;
  throw new SpillwayError('FORBIDDEN', "The tenant's policy does not let you read the policy and every account.");
}

/** @throws SpillwayError BAD_USER_INPUT for none or two texts, and one that is too long; FORBIDDEN for a catalog */
function draftOf({ caller }: PreviewsContext, { policyText, catalogText }: PreviewPolicyInput): Draft {
  if ((policyText == null) === (catalogText == null)) {
    throw badInput('Give either policyText or catalogText.', 'policyText');
  }
  const what = policyText == null ? 'CATALOG' : 'POLICY';
  if (what === 'CATALOG' && !caller.operator) {
    throw new SpillwayError('FORBIDDEN', "The catalog is the operator's: trying another takes the operator's key.");
  }
  const text = policyText ?? catalogText ?? '';
  if (text.length > LONGEST.file) {
    const argument = what === 'POLICY' ? 'policyText' : 'catalogText';
    throw badInput(`${argument}: at most ${LONGEST.file} characters.`, argument);
  }
  // What is no policy at all is no preview that could fail, either.
  if (what === 'POLICY' && !POLICY_FORMATS.some((format) => format.textsOf(text) !== null)) {
    throw badInput(
      'policyText: this begins as no policy does: its first line is "# spillway-policy: 1", or 2.',
      'policyText',
    );
  }
  return { what, text };
}

/** By so much may a caller's clock be ahead: a period until its now is one until ours. */
const MOST_AHEAD_MS = 60_000;

/** @throws SpillwayError BAD_USER_INPUT for a period that is none, or lies in the future */
function periodOf({ from, to }: PreviewPolicyInput, now: number): [number, number] {
  if (from >= to) throw badInput('from must be before to.', 'from');
  const end = Math.min(to.getTime(), now);
  if (from.getTime() < 0 || to.getTime() > now + MOST_AHEAD_MS || from.getTime() >= end) {
    throw badInput('The period must lie in the past.', 'to');
  }
  return [from.getTime(), end];
}

/** @throws SpillwayError FORBIDDEN, NOT_FOUND */
async function watch(context: PreviewsContext, id: string): Promise<PreviewWatch> {
  assertMayPreview(context);
  const uuid = uuidOf('pvw', id);
  const { tenant } = context.caller;
  const found = uuid && (await findPreview(context.database, tenant, uuid));
  if (!found) throw new SpillwayError('NOT_FOUND', 'There is no preview with this id.');
  return context.previews.watch({ tenant, uuid: found.uuid });
}
