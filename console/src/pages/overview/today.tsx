/** What was used today, by the hour and by who paid. An hour leads to its usage in full. */
import { useNavigate } from '@tanstack/react-router';
import type { OverviewQuery } from '../../gql/graphql';
import { PaidChart } from '../../parts/paid-chart';
import { Amount } from '../../parts/basics';
import { Empty } from '../../parts/panel';
import { useHere } from '../../parts/here';

export default function Today({ usage }: { usage: NonNullable<OverviewQuery['usage']> }) {
  const here = useHere();
  const navigate = useNavigate();
  if (usage.total.charged === '0') return <Empty title="Nothing charged today" />;
  return (
    <div className="grid gap-3">
      <p>
        <Amount value={usage.total.charged} className="text-2xl font-semibold" />{' '}
        <span className="text-soft">credits used today</span>
      </p>
      <PaidChart
        points={usage.points}
        bucket="HOUR"
        label="Credits used today, by the hour"
        choose={({ start, end }) => {
          void navigate({ ...here('/usage'), search: { range: 'custom', from: start, to: end } as never });
        }}
      />
    </div>
  );
}
