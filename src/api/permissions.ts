/**
 * What a caller may do to an account, and to a hold on it. One's own account is read and checked on without a policy
 * line, and so are one's own holds reported and released; all else needs a line (docs/rules.md, 26). Each answer is first
 * narrowed to what the scope of the caller's token leaves, lines and the operator's key notwithstanding.
 */
import { addressOfKind, isBudget, parseAddress, subjectAddress, subjectOf, type NamedKind } from '../core/address.js';
import type { Actor } from '../books/admin-action.js';
import { badInput, SpillwayError } from '../errors.js';
import { uuidOf } from '../ids.js';
import { cleanPool, cleanSubject } from '../text.js';
import { approvalOf, EVERY_PERMISSION } from '../policy/policy-object.js';
import type { PolicyVersion } from '../policy/policy-version.js';
import { MAX_GROUPS, type Caller } from '../server/token.js';
import type { Context } from './context.js';

/** What is done for a subject: the line `act_for` allows all of it. */
type Act = 'check' | 'report' | 'release';
export type AccountAction = 'read' | 'purchase' | 'grant' | 'manage' | 'correct' | Act;

/** How a refusal says what is not allowed, before the account or the hold. */
const WORDS: Record<AccountAction, string> = {
  read: 'read',
  purchase: 'purchase for',
  grant: 'grant credits to',
  manage: 'manage',
  correct: 'undo usage of',
  check: 'check for',
  report: 'report usage of',
  release: 'release holds of',
};
const HOLD_WORDS: Record<Act, string> = { check: 'extend', report: 'report on', release: 'release' };

/** By what somebody may do something: a line of the policy, or that the account, or the hold, is their own. */
export type Right = 'line' | 'own';

/** Whose a hold is: the caller that opened it; its subject's where that was not stored (null). */
export interface HoldOwner {
  subject: string;
  caller: string | null;
}

type Asking = Pick<Context, 'caller' | 'policy' | 'names'>;

/** Who is to be written down for what this operation does. */
export function actorOf({ caller, requestId }: Pick<Context, 'caller' | 'requestId'>): Actor {
  return { kind: caller.operator ? 'OPERATOR' : 'SUBJECT', name: caller.subject, requestId };
}

/** The address of the caller's own account. */
export function ownAddress({ caller }: Pick<Context, 'caller'>): string {
  return subjectAddress(caller.subject);
}

/** Whether the caller may do this to the account at this address (or, at `*`, to every account). */
export function mayDo(context: Asking, address: string, action: AccountAction): boolean {
  if (action === 'check' || action === 'report' || action === 'release') {
    return rightTo(context, address, action, action === 'check' ? subjectOf(address) : null) !== null;
  }
  if (address === ownAddress(context) && action === 'read') return isLeft(context.caller, `account:${address}`, action);
  return hasLine(context, `account:${address}`, action);
}

/** Whether the caller may do this to the tenant's policy. */
export function mayDoToPolicy(context: Asking, action: 'read' | 'write'): boolean {
  return hasLine(context, 'policy', action);
}

/** @throws SpillwayError FORBIDDEN where the policy does not let the caller do this to it */
export function authoriseOnPolicy(context: Asking, action: 'read' | 'write'): void {
  if (mayDoToPolicy(context, action)) return;
  const what = action === 'read' ? 'read' : 'change';
  throw new SpillwayError('FORBIDDEN', `The tenant's policy does not let you ${what} the policy.`);
}

/** Whether the caller may have a policy tried on what happened: that takes reading the policy, and every account. */
export function mayPreview(context: Asking): boolean {
  return mayDoToPolicy(context, 'read') && mayDo(context, '*', 'read');
}

/** Whether the caller may see how the service runs for the tenant. */
export function mayReadOperations(context: Asking): boolean {
  return hasLine(context, 'ops', 'read');
}

/** Whether the caller may approve more of any budget at all. */
export function mayAnswerAny({ caller, policy }: Asking): boolean {
  return caller.scope === null && (caller.operator || policy.permissions.allowsAnything(caller, 'approve'));
}

/** Whether a line lets the caller act for whoever's account is at this address (at `*`: for everybody). */
export function mayActFor(context: Asking, address: string): boolean {
  return hasLine(context, `account:${address}`, 'act_for');
}

/** Whether the caller may approve more of budgets of these. @param who as `p3` lines write it */
export function mayApprove(context: Asking, who: string): boolean {
  return hasLine(context, approvalOf(who), 'approve');
}

/** Whether a line of the policy lets the caller do it; the operator needs none. */
function hasLine({ caller, policy }: Asking, object: string, action: string): boolean {
  if (!isLeft(caller, object, action)) return false;
  return caller.operator || policy.permissions.permits(caller, object, action).permitted;
}

/** Whether the scope of the caller's token leaves it: of a scoped one only its own words, on its own account. */
function isLeft({ scope, subject }: Caller, object: string, action: string): boolean {
  return scope === null || (object === `account:${subjectAddress(subject)}` && scope.some((word) => word === action));
}

/** Whether the caller may do what takes no line: all but a scoped token may. */
export function needsNoLine({ caller }: Pick<Context, 'caller'>): boolean {
  return caller.scope === null;
}

/** All that the caller may do by a line; of a scoped token what its scope leaves of that and of reading its own account. */
export function permissionsOf(context: Asking): readonly { object: string; action: string }[] {
  const { caller, policy } = context;
  if (caller.scope !== null) {
    const left = caller.scope.filter((action) => mayDo(context, ownAddress(context), action));
    return left.map((action) => ({ object: 'account:self', action }));
  }
  return caller.operator ? EVERY_PERMISSION : policy.permissions.permissionsOf(caller);
}

/** Whether some line lets a caller act for somebody else, by this policy of its tenant. */
export function actsForOthers(caller: Caller, policy: PolicyVersion | undefined): boolean {
  if (caller.scope !== null) return false;
  return caller.operator || policy?.permissions.allowsAnything(caller, 'act_for') === true;
}

/** What nobody does to the account of a budget: what it lets through is the policy's, and what was approved beyond. */
const NOT_TO_BUDGETS: readonly AccountAction[] = ['purchase', 'grant', 'manage'];

/**
 * @throws SpillwayError FORBIDDEN unless the caller may do this to the account at this address; CONFLICT where it is a
 *   budget's, and nobody may
 */
export function authorise(context: Asking, address: string, action: AccountAction): void {
  if (mayDo(context, address, action)) {
    if (!isBudget(address) || !NOT_TO_BUDGETS.includes(action)) return;
    throw new SpillwayError(
      'CONFLICT',
      'This is the account of a budget: it takes no grants, purchases, state or reset. Ask for more with requestBudget.',
    );
  }
  const refuses = isLeft(context.caller, `account:${address}`, action) ? "The tenant's policy" : "Your token's scope";
  const which = address === '*' ? 'every account' : 'this account';
  throw new SpillwayError('FORBIDDEN', `${refuses} does not let you ${WORDS[action]} ${which}.`);
}

/** By what the caller may do this to a hold; null where they may not. */
function rightToHold(context: Asking, { subject, caller }: HoldOwner, act: Act): Right | null {
  return rightTo(context, subjectAddress(subject), act, caller ?? subject);
}

/**
 * By what the caller may do this to a hold.
 * @throws SpillwayError FORBIDDEN where they may not
 */
export function authoriseOnHold(context: Asking, owner: HoldOwner, act: Act): Right {
  const right = rightToHold(context, owner, act);
  if (right) return right;
  const [refuses, why] = isLeft(context.caller, `account:${subjectAddress(owner.subject)}`, act)
    ? ["The tenant's policy", ': it is not yours']
    : ["Your token's scope", ''];
  throw new SpillwayError('FORBIDDEN', `${refuses} does not let you ${HOLD_WORDS[act]} this hold${why}.`);
}

/**
 * A deny of the act outweighs all; then a line for it, or for `act_for`, allows it, also on what is not one's own.
 * @param owner who may do it without a line; null: nobody
 */
function rightTo(context: Asking, address: string, act: Act, owner: string | null): Right | null {
  const { caller, policy } = context;
  if (!isLeft(caller, `account:${address}`, act)) return null;
  if (caller.operator) return 'line';
  const { permitted, citation } = policy.permissions.permits(caller, `account:${address}`, act);
  // No line at all is cited where the policy says nothing.
  if (!permitted && citation.line !== null) return null;
  if (permitted || hasLine(context, `account:${address}`, 'act_for')) return 'line';
  return owner === caller.subject ? 'own' : null;
}

/**
 * The groups to check with for a subject: the caller's own, or for another subject what the caller names.
 * @throws SpillwayError BAD_USER_INPUT, FORBIDDEN unless the caller may check for the subject
 */
export function groupsToCheckWith(context: Asking, { subject, groups }: Named): string[] {
  authorise(context, subjectAddress(cleanSubject('subject', subject)), 'check');
  return groupsOf(context, { subject, groups }) ?? [];
}

/** A subject, and the groups that a call names for it. */
interface Named {
  subject: string;
  groups?: string[] | null | undefined;
}

/**
 * The groups that a call speaks with for a subject: what it names, else the token's where that is the subject's own; null
 * where neither says any.
 * @throws SpillwayError BAD_USER_INPUT for too many, FORBIDDEN where naming them takes a line that the caller lacks
 */
export function groupsOf(context: Asking, { subject, groups }: Named): string[] | null {
  const own = subject === context.caller.subject;
  if (groups == null) return own ? [...context.caller.groups] : null;
  if (!hasLine(context, `account:${subjectAddress(subject)}`, 'act_for')) {
    throw new SpillwayError('FORBIDDEN', 'Naming groups takes act_for: your own come with your token.');
  }
  if (groups.length > MAX_GROUPS) throw badInput(`groups are at most ${MAX_GROUPS}.`, 'groups');
  context.names?.note(context.caller.tenant, subject, groups);
  return groups;
}

/**
 * The groups of a token that the caller mints for a subject: what it names, else its own where it mints for itself. For
 * itself a caller names no more than its own groups; for another it takes `act_for`, as checking with groups does.
 * @throws SpillwayError FORBIDDEN, BAD_USER_INPUT
 */
export function groupsToMintWith(context: Asking, { subject, groups }: Named): string[] {
  const { caller } = context;
  if (caller.scope !== null)
    throw new SpillwayError('FORBIDDEN', 'A scoped token mints no other: ask without a scope.');
  const own = cleanSubject('subject', subject) === caller.subject;
  if (!own && !hasLine(context, `account:${subjectAddress(subject)}`, 'act_for')) {
    throw new SpillwayError('FORBIDDEN', 'Minting a token for another takes act_for on their account.');
  }
  const named = groups ?? (own ? caller.groups : []);
  if (own && !named.every((group) => caller.groups.includes(group))) {
    throw new SpillwayError('FORBIDDEN', 'A token for yourself has no groups but those that yours has.');
  }
  if (named.length > MAX_GROUPS) throw badInput(`groups are at most ${MAX_GROUPS}.`, 'groups');
  return [...new Set(named)].map((group) => cleanSubject('groups', group));
}

/** How arguments name an account: at most one of the three; none is the caller's own. */
export interface AccountArgs {
  account?: string | null;
  subject?: string | null;
  pool?: string | null;
}

/**
 * The address that arguments mean.
 * @throws SpillwayError BAD_USER_INPUT for two of them or a malformed name, NOT_FOUND for an `acc_…` id of nobody
 */
export async function addressOf(context: Context, { account, subject, pool }: AccountArgs): Promise<string> {
  const given = [account, subject, pool].filter((name) => name != null);
  if (given.length > 1) throw new SpillwayError('BAD_USER_INPUT', 'Name one account: account, subject or pool.');
  if (subject != null) return cleanAddress('subject', 'subject', subject);
  if (pool != null) return cleanAddress('pool', 'pool', pool);
  if (account == null) return ownAccount(context);
  const parsed = parseAddress(account);
  if (parsed && parsed.kind !== 'budget') return cleanAddress('account', parsed.kind, parsed.name);
  const uuid = uuidOf('acc', account);
  const found = uuid && (await context.loaders.account.load(uuid));
  if (!found) throw new SpillwayError('NOT_FOUND', 'There is no such account.');
  return found.address;
}

/** @throws SpillwayError BAD_USER_INPUT for the operator, who has no account */
function ownAccount(context: Pick<Context, 'caller'>): string {
  if (!context.caller.operator) return ownAddress(context);
  throw new SpillwayError('BAD_USER_INPUT', 'The operator has no account: name one by account, subject or pool.');
}

/** The address of a well-formed name. @throws SpillwayError BAD_USER_INPUT naming the field */
function cleanAddress(field: string, kind: NamedKind, name: string): string {
  const clean = { subject: cleanSubject, pool: cleanPool } satisfies Record<NamedKind, unknown>;
  return addressOfKind(kind, clean[kind](field, name));
}
