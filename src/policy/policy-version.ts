/**
 * What Spillway asks of a tenant's policy, in whatever format it is written: one immutable version, of which one part
 * says who may do what, one where capacity comes from, and one how much of it may be spent. No part knows another.
 * Answers are synchronous, never wait and never throw for what a caller sent. What one may do on one's own account is
 * `api/permissions.ts`'s.
 */
import type { Problem } from '../catalog/problem.js';
import type { BudgetTerms, Layer, Permission } from '../core/words.js';
import type { BudgetName } from './budget-terms.js';
import type { ConsiderRules } from './considered-rules.js';
import type { Team } from './team-tree.js';

/** Who asks: the subject, bare, and the groups its token names, without `group:`. */
export interface Principal {
  subject: string;
  groups: readonly string[];
}

/** Who may do what. */
export interface Permissions {
  /** The roles that the policy gives, in its own order. */
  rolesOf(who: Principal): readonly string[];
  /**
   * May they do this? Deny outweighs allow, no rule means no; the citation is the first matching deny in the order of
   * the files, else the first matching allow (docs/rules.md, 11).
   * @param object one of `policy-object.ts`: `product:x`, `product:x/f`, `account:*`, `account:self`,
   *   `account:subject:bob`, `account:pool:p`, `account:team:t`, `budget:team:t`, `policy`, `ops`
   */
  permits(who: Principal, object: string, action: string): Permission;
  /** Whether any rule allows this action to anybody, on anything. */
  allowsAnybody(action: string): boolean;
  /** Whether any rule allows this to anybody, denies aside: what nobody of the tenant can meet is none of its business. */
  allowsSomebody(object: string, action: string): boolean;
  /** Whether the policy lets them do this to anything at all but their own account. */
  allowsAnything(who: Principal, action: string): boolean;
  /** What the policy gives them, each pair once and only where no deny outweighs it, in the policy's own order. */
  permissionsOf(who: Principal): readonly { object: string; action: string }[];
}

/** Where capacity comes from. */
export interface Layering {
  /** The layers to take from, in order, `never` removed; `feature` null: for the product as a whole. */
  layersFor(who: Principal, product: string, feature: string | null): readonly Layer[];
}

/** How much may be spent, and whose teams count it. Lists are in the policy's own order. */
export interface Budgets {
  /**
   * What counts a request, alerts alone included; for more than 10 of them a check is refused.
   * @param feature null: for the product as a whole
   * @param session null: without one, so that budgets of each session do not apply
   */
  budgetsFor(who: Principal, product: string, feature: string | null, session: string | null): readonly BudgetTerms[];
  /** What counts any request of theirs; of budgets of each session those of this one. */
  budgetsOf(who: Principal, session: string | null): readonly BudgetTerms[];
  /** Every budget that many share. */
  readonly shared: readonly BudgetTerms[];
  /** The budgets that the members of a team share, not those that each of them has. */
  budgetsOfTeam(team: string): readonly BudgetTerms[];
  /**
   * What the policy says of a budget that may have counted long ago; null where it has no line any more.
   * @param subject whose it is; null where all share it
   * @param session of a budget of each session alone
   */
  termsOf(name: BudgetName, subject: string | null, session: string | null): BudgetTerms | null;
  /** Those of the subject and its groups, and what these are in: `team:search`. */
  teamsOf(who: Principal): readonly string[];
  /** Every team that the policy names: `team:search`. */
  readonly teams: readonly string[];
  /** What the policy says of a team; null where it says nothing. */
  team(name: string): Team | null;
  /**
   * Whether anybody but the one who asks may approve more of a budget; who is in a group is not known, so a group is
   * somebody else.
   * @param who whose budget it is, as in its terms
   */
  hasApprover(who: string, asker: string): boolean;
  /**
   * The subjects that the policy names as approvers of a budget, by themselves or by a role, so that they can be told of a
   * request: at most 20. Those that a group makes approvers are not known.
   */
  approversOf(who: string): readonly string[];
}

/** One file of a policy. */
export interface PolicyFile {
  /** Its name in the tenant's folder. */
  readonly name: string;
  /** Its name as citations and messages call it: `policies/acme/…`. */
  readonly file: string;
  readonly text: string;
}

/** Lawful, but probably not what was meant. */
export interface Warning extends Problem {
  /** No new text may have it: an edit with it is refused, while a version that serves already serves on. */
  refusesEdit?: true;
  /** What tells it from others of its rule, by which a line of the file may allow it. */
  id?: string;
  /** It is worth an error in the log. */
  isLoud?: true;
}

/** A tenant's policy as it stood at one time. What changes is another version, never this one. */
export interface PolicyVersion {
  /** First 12 hex digits of the SHA-256 over `text`; every citation names it. */
  readonly version: string;
  /** The one text that is stored for it, made of its files by its format. */
  readonly text: string;
  readonly files: readonly PolicyFile[];
  readonly permissions: Permissions;
  readonly layering: Layering;
  readonly budgets: Budgets;
  /** What each rule has to do with a request; absent where a format has nothing to tell of its rules. */
  readonly consider?: ConsiderRules;
  readonly warnings: readonly Warning[];
}
