/**
 * Addresses: how an account is named inside its tenant, by the kind of what it belongs to and that one's name. Made and
 * taken apart here and nowhere else; whether a name is well-formed is judged where it comes in.
 */

/** What an account can belong to: one subject, a pool that many share, or a budget that counts what others give. */
export const ACCOUNT_KINDS = ['subject', 'pool', 'budget'] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

/** The kinds of accounts that callers and policies name; budgets are met through what they count. */
export const NAMED_KINDS = ['subject', 'pool'] as const satisfies readonly AccountKind[];
export type NamedKind = (typeof NAMED_KINDS)[number];

/** The address of the account that belongs to what is of this kind and name. */
export function addressOfKind(kind: AccountKind, name: string): string {
  return `${kind}:${name}`;
}

/** The address of a subject's own account. */
export function subjectAddress(subject: string): string {
  return addressOfKind('subject', subject);
}

/** Kind and name of an address, the name as it stands; null where the text begins with no kind and its colon. */
export function parseAddress(address: string): { kind: AccountKind; name: string } | null {
  const kind = ACCOUNT_KINDS.find((each) => address.startsWith(`${each}:`));
  return kind ? { kind, name: address.slice(kind.length + 1) } : null;
}

/** Whether a text has the form of an address that somebody may name: a subject's or a pool's, and some name. */
export function isAddress(text: string): boolean {
  return Boolean(parseAddress(text)?.name) && !isBudget(text);
}

/** The subject whose own account it is; null for other accounts. */
export function subjectOf(address: string): string | null {
  return nameOf(address, 'subject');
}

/** The name of the pool; null for other accounts. */
export function poolOf(address: string): string | null {
  return nameOf(address, 'pool');
}

/** Whether it is the account of a budget. */
export function isBudget(address: string): boolean {
  return nameOf(address, 'budget') !== null;
}

function nameOf(address: string, kind: AccountKind): string | null {
  const parsed = parseAddress(address);
  return parsed?.kind === kind ? parsed.name : null;
}
