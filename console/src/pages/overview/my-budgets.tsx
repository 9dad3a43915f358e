/** The budgets that count this account, the fullest first. */
import { Link } from '@tanstack/react-router';
import { share, sum } from '../../format';
import type { BudgetNowFragment, ForecastNowFragment } from '../../gql/graphql';
import { useBudgetsWatched } from '../../live/watch-budgets';
import { BudgetBar } from '../../parts/budget-bar';
import { Lasts } from '../../parts/lasts';
import { Panel } from '../../parts/panel';

const MOST_SHOWN = 4;

const usedShare = ({ spent, held, limit, increase }: BudgetNowFragment): number =>
  share(sum([spent, held]), sum([limit, increase]));

interface MyBudgetsProps {
  budgets: readonly BudgetNowFragment[];
  forecasts: readonly ForecastNowFragment[];
}

export function MyBudgets({ budgets, forecasts }: MyBudgetsProps) {
  const shown = budgets.toSorted((a, b) => usedShare(b) - usedShare(a)).slice(0, MOST_SHOWN);
  useBudgetsWatched(shown.map(({ id }) => id));
  if (shown.length === 0) return null;
  return (
    <Panel
      live
      title="Budgets"
      actions={
        <Link to={'/budgets' as '/'} className="text-sm text-accent underline">
          {budgets.length > MOST_SHOWN ? 'All of them' : 'More of them'}
        </Link>
      }
    >
      <ul className="grid gap-4">
        {shown.map((budget) => (
          <li key={budget.id} data-budget={budget.id} className="grid gap-1.5">
            <BudgetBar budget={budget} />
            <Lasts forecast={forecasts.find((each) => each.budget === budget.id)} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
