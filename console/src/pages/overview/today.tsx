/** What was used today, by the hour and by who paid. */
import type { OverviewQuery } from '../../gql/graphql';
import { PaidChart } from '../../parts/paid-chart';
import { Amount } from '../../parts/basics';
import { Empty } from '../../parts/panel';

export default function Today({ usage }: { usage: NonNullable<OverviewQuery['usage']> }) {
  if (usage.total.charged === '0') return <Empty title="Nothing charged today" />;
  return (
    <div className="grid gap-3">
      <p>
        <Amount value={usage.total.charged} className="text-2xl font-semibold" />{' '}
        <span className="text-soft">credits used today</span>
      </p>
      <PaidChart points={usage.points} bucket="HOUR" label="Credits used today, by the hour" />
    </div>
  );
}
