/** The names of groups and subjects that tokens have shown, as policies are judged by them. */

/** A name that was not seen for so long counts as never seen. */
export const SEEN_DAYS = 30;

/** What the tokens of a tenant have shown within the last {@link SEEN_DAYS} days; null where they are more than are kept. */
export interface SeenNames {
  groups: ReadonlySet<string> | null;
  subjects: ReadonlySet<string> | null;
}
