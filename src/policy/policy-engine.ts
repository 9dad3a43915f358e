/**
 * What Spillway asks of a tenant's policy, whatever answers it: one immutable version of one tenant's file. Answers
 * are synchronous, never wait and never throw for what a caller sent. What callers may do to their own account
 * without a line is decided in `api/permissions.ts`.
 */
import type { Layer, Permission } from '../core/words.js';

/** Who asks: the subject, bare, and the groups its token names, without `group:`. */
export interface Principal {
  subject: string;
  groups: readonly string[];
}

export interface PolicyEngine {
  /** First 12 hex digits of the SHA-256 over `text`. */
  readonly version: string;
  /** The file's name as citations and messages call it. */
  readonly file: string;
  readonly text: string;
  /** The roles that the `g` lines give, in file order. */
  rolesOf(who: Principal): readonly string[];
  /**
   * May they do this? Deny outweighs allow, no line means no; the citation is the first matching deny in file order,
   * else the first matching allow (docs/rules.md, 11).
   * @param object as in policy lines: `product:x`, `product:x/f`, `account:*`, `account:self`, `account:subject:bob`,
   *   `account:pool:p`, `policy`
   */
  permits(who: Principal, object: string, action: string): Permission;
  /** The layers to take from, in order, `never` removed; `feature` null: for the product as a whole. */
  layersFor(who: Principal, product: string, feature: string | null): readonly Layer[];
  /** What the lines give them, each pair once and only where no deny outweighs it, in file order. */
  permissionsOf(who: Principal): readonly { object: string; action: string }[];
}
