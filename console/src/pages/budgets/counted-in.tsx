/** The budgets that something counted in, with how much and by which line. */
import { Link } from '@tanstack/react-router';
import { sum } from '../../format';
import type { CountsNowFragment } from '../../gql/graphql';
import { Amount, Chip } from '../../parts/basics';
import { budgetName } from '../../parts/budget-bar';

type Count = CountsNowFragment['budgets'][number];

/** Draws of one source may have counted in the same budget. */
function countsOf(draws: readonly CountsNowFragment[]): Count[] {
  const all = draws.flatMap(({ budgets }) => budgets);
  const ids = [...new Set(all.map(({ budget }) => budget.id))];
  return ids.map((id) => {
    const same = all.filter(({ budget }) => budget.id === id);
    const amount = sum(same.map((each) => each.amount));
    return { ...same[0]!, amount, increase: sum(same.map(({ increase }) => increase)) };
  });
}

export function CountedIn({ draws }: { draws: readonly CountsNowFragment[] }) {
  const over = draws.some((draw) => draw.over);
  return (
    <>
      {countsOf(draws).map(({ budget, amount, increase, line }) => (
        <p key={budget.id} className="flex flex-wrap items-center gap-x-1.5 text-xs text-soft" data-counted={budget.id}>
          <span aria-hidden="true" className="size-2.5 rounded-xs bg-budget" />
          <span>
            <Amount value={amount} className="text-ink" /> counted in{' '}
            <Link to={'/budgets' as '/'} search={{ budget: budget.id } as never} className="text-accent underline">
              {budgetName(budget)}
            </Link>
            {increase !== '0' && (
              <>
                , <Amount value={increase} /> of it approved on top
              </>
            )}
            {line == null ? '' : `, line ${line}`}
          </span>
        </p>
      ))}
      {over && (
        <p>
          <Chip tone="bad">went beyond a budget</Chip>
        </p>
      )}
    </>
  );
}
