/**
 * How much may be spent, by the `p3` lines of everybody and of what a caller is. Lines of one name are one budget. An
 * answer looks at those that reach the caller at the objects around the one asked for, whatever else the file has.
 */
import { BoundedMap } from '../../bounded-map.js';
import type { BudgetTerms } from '../../core/words.js';
import { budgetAddress, keyOfBudget } from '../budget-address.js';
import type { BudgetName } from '../budget-terms.js';
import { objectsOf } from '../merge-layers.js';
import type { Budgets, Principal } from '../policy-version.js';
import type { Team } from '../team-tree.js';
import { Approvers } from './approvers.js';
import { namedBudgets, type NamedBudget } from './named-budgets.js';
import { LineIndex } from './line-index.js';
import type { PolicyLines } from './policy-line.js';
import type { Standings } from './standings.js';

const EVERYBODY: ReadonlySet<string> = new Set(['*']);
/** An address takes a digest, and whoever checks checks again. */
const REMEMBERED = 5_000;

export class P3Budgets implements Budgets {
  private readonly byObject: LineIndex<NamedBudget>;
  private readonly byReach: ReadonlyMap<string, readonly NamedBudget[]>;
  private readonly byName: ReadonlyMap<string, NamedBudget>;
  /** Terms of budgets that all share, made once. */
  private readonly sharedTerms: ReadonlyMap<NamedBudget, BudgetTerms>;
  readonly shared: readonly BudgetTerms[];
  /** Terms of the budgets of subjects and sessions that were asked for lately. */
  private readonly each = new BoundedMap<BudgetTerms>(REMEMBERED);
  private readonly approvers: Approvers;

  constructor(
    { permits, grants, budgets: lines }: Pick<PolicyLines, 'permits' | 'grants' | 'budgets'>,
    private readonly standings: Standings,
  ) {
    const budgets = namedBudgets(lines);
    this.byObject = new LineIndex(budgets.map((budget) => [budget.object, budget]));
    this.byReach = Map.groupBy(budgets, ({ subject }) => subject);
    this.byName = new Map(budgets.map((budget) => [keyOfBudget(budget), budget]));
    const shared = budgets.filter(({ per }) => per === 'all');
    this.sharedTerms = new Map(shared.map((budget) => [budget, termsOf(budget, null, null)]));
    this.shared = [...this.sharedTerms.values()];
    this.approvers = new Approvers(permits, grants);
  }

  budgetsFor(who: Principal, product: string, feature: string | null, session: string | null): readonly BudgetTerms[] {
    const { held } = this.standings.of(who);
    const found = objectsOf(product, feature).flatMap((object) => [
      ...this.byObject.at(object, EVERYBODY),
      ...this.byObject.at(object, held),
    ]);
    return this.told(found, who, session);
  }

  budgetsOf(who: Principal, session: string | null): readonly BudgetTerms[] {
    const reached = ['*', ...this.standings.of(who).held];
    return this.told(
      reached.flatMap((name) => this.byReach.get(name) ?? []),
      who,
      session,
    );
  }

  budgetsOfTeam(team: string): readonly BudgetTerms[] {
    return (this.byReach.get(team) ?? []).flatMap((budget) => this.sharedTerms.get(budget) ?? []);
  }

  termsOf(name: BudgetName, subject: string | null, session: string | null): BudgetTerms | null {
    const budget = this.byName.get(keyOfBudget(name));
    const per = subject === null ? 'all' : session === null ? 'subject' : 'session';
    return budget?.per === per ? termsOf(budget, subject, session) : null;
  }

  teamsOf(who: Principal): readonly string[] {
    return this.standings.of(who).teams;
  }

  get teams(): readonly string[] {
    return this.standings.tree.names;
  }

  team(name: string): Team | null {
    return this.standings.tree.team(name);
  }

  hasApprover(who: string, asker: string): boolean {
    return this.approvers.has(who, asker);
  }

  approversOf(who: string): readonly string[] {
    return this.approvers.subjects(who);
  }

  private told(budgets: readonly NamedBudget[], { subject }: Principal, session: string | null): BudgetTerms[] {
    return budgets
      .filter(({ per }) => per !== 'session' || session !== null)
      .sort((a, b) => a.line - b.line)
      .map((budget) => {
        const ofTask = budget.per === 'session' ? session : null;
        return this.sharedTerms.get(budget) ?? this.eachOf(budget, subject, ofTask);
      });
  }

  private eachOf(budget: NamedBudget, subject: string, session: string | null): BudgetTerms {
    // A length tells where the subject ends.
    const whose = session === null ? subject : `${subject.length} ${subject} ${session}`;
    const key = `${budget.line} ${whose}`;
    let terms = this.each.get(key);
    if (terms === undefined) {
      terms = termsOf(budget, subject, session);
      this.each.set(key, terms);
    }
    return terms;
  }
}

function termsOf(budget: NamedBudget, subject: string | null, session: string | null): BudgetTerms {
  const address = budgetAddress(budget, subject, session);
  return Object.freeze({ ...budget.terms, address, subject, session });
}
