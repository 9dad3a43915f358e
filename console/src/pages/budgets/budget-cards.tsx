/** Budgets as bars, each with what opens it in full. */
import type { BudgetNowFragment } from '../../gql/graphql';
import { BudgetBar, budgetName } from '../../parts/budget-bar';
import { cx } from '../../parts/basics';

interface CardsProps {
  budgets: readonly BudgetNowFragment[];
  open: (budget: string) => void;
  className?: string;
}

export function BudgetCards({ budgets, open, className }: CardsProps) {
  return (
    <ul className={cx('grid gap-x-8 gap-y-4', className ?? 'lg:grid-cols-2')}>
      {budgets.map((budget) => (
        <li key={budget.id} data-budget={budget.id}>
          <BudgetBar budget={budget}>
            <button
              type="button"
              data-opens
              className="min-h-6 rounded text-left font-medium underline-offset-2 hover:underline"
              onClick={() => open(budget.id)}
            >
              {budgetName(budget)}
            </button>
          </BudgetBar>
        </li>
      ))}
    </ul>
  );
}
