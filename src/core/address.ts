/**
 * Addresses: how an account is named inside its tenant, by the kind of what it belongs to and that one's name. Made and
 * taken apart here and nowhere else; whether a name is well-formed is judged where it comes in.
 */

/** What an account can belong to: one subject, or a pool that many share. */
export const ACCOUNT_KINDS = ['subject', 'pool'] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

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

/** Whether a text has the form of an address: a kind, and some name. */
export function isAddress(text: string): boolean {
  return Boolean(parseAddress(text)?.name);
}

/** The subject whose own account it is; null for other accounts. */
export function subjectOf(address: string): string | null {
  return nameOf(address, 'subject');
}

/** The name of the pool; null for other accounts. */
export function poolOf(address: string): string | null {
  return nameOf(address, 'pool');
}

function nameOf(address: string, kind: AccountKind): string | null {
  const parsed = parseAddress(address);
  return parsed?.kind === kind ? parsed.name : null;
}
