/**
 * Whether somebody may approve more of a budget, by the `p` and `g` lines alone: a deny outweighs, and who is in a
 * group is not known. Who may at a given call is asked of the permissions; this is for what a refusal offers.
 */
import { approvalOf, around } from '../policy-object.js';
import { isSubject } from '../../text.js';
import type { GrantLine, PermitLine } from './policy-line.js';

/** Two are enough: of two different subjects one is not the asker. */
const ENOUGH = 2;
/** So many approvers are told of a request at most. */
export const MOST_APPROVERS = 20;

export class Approvers {
  private readonly lines: ReadonlyMap<string, readonly PermitLine[]>;
  private readonly grantsOf: ReadonlyMap<string, readonly GrantLine[]>;
  private readonly holders: ReadonlyMap<string, readonly string[]>;
  /** What was found, by object that some line names: no more than there are lines. */
  private readonly known = new Map<string, readonly string[]>();

  constructor(permits: readonly PermitLine[], grants: readonly GrantLine[]) {
    const approvals = permits.filter(({ action }) => action === 'approve');
    this.lines = Map.groupBy(approvals, ({ object }) => object);
    this.grantsOf = Map.groupBy(grants, ({ subject }) => subject);
    const byRole = Map.groupBy(grants, ({ role }) => role);
    this.holders = new Map([...byRole].map(([role, own]) => [role, own.map(({ subject }) => subject)]));
  }

  /** Whether anybody but the asker may approve what is asked for of a budget of these. */
  has(who: string, asker: string): boolean {
    const object = approvalOf(who);
    const place = this.lines.has(object) ? object : 'budget:*';
    let found = this.known.get(place);
    if (found === undefined) {
      found = this.find(this.linesAt(place), ENOUGH);
      this.known.set(place, found);
    }
    return found.some((approver) => approver !== asker);
  }

  /** The subjects that the policy names as approvers, by themselves or by a role: at most {@link MOST_APPROVERS}. */
  subjects(who: string): string[] {
    return this.find(this.linesAt(approvalOf(who)), MOST_APPROVERS, isSubject);
  }

  private linesAt(object: string): PermitLine[] {
    return around('', object).flatMap((each) => this.lines.get(each) ?? []);
  }

  /** Subjects, groups or `*` that may, so many at most. */
  private find(lines: readonly PermitLine[], most: number, isMeant = (_: string) => true): string[] {
    const [allows, denies] = [heldBy(lines, 'allow'), heldBy(lines, 'deny')];
    const isHeld = (held: ReadonlySet<string>, principal: string) =>
      held.has(principal) || (this.grantsOf.get(principal)?.some(({ role }) => held.has(role)) ?? false);
    if (isHeld(denies, '*')) return [];
    const found = new Set<string>();
    for (const holder of allows) {
      const principals = holder.startsWith('role:') ? (this.holders.get(holder) ?? []) : [holder];
      for (const principal of principals) {
        if (isMeant(principal) && !isHeld(denies, principal)) found.add(principal);
        if (found.size >= most) return [...found];
      }
    }
    return [...found];
  }
}

function heldBy(lines: readonly PermitLine[], effect: PermitLine['effect']): ReadonlySet<string> {
  return new Set(lines.filter((line) => line.effect === effect).map(({ subject }) => subject));
}
