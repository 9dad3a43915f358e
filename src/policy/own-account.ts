/**
 * What a policy lets somebody do, with what takes no line counted in: one's own account is read and checked on without
 * any, and `act_for` allows what is done for a subject (docs/rules.md, 26). For those who ask a policy outside a request,
 * such as tests; `src/api/permissions.ts` asks the same for callers, with the scope of their tokens.
 */
import type { Permission } from '../core/words.js';
import type { Permissions, Principal } from './policy-version.js';

/** What `act_for` on an account allows too. */
const DONE_FOR_IT: readonly string[] = ['check', 'report', 'release'];
const ON_ONES_OWN: readonly string[] = ['read', 'check'];

/** May they do this? The citation is that of the line, or says that none is needed. */
export function mayByPolicy(
  permissions: Pick<Permissions, 'permits'>,
  who: Principal,
  object: string,
  action: string,
): Permission {
  const asked = permissions.permits(who, object, action);
  if (asked.permitted || !object.startsWith('account:')) return asked;
  const isOwn = object === 'account:self' || object === `account:subject:${who.subject}`;
  const isFree = isOwn && ON_ONES_OWN.includes(action);
  const free = { permitted: true, citation: { ...asked.citation, line: null, rule: 'no line is needed' } };
  if (action === 'read') return isFree ? free : asked;
  // A deny of the act outweighs all; where no line speaks of it, a line for `act_for` does.
  if (!DONE_FOR_IT.includes(action) || asked.citation.line !== null) return asked;
  const forThem = permissions.permits(who, object, 'act_for');
  return forThem.permitted ? forThem : isFree ? free : asked;
}
