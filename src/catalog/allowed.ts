/**
 * What a text says is meant, by lines such as `# allow: <id> because …`. An id is the name of a rule, or of one finding of
 * it. It judges nothing: whether a finding may be allowed is its rule's to say.
 */

const ALLOW = /^[ \t]*#[ \t]*allow:[ \t]*(\S+)[ \t]+because[ \t]+\S/;

/**
 * The ids that this text allows: by lines that the one before did not have, so that nothing is allowed for ever. What a text
 * says of itself, and not of its change, is allowed for as long as the line stands there: then nothing came before.
 */
export function allowedIn(text: string, before: string): ReadonlySet<string> {
  const old = new Set(before.split(/\r?\n/).map((line) => line.trim()));
  const fresh = text.split(/\r?\n/).filter((line) => !old.has(line.trim()));
  return new Set(fresh.flatMap((line) => ALLOW.exec(line)?.[1] ?? []));
}

/** Whether a finding is allowed, by its own id or by that of its rule. */
export function isAllowed({ rule, id }: { rule: string; id?: string }, allowed: ReadonlySet<string>): boolean {
  return allowed.has(rule) || (id !== undefined && allowed.has(id));
}

/** How a person allows a finding. */
export const howToAllow = (id: string) => `; if it is meant, add the line "# allow: ${id} because …" to this version`;
