/**
 * How much may be spent, by the `p3` lines of everybody and of what a caller is. Lines of one name are one counter. An
 * answer looks at the counters that reach the caller at the objects around the one asked for, whatever else the file has.
 */
import { budgetAddress, keyOfBudget } from '../budget-address.js';
import type { BudgetName, BudgetTerms } from '../budget-terms.js';
import { objectsOf } from '../merge-layers.js';
import type { Budgets, Principal } from '../policy-version.js';
import type { Team } from '../team-tree.js';
import { Approvers } from './approvers.js';
import { budgetCounters, type BudgetCounter } from './budget-counters.js';
import { LineIndex } from './line-index.js';
import type { PolicyLines } from './policy-line.js';
import type { Standings } from './standings.js';

const EVERYBODY: ReadonlySet<string> = new Set(['*']);

export class P3Budgets implements Budgets {
  private readonly byObject: LineIndex<BudgetCounter>;
  private readonly byReach: ReadonlyMap<string, readonly BudgetCounter[]>;
  private readonly byName: ReadonlyMap<string, BudgetCounter>;
  /** Terms of counters that all share, made once. */
  private readonly shared: ReadonlyMap<BudgetCounter, BudgetTerms>;
  private readonly approvers: Approvers;

  constructor(
    { permits, grants, budgets }: Pick<PolicyLines, 'permits' | 'grants' | 'budgets'>,
    private readonly standings: Standings,
  ) {
    const counters = budgetCounters(budgets);
    this.byObject = new LineIndex(counters.map((counter) => [counter.object, counter]));
    this.byReach = Map.groupBy(counters, ({ subject }) => subject);
    this.byName = new Map(counters.map((counter) => [keyOfBudget(counter), counter]));
    const shared = counters.filter(({ per }) => per === 'all');
    this.shared = new Map(shared.map((counter) => [counter, termsOf(counter, null, null)]));
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
    return (this.byReach.get(team) ?? []).flatMap((counter) => this.shared.get(counter) ?? []);
  }

  termsOf(name: BudgetName, subject: string | null, session: string | null): BudgetTerms | null {
    const counter = this.byName.get(keyOfBudget(name));
    return counter ? termsOf(counter, subject, session) : null;
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

  private told(counters: readonly BudgetCounter[], { subject }: Principal, session: string | null): BudgetTerms[] {
    return counters
      .filter(({ per }) => per !== 'session' || session !== null)
      .sort((a, b) => a.line - b.line)
      .map((counter) => {
        const ofTask = counter.per === 'session' ? session : null;
        return this.shared.get(counter) ?? termsOf(counter, subject, ofTask);
      });
  }
}

function termsOf(counter: BudgetCounter, subject: string | null, session: string | null): BudgetTerms {
  return Object.freeze({ ...counter.terms, address: budgetAddress(counter, subject, session) });
}
