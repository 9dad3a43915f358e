/**
 * What a replay comes to: how many answers stay and change, and what layers, budgets, people and roles were charged then and
 * would be charged now. Bounded by how many of each there are.
 */
import type { Instant, Nano } from '../core/words.js';
import { changeOf, type Answer, type ChangeKind } from './answer.js';
import type { Paid } from './replay-usage.js';

/** What was charged, in nano-credits. */
export interface Moved {
  before: Nano;
  after: Nano;
}

/** How many answers changed, and what was charged. */
export interface Counted extends Moved {
  decisions: number;
  newlyDenied: number;
  newlyAllowed: number;
}

/** One decision whose answer is another. */
export interface Change {
  decision: string;
  at: Instant;
  subject: string;
  product: string;
  feature: string;
  kind: ChangeKind;
  before: Answer;
  after: Answer;
}

/** What names a budget for those who read of it. */
export interface BudgetSaid {
  who: string;
  object: string;
  source: string;
  period: string;
  subject: string | null;
  session: string | null;
}

type Charged = Pick<Paid, 'amount' | 'forgiven' | 'debt'>;
type PaidBy = Pick<Paid, 'draws' | 'counts'>;

/** So many changes are listed; all are counted. */
export const MOST_CHANGES = 10_000;

type Of<Value> = Map<string, Value>;

export class Tally {
  decisions = 0;
  same = 0;
  readonly kinds: Record<ChangeKind, number> = { NEWLY_DENIED: 0, NEWLY_ALLOWED: 0, MOVED: 0, OTHER_REASON: 0 };
  readonly changes: Change[] = [];
  /** By layer and source, `debt` and `forgiven` among them. */
  readonly sources: Of<Moved> = new Map();
  /** By the address of the budget. */
  readonly budgets: Of<Moved> = new Map();
  readonly subjects: Of<Counted> = new Map();
  readonly roles: Of<Counted> = new Map();

  /** @param rolesOf the roles of a subject with groups, by the policy that speaks */
  constructor(
    private readonly rolesOf: (subject: string, groups: readonly string[], at: Instant) => readonly string[],
  ) {}

  decided(of: Omit<Change, 'kind'> & { groups: readonly string[] }): void {
    const { groups, ...change } = of;
    const kind = changeOf(of.before, of.after);
    this.decisions += 1;
    if (kind === null) this.same += 1;
    else {
      this.kinds[kind] += 1;
      if (this.changes.length < MOST_CHANGES) this.changes.push({ ...change, kind });
    }
    const count = (counted: Counted) => {
      counted.decisions += 1;
      if (kind === 'NEWLY_DENIED') counted.newlyDenied += 1;
      if (kind === 'NEWLY_ALLOWED') counted.newlyAllowed += 1;
    };
    count(counting(this.subjects, of.subject));
    for (const role of this.rolesOf(of.subject, groups, of.at)) count(counting(this.roles, role));
  }

  /** Counts what was charged, then or now. */
  paid(
    when: keyof Moved,
    who: { subject: string; groups: readonly string[]; at: Instant },
    paid: Charged,
    sign: bigint,
    by: PaidBy,
  ): void {
    const { amount, forgiven, debt } = paid;
    const { draws, counts } = by;
    counting(this.subjects, who.subject)[when] += sign * amount;
    for (const role of this.rolesOf(who.subject, who.groups, who.at)) counting(this.roles, role)[when] += sign * amount;
    for (const { layer, source, amount: part, budgets = [] } of draws) {
      moved(this.sources, `${layer} ${source}`)[when] += sign * part;
      for (const count of budgets) moved(this.budgets, count.account)[when] += sign * count.amount;
    }
    for (const count of counts) moved(this.budgets, count.account)[when] += sign * count.amount;
    if (debt !== 0n) moved(this.sources, 'debt')[when] += sign * debt;
    if (forgiven !== 0n) moved(this.sources, 'forgiven')[when] += sign * forgiven;
  }
}

function moved(of: Of<Moved>, key: string): Moved {
  let found = of.get(key);
  if (!found) of.set(key, (found = { before: 0n, after: 0n }));
  return found;
}

function counting(of: Of<Counted>, key: string): Counted {
  let found = of.get(key);
  if (!found) of.set(key, (found = { decisions: 0, newlyDenied: 0, newlyAllowed: 0, before: 0n, after: 0n }));
  return found;
}
