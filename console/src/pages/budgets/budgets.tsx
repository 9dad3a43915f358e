/** Budgets and teams: what is left for whom, who spent it, and who asks for more. One of them in full beside the list. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useData } from '../../data';
import { mayRead, PageTitle } from '../../frame/frame';
import { useKeys } from '../../frame/keys';
import { BudgetsDocument } from '../../gql/graphql';
import { useBudgetsWatched } from '../../live/watch-budgets';
import { Empty, Panel, Shown } from '../../parts/panel';
import { Segments } from '../../parts/segments';
import { useScope } from '../../scope';
import { BudgetCards } from './budget-cards';
import { BudgetDrawer } from './budget-drawer';
import { EveryBudget } from './every-budget';
import { budgetsCsv } from './files';
import { Requests } from './requests';
import type { BudgetsSearch } from './search';
import { Teams } from './teams';

export function Budgets() {
  const { viewer } = useScope();
  const search = useSearch({ strict: false }) as BudgetsSearch;
  const navigate = useNavigate();
  const change = useCallback(
    (part: Partial<BudgetsSearch>) =>
      void navigate({
        ...{ to: '.', search: (before: BudgetsSearch) => ({ ...before, ...part }) },
        replace: !('budget' in part),
      } as never),
    [navigate],
  );
  const open = useCallback((budget: string) => change({ budget }), [change]);
  const everyone = search.everyone === true && mayRead(viewer);
  return (
    <>
      <PageTitle
        actions={
          mayRead(viewer) && (
            <Segments
              label="Which budgets"
              options={[
                ['some', 'Yours and teams'],
                ['every', 'Everybody’s'],
              ]}
              value={everyone ? 'every' : 'some'}
              set={(which) => change({ everyone: which === 'every' ? true : undefined })}
            />
          )
        }
      >
        Teams and budgets
      </PageTitle>
      {everyone ? <EveryBudget open={open} opened={search.budget} /> : <Some open={open} />}
      {search.budget !== undefined && (
        <BudgetDrawer key={search.budget} id={search.budget} close={() => change({ budget: undefined })} />
      )}
    </>
  );
}

/** The next or the last of the budgets on the page, from where the keyboard is. */
function walk(step: 1 | -1): void {
  const cards = [...document.querySelectorAll<HTMLElement>('#main [data-opens]')];
  const here = cards.findIndex((card) => card === document.activeElement);
  cards[here < 0 ? 0 : Math.min(cards.length - 1, Math.max(0, here + step))]?.focus();
}

function Some({ open }: { open: (budget: string) => void }) {
  const { viewer } = useScope();
  const variables = { subject: null, session: null };
  const { data, error, loading, retry } = useData(BudgetsDocument, variables, { live: true });
  const budgets = data?.budgets?.nodes ?? [];
  useBudgetsWatched(budgets.map(({ id }) => id));
  useKeys([
    { press: 'j', does: 'To the next budget', act: () => walk(1) },
    { press: 'k', does: 'To the budget before', act: () => walk(-1) },
  ]);
  return (
    <div className="grid gap-4">
      <Requests open={open}>
        <Panel
          live
          title="What counts you"
          menu={{ document: BudgetsDocument, variables, csv: budgetsCsv('my-budgets', budgets) }}
        >
          <Shown loading={loading} error={error} retry={retry}>
            {budgets.length === 0 && !error ? (
              <Empty title="No budget counts you">
                {`A line "p3, …" of ${viewer.tenant}'s policy would: for everybody, or for a team, role or group of yours.`}
              </Empty>
            ) : (
              <BudgetCards budgets={budgets} open={open} />
            )}
          </Shown>
        </Panel>
      </Requests>
      <Teams open={open} />
    </div>
  );
}
