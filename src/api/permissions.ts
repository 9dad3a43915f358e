/**
 * What a caller may do to an account. One's own account is read and used without a policy line; all else needs one.
 */
import { addressOfKind, parseAddress, subjectAddress, type AccountKind } from '../core/address.js';
import type { Actor } from '../books/admin-action.js';
import { SpillwayError } from '../errors.js';
import { uuidOf } from '../ids.js';
import { cleanPool, cleanSubject } from '../text.js';
import type { Context } from './context.js';
import { MAX_GROUPS } from '../server/token.js';

export type AccountAction = 'read' | 'act_for' | 'purchase' | 'grant' | 'manage';

const OWN: readonly AccountAction[] = ['read', 'act_for'];

/** Who is to be written down for what this operation does. */
export function actorOf({ caller, requestId }: Pick<Context, 'caller' | 'requestId'>): Actor {
  return { kind: caller.operator ? 'OPERATOR' : 'SUBJECT', name: caller.subject, requestId };
}

/** The address of the caller's own account. */
export function ownAddress({ caller }: Pick<Context, 'caller'>): string {
  return subjectAddress(caller.subject);
}

/** Whether the caller may do this to the account at this address (or, at `*`, to every account). */
export function mayDo(context: Pick<Context, 'caller' | 'policy'>, address: string, action: AccountAction): boolean {
  if (context.caller.operator) return true;
  if (address === ownAddress(context) && OWN.includes(action)) return true;
  return context.policy.permissions.permits(context.caller, `account:${address}`, action).permitted;
}

/** Whether the caller may do this to the tenant's policy. */
export function mayDoToPolicy({ caller, policy }: Pick<Context, 'caller' | 'policy'>, action: 'read'): boolean {
  return caller.operator || policy.permissions.permits(caller, 'policy', action).permitted;
}

/** @throws SpillwayError FORBIDDEN unless the caller may do this to the account at this address */
export function authorise(context: Pick<Context, 'caller' | 'policy'>, address: string, action: AccountAction): void {
  if (mayDo(context, address, action)) return;
  throw new SpillwayError('FORBIDDEN', `The tenant's policy does not let you ${action} this account.`);
}

/**
 * The groups to act with for a subject: the caller's own, or for another subject what the caller names.
 * @throws SpillwayError BAD_USER_INPUT, FORBIDDEN unless the caller may act for the subject
 */
export function groupsToActWith(
  context: Pick<Context, 'caller' | 'policy'>,
  { subject, groups }: { subject: string; groups?: string[] | null },
): string[] {
  const address = subjectAddress(cleanSubject('subject', subject));
  authorise(context, address, 'act_for');
  const own = subject === context.caller.subject;
  if (groups == null) return own ? [...context.caller.groups] : [];
  if (own && !context.policy.permissions.permits(context.caller, `account:${address}`, 'act_for').permitted) {
    throw new SpillwayError('FORBIDDEN', 'Naming groups takes act_for: your own come with your token.');
  }
  if (groups.length > MAX_GROUPS) throw new SpillwayError('BAD_USER_INPUT', `groups are at most ${MAX_GROUPS}.`);
  return groups;
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
  if (parsed) return cleanAddress('account', parsed.kind, parsed.name);
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
function cleanAddress(field: string, kind: AccountKind, name: string): string {
  const clean = { subject: cleanSubject, pool: cleanPool } satisfies Record<AccountKind, unknown>;
  return addressOfKind(kind, clean[kind](field, name));
}
