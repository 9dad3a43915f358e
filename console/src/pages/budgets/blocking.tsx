/** A budget that stands in the way of a request, by its name, as what leads to it. */
import { Link } from '@tanstack/react-router';
import type { BudgetNowFragment } from '../../gql/graphql';
import { useBudgetsWatched } from '../../live/watch-budgets';
import { budgetName } from '../../parts/budget-bar';

export function BlockingBudget({ budget }: { budget: BudgetNowFragment }) {
  // Once it lets more through, what would be decided is asked for again.
  useBudgetsWatched([budget.id]);
  return (
    <Link to={'/budgets' as '/'} search={{ budget: budget.id } as never} className="text-accent underline">
      {budgetName(budget)}
    </Link>
  );
}
