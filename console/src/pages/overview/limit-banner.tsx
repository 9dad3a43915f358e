/** What stands in the way, in words, and one button for each thing that helps. */
import type { LayersNowFragment } from '../../gql/graphql';
import { useBudgetsWatched } from '../../live/watch-budgets';
import { Button, cx, Instant, Relative } from '../../parts/basics';
import { sells, useScope } from '../../scope';
import { reasonWord, sourceWord } from '../../words';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';

const AskForMore = lazy(() => import('../budgets/ask-for-more'));

const TITLES: Record<string, string> = {
  LOW: 'Your included allowance is running low',
  EXHAUSTED: 'You have reached your limit',
  SUSPENDED: 'This account is suspended',
  NOT_PERMITTED: 'The policy does not let you use this product',
  BLOCKED: 'Something stands in the way',
};

export function LimitBanner({ availability }: { availability: LayersNowFragment }) {
  const scope = useScope();
  const { account, viewer } = scope;
  const { state, reason, blockers, remedies, unblocksAt } = availability;
  if (state === 'OK') return null;
  const low = state === 'LOW';
  const [first] = blockers;
  const budget = blockers.find((blocker) => blocker.budget != null)?.budget;
  useBudgetsWatched(budget ? [budget.id] : []);
  return (
    <div
      role={low ? 'status' : 'alert'}
      data-banner={state}
      className={cx('grid gap-2 rounded-lg p-3 text-sm', low ? 'bg-warn-bg text-warn' : 'bg-bad-bg text-bad')}
    >
      <p className="font-semibold">{TITLES[state] ?? reasonWord(reason)}</p>
      <p>
        {state !== 'LOW' && `${reasonWord(reason)}${first ? `: ${sourceWord(first.source).toLowerCase()}` : ''}. `}
        {unblocksAt != null && (
          <>
            It gives again <Relative at={unblocksAt} />, <Instant at={unblocksAt} />.
          </>
        )}
      </p>
      <div className="flex flex-wrap gap-2">
        {(remedies.includes('BUY_CREDITS') || low) && account === null && sells(scope) && (
          <Link
            to={'/credits' as '/'}
            className="inline-flex min-h-8 items-center rounded-md bg-accent px-3 py-1 font-medium text-on-accent"
          >
            Add credits
          </Link>
        )}
        {remedies.includes('REQUEST_INCREASE') && account === null && budget && (
          <Suspense>
            <AskForMore budget={budget} />
          </Suspense>
        )}
        {remedies.includes('ASK_ADMIN') && (
          <Button
            onClick={() =>
              void navigator.clipboard.writeText(askText(viewer.subject, viewer.tenant, reasonWord(reason)))
            }
          >
            Copy a message to your admin
          </Button>
        )}
      </div>
    </div>
  );
}

const askText = (subject: string, tenant: string, why: string): string =>
  `Hello, I am ${subject} of ${tenant}, and Spillway stops me: ${why}. Can you raise my limit or give me credits?`;
