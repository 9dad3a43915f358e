/**
 * A budget as a bar: what was spent, what is held, what went beyond, and where its limit, its pace and its alerts lie. The
 * words below say the same.
 */
import type { ReactNode } from 'react';
import { fromNano, nano, share, sum } from '../format';
import type { BudgetNowFragment } from '../gql/graphql';
import { boundsWord, whoWord } from '../words';
import { Amount, Chip, cx, Instant, Relative } from './basics';

/** Whose it is in full: "Each of team search: alice". */
export function budgetName({ who, subject, session }: BudgetNowFragment): string {
  const whose = [session, subject].filter((name) => name != null).join(' of ');
  return whose === '' ? whoWord(who) : `${whoWord(who)}: ${whose}`;
}

/** @param children in place of its name */
export function BudgetBar({ budget, children }: { budget: BudgetNowFragment; children?: ReactNode }) {
  return (
    <div className="grid min-w-0 gap-1.5 text-sm">
      <p className="flex items-baseline justify-between gap-x-3">
        <span className="min-w-0 font-medium break-words">{children ?? budgetName(budget)}</span>
        <Left budget={budget} />
      </p>
      <p className="-mt-1 text-xs text-soft">{boundsWord(budget)}</p>
      <BudgetMeter budget={budget} />
    </div>
  );
}

function Left({ budget: { limit, released, increase, remaining, kind, line } }: { budget: BudgetNowFragment }) {
  if (line == null) return <Chip>counts no more</Chip>;
  const isPaced = nano(released) < nano(limit);
  return (
    <span className="shrink-0 whitespace-nowrap">
      <Amount value={remaining} className="font-semibold" />
      <span className="text-soft">
        {' '}
        {isPaced ? 'now, of' : 'of'} <Amount value={sum([limit, increase])} />{' '}
        {kind === 'ALERT' ? 'before its alert' : isPaced ? '' : 'left'}
      </span>
    </span>
  );
}

/** The bar alone, with what is counted in it. */
export function BudgetMeter({ budget }: { budget: BudgetNowFragment }) {
  return (
    <div className="grid min-w-0 gap-1.5">
      <Bar budget={budget} />
      <p className="flex flex-wrap justify-between gap-x-3 text-xs text-soft">
        <Counted budget={budget} />
        <Turn budget={budget} />
      </p>
    </div>
  );
}

/** Where something lies on the bar, 0 to 1, and how it is drawn. */
interface Mark {
  key: string;
  at: number;
  look: string;
  /** What it is, for who points at it. */
  says: string;
}

function Bar({ budget }: { budget: BudgetNowFragment }) {
  const { spent, held, over, limit, increase, released, alerts } = budget;
  const counted = nano(spent) + nano(held);
  const most = nano(limit) + nano(increase);
  const whole = fromNano(counted > most ? counted : most);
  // What went beyond is the last of what was spent.
  const within = fromNano(nano(spent) > nano(over) ? nano(spent) - nano(over) : 0n);
  const isPaced = nano(released) < nano(limit);
  const marks: Mark[] = [
    ...alerts.map((at) => ({ key: `alert ${at}`, at: share(at, whole), look: 'w-0.5 bg-warn', says: 'tells here' })),
    ...(isPaced ? [{ key: 'pace', at: share(released, whole), look: 'w-0.5 bg-ink', says: 'released so far' }] : []),
    ...(limit === whole ? [] : [{ key: 'limit', at: share(limit, whole), look: 'w-px bg-ink', says: 'the limit' }]),
  ];
  return (
    <div
      role="meter"
      aria-label={`${budgetName(budget)}: spent`}
      aria-valuemin={0}
      aria-valuemax={Math.max(Number(whole), 1)}
      aria-valuenow={Number(spent)}
      className="relative py-0.5"
    >
      <div aria-hidden="true" className="flex h-2.5 overflow-hidden rounded-full bg-sunk">
        <Segment of={within} whole={whole} look="bg-budget" />
        <Segment of={over} whole={whole} look="bg-debt" />
        <Segment of={held} whole={whole} look="striped bg-budget" />
      </div>
      {marks
        .filter(({ at }) => at > 0 && at < 1)
        .map(({ key, at, look, says }) => (
          <span
            key={key}
            aria-hidden="true"
            data-mark={key}
            title={says}
            style={{ left: `${at * 100}%` }}
            className={cx('absolute inset-y-0 rounded-full', look)}
          />
        ))}
    </div>
  );
}

function Segment({ of, whole, look }: { of: string; whole: string; look: string }) {
  return (
    <div style={{ width: `${share(of, whole) * 100}%` }} className={cx('transition-[width] duration-300', look)} />
  );
}

function Counted({
  budget: { spent, held, over, increase, released, limit, alerts, kind, nextStepAt },
}: {
  budget: BudgetNowFragment;
}) {
  return (
    <span>
      <Amount value={spent} /> spent
      {held !== '0' && (
        <>
          , <Amount value={held} /> held
        </>
      )}
      {over !== '0' && (
        <span className="text-bad">
          , <Amount value={over} /> beyond
        </span>
      )}
      {increase !== '0' && (
        <>
          , <Amount value={increase} /> approved on top
        </>
      )}
      {nano(released) < nano(limit) && (
        <>
          , <Amount value={released} /> released so far
          {nextStepAt != null && (
            <>
              , more <Relative at={nextStepAt} />
            </>
          )}
        </>
      )}
      {alerts.length > 0 && kind === 'CAP' && (
        <>
          , tells at{' '}
          {alerts.map((at, index) => (
            <span key={at}>
              {index > 0 && ' and '}
              <Amount value={at} />
            </span>
          ))}
        </>
      )}
    </span>
  );
}

function Turn({ budget: { resetsAt, period, line } }: { budget: BudgetNowFragment }) {
  if (line == null) return null;
  if (period === 'once') return <span>never turns</span>;
  if (resetsAt == null) return <span>begins with its first use</span>;
  return (
    <span>
      turns <Relative at={resetsAt} />, <Instant at={resetsAt} />
    </span>
  );
}
