/** How an automatic top-up stands, in a sentence. */
import type { ReactNode } from 'react';
import type { AccountNowFragment } from '../../gql/graphql';
import { Amount, cx, Instant, Relative, type Tone } from '../../parts/basics';
import { topUpWord } from '../../words';

export type TopUp = NonNullable<AccountNowFragment['autoTopUp']>;

export const TOP_UP_TONE: Record<string, Tone> = {
  READY: 'good',
  PENDING: 'warn',
  BACKING_OFF: 'warn',
  CAPPED: 'warn',
  STOPPED: 'bad',
};

const LINE: Record<string, string> = {
  good: 'bg-good-bg text-good',
  warn: 'bg-warn-bg text-warn',
  bad: 'bg-bad-bg text-bad',
  quiet: 'bg-sunk/60 text-soft',
};

export function TopUpLine({ topUp }: { topUp: TopUp | null }) {
  const state = topUp?.state ?? 'OFF';
  return (
    <p role="status" data-top-up={state} className={cx('rounded-lg p-3 text-sm', LINE[TOP_UP_TONE[state] ?? 'quiet'])}>
      {topUp === null ? 'Off. Nothing is bought by itself.' : <Sentence topUp={topUp} />}
    </p>
  );
}

function Sentence({ topUp }: { topUp: TopUp }): ReactNode {
  const { state, threshold, boughtThisMonth, monthlyCap, lastDeclineReason, nextAttemptAt } = topUp;
  const why = lastDeclineReason == null ? null : ` ${lastDeclineReason}`;
  const next = nextAttemptAt == null ? null : <Next at={nextAttemptAt} />;
  switch (state) {
    case 'READY':
      return (
        <>
          Ready. It buys as soon as fewer than <Amount value={threshold ?? '0'} /> credits are left.
        </>
      );
    case 'PENDING':
      return 'A purchase is under way. There is never a second one beside it.';
    case 'BACKING_OFF':
      return (
        <>
          The last payment was declined.{why} {next ?? 'It is tried again soon.'}
        </>
      );
    case 'CAPPED':
      return (
        <>
          There is no room for another purchase: <Amount value={boughtThisMonth} /> of{' '}
          <Amount value={monthlyCap ?? '0'} /> credits were bought this month, or the account is full. {next}
        </>
      );
    case 'STOPPED':
      return <>It has stopped.{why} Nothing is tried until somebody switches it on again.</>;
    case 'OFF':
      return 'Off. Nothing is bought by itself.';
    default:
      return topUpWord(state);
  }
}

function Next({ at }: { at: string }) {
  return (
    <>
      The next attempt is <Relative at={at} />, <Instant at={at} />.
    </>
  );
}

/** What was agreed to, in figures. */
export function TopUpFigures({ topUp }: { topUp: TopUp }) {
  const { threshold, target, monthlyCap, boughtThisMonth, paymentMethod, consentedAt, consentedBy } = topUp;
  const rows: [string, ReactNode][] = [
    ['Buys when fewer are left than', <Amount value={threshold ?? '0'} />],
    ['Buys up to', <Amount value={target ?? '0'} />],
    [
      'Bought this month (UTC)',
      <>
        <Amount value={boughtThisMonth} /> of at most <Amount value={monthlyCap ?? '0'} />
      </>,
    ],
    ['Paid by', paymentMethod ?? 'the default'],
    ...(consentedBy != null && consentedAt != null
      ? ([
          [
            'Agreed to by',
            <>
              {consentedBy}, <Instant at={consentedAt} />
            </>,
          ],
        ] as [string, ReactNode][])
      : []),
  ];
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-soft">{name}</dt>
          <dd className="min-w-0 text-right break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
