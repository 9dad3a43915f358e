/**
 * Minting: a caller asks for a scoped token, to hand it to a page in a browser. Takes no more than arguments and
 * permission; nothing is stored, so a minted token cannot be taken back before it expires.
 */
import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { badInput, SpillwayError } from '../errors.js';
import { DateTime } from '../scalars.js';
import type { Mint } from '../server/mint.js';
import { MAX_GROUPS, MOST_MINTED_SECONDS, SCOPES, type Scope } from '../server/token.js';
import type { Context } from './context.js';
import { groupsToMintWith } from './permissions.js';

/** What minting adds to an operation's context. */
export interface MintContext extends Context {
  /** Null where the operator has set no key to sign with. */
  mint: Mint | null;
}

@InputType({ description: 'A scoped token to be made.' })
export class MintTokenInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Whom it speaks for; default: the caller. For another it takes act_for on their account.',
  })
  subject?: string | null;
  @Field(() => [ID], {
    nullable: true,
    description:
      "Its groups; for oneself only some of one's own. Default: one's own, and none for another subject. " +
      `At most ${MAX_GROUPS}.`,
  })
  groups?: string[] | null;
  @Field(() => [String], {
    defaultValue: ['read'],
    description:
      'What it may do, on the own account of its subject and nowhere else: "read", "purchase" or both; "purchase" only ' +
      'while the policy gives it to the subject with these groups.',
  })
  scope!: string[];
  @Field(() => Int, {
    defaultValue: 900,
    description: `How long it lives, and never longer than the token that asks. 1 to ${MOST_MINTED_SECONDS} seconds.`,
  })
  seconds!: number;
}

@ObjectType({ description: 'A scoped token.' })
export class MintedToken {
  @Field(() => String, { description: 'The token, to be sent as "Authorization: Bearer <token>".' }) token!: string;
  @Field(() => DateTime, { description: 'When it ends, and the sockets that it opened.' }) expiresAt!: Date;
}

@Resolver()
export class MintTokenResolver {
  @Mutation(() => MintedToken, {
    nullable: true,
    description:
      "Makes a short-lived token for a page in a browser. It reads its subject's own account and buys for it, as its scope " +
      'says, and does nothing else, whatever the policy says of the subject. A scoped token makes none.',
  })
  async mintToken(
    @Arg('input', () => MintTokenInput, { description: 'For whom, and what it may do.' }) input: MintTokenInput,
    @Ctx() context: MintContext,
  ): Promise<MintedToken> {
    const { caller, mint } = context;
    const { subject = null, groups, seconds } = input;
    if (subject === null && caller.operator) {
      throw badInput('The operator has no account: name a subject.', 'subject');
    }
    const named = { subject: subject ?? caller.subject, groups };
    const granted = { groups: groupsToMintWith(context, named), scope: cleanScope(input.scope) };
    if (!mint) {
      throw new SpillwayError('FORBIDDEN', 'No tokens are made here: the operator has not set SPILLWAY_MINT_SECRET.');
    }
    const { tenant, expiresAt: notAfter } = caller;
    return mint({ tenant, subject: named.subject, ...granted, seconds, notAfter });
  }
}

/** @throws SpillwayError BAD_USER_INPUT for no word, and for one that is no scope */
function cleanScope(words: readonly string[]): readonly Scope[] {
  const scope = SCOPES.filter((word) => words.includes(word));
  if (scope.length > 0 && words.every((word) => scope.some((known) => known === word))) return scope;
  throw badInput(`scope is one or more of ${SCOPES.map((word) => `"${word}"`).join(', ')}.`, 'scope');
}
