/** A budget that stands in the way of a request: what it is, what it lets through, and what leads to it. */
import { Link } from '@tanstack/react-router';
import { useData } from '../../data';
import { BudgetsDocument, type BlockerNowFragment, type BudgetNowFragment } from '../../gql/graphql';
import { useBudgetsWatched } from '../../live/watch-budgets';
import { useScope } from '../../scope';
import { whoWord } from '../../words';
import { budgetName } from '../../parts/budget-bar';

/** As an address shows it; its digest is left out. */
const shown = (text: string): string => text.replace(/[^A-Za-z0-9:*|/._-]/g, '_');

function isOf({ account, accountAddress, source }: BlockerNowFragment, budget: BudgetNowFragment): boolean {
  if (source !== budget.who) return false;
  if ([account, accountAddress].includes(budget.account)) return true;
  const { who, object, source: layers, period, subject } = budget;
  const name = `budget:${shown([who, object, layers, period].join('|')).slice(0, 80)}`;
  const address = accountAddress?.split('#')[0];
  return address === name || (subject != null && address === `${name}|${shown(subject).slice(0, 24)}`);
}

/** The budget that a blocker speaks of, where it counts this subject; null while that is not known. */
export function useBlocking(blocker: BlockerNowFragment, subject: string): BudgetNowFragment | null {
  const { viewer } = useScope();
  const variables = { subject: subject === viewer.subject ? null : subject, session: null };
  const { data } = useData(BudgetsDocument, variables, { live: true });
  const budget = data?.budgets?.nodes.find((each) => isOf(blocker, each)) ?? null;
  useBudgetsWatched(budget ? [budget.id] : []);
  return budget;
}

export function BlockingBudget({ blocker, subject }: { blocker: BlockerNowFragment; subject: string }) {
  const budget = useBlocking(blocker, subject);
  if (!budget) return <>{whoWord(blocker.source)}</>;
  return (
    <Link to={'/budgets' as '/'} search={{ budget: budget.id } as never} className="text-accent underline">
      {budgetName(budget)}
    </Link>
  );
}
