/** Usage over time: any range, by hour or day, told apart by what one likes; and how the balance came from there to here. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useNow } from '../../clock';
import { useData } from '../../data';
import { zone as chosenZone, zoneName } from '../../format';
import { mayRead, PageTitle } from '../../frame/frame';
import { UsageDocument, type UsageGroup } from '../../gql/graphql';
import { Amount } from '../../parts/basics';
import { useHere } from '../../parts/here';
import { Empty, Panel, Shown } from '../../parts/panel';
import { tickText } from '../../parts/paid-chart';
import { StackedChart } from '../../parts/stacked-chart';
import { useScope } from '../../scope';
import { useStore } from '../../store';
import { labelOf } from '../receipts/search';
import { Filters } from './filters';
import { pointText, spanOf, spanText, type Span } from './range';
import { ReconcilePanel } from './reconcile';
import { barsOf, exactText, measureText, NONE, rowsOf, totalOf } from './rows';
import type { Group, UsageSearch } from './search';
import { StatementPanel } from './statement-panel';
import { UsageTable } from './usage-table';

const GROUP_BY: Record<Group, readonly UsageGroup[]> = {
  product: ['PRODUCT'],
  feature: ['PRODUCT', 'FEATURE'],
  session: ['SESSION'],
  label: ['LABEL'],
  subject: ['SUBJECT'],
};

/** What the server is asked for. */
function variablesOf(
  search: UsageSearch,
  span: Span,
  whose: { account: string | null; everyone: boolean },
  zone: string,
) {
  const { group, feature, product, session, label } = search;
  const groupBy = new Set([
    ...(group === undefined ? [] : GROUP_BY[group]),
    ...(feature === undefined ? [] : GROUP_BY.feature),
  ]);
  const only = labelOf(label);
  const byLabel = groupBy.has('LABEL') ? { key: only?.key ?? label ?? '' } : only;
  return {
    ...whose,
    ...{ from: span.from, to: span.to, bucket: span.bucket, timeZone: zone },
    ...{ product: product ?? null, session: session ?? null },
    label: groupBy.has('LABEL') ? null : only,
    ...{ grouped: groupBy.size > 0, groupBy: [...groupBy], groupLabel: byLabel },
  };
}

export function Usage() {
  const { account, viewer, catalog } = useScope();
  const given = useSearch({ strict: false }) as UsageSearch;
  const navigate = useNavigate();
  const everyone = given.everyone === true && account === null && mayRead(viewer);
  const unfit: readonly (string | undefined)[] = everyone ? ['session'] : ['subject'];
  const search = unfit.includes(given.group) ? { ...given, group: undefined, stack: undefined } : given;
  const timeZone = search.zone ?? zoneName(useStore(chosenZone));
  const hour = Math.floor(useNow(60) / 3_600_000);
  const span = useMemo(() => spanOf(search, hour * 3_600_000, timeZone), [JSON.stringify(search), hour, timeZone]);
  const whose = { account: everyone ? null : account, everyone };
  const { data, error, loading, retry } = useData(UsageDocument, variablesOf(search, span, whose, timeZone), {
    pause: span.problem !== null,
    live: true,
  });
  const change = useCallback(
    (part: Partial<UsageSearch>) =>
      void navigate({ to: '.', search: (before: UsageSearch) => ({ ...before, ...part }) } as never),
    [navigate],
  );
  const dimensions = useMemo(
    () => [...new Set(catalog?.products.flatMap(({ features }) => features.flatMap((each) => each.dimensions)))],
    [catalog],
  );
  const rows = useMemo(() => (data ? rowsOf(data, search) : []), [data, JSON.stringify(search)]);
  const points = data?.usage?.points ?? [];
  const { bars, series } = useMemo(() => barsOf(rows, points, search), [rows, points, JSON.stringify(search)]);

  const chooseTime = ({ start, end }: { start: string; end: string }) =>
    change({ range: 'custom', from: start, to: end, bucket: 'HOUR' });
  const chooseGroup = (key: string) => {
    if (search.group === 'subject') {
      const { everyone: _all, group: _by, stack: _of, ...rest } = search;
      void navigate({ to: '/accounts/$account/usage', params: { account: `subject:${key}` }, search: rest });
    } else if (key !== NONE) change(narrowed(search, key));
  };
  const { measure } = search;
  const byGroup = search.group !== undefined && (search.stack === 'group' || measure !== undefined);
  const unit = measureText(measure).toLowerCase();
  const title = `${measureText(measure)}, ${spanText(span, timeZone)}`;

  return (
    <>
      <PageTitle>Usage</PageTitle>
      <div className="grid gap-4">
        <Panel title="What was used" live>
          <div className="grid gap-4">
            <Filters
              {...{ search, change, span, timeZone, everyone }}
              dimensions={
                measure === undefined || measure === 'events' ? dimensions : [...new Set([...dimensions, measure])]
              }
            />
            {span.problem !== null ? (
              <Empty title={span.problem} />
            ) : (
              <Shown loading={loading} error={error} retry={retry} rows={6}>
                <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
                  <p data-total>
                    <Amount value={exactText(totalOf(rows, measure), measure)} className="text-2xl font-semibold" />{' '}
                    <span className="text-soft">
                      {unit}, {spanText(span, timeZone)}
                    </span>
                  </p>
                  <ReceiptsLink {...{ span, search, everyone }} />
                </div>
                {rows.length === 0 ? (
                  !error && (
                    <Empty title="No usage in this range">
                      Usage shows here a moment after it is reported. Another range, or fewer filters, may have some.
                    </Empty>
                  )
                ) : (
                  <>
                    <StackedChart
                      {...{ bars, series, unit }}
                      label={`${title}: bars`}
                      words={(bar) => pointText(bar, span.bucket, timeZone)}
                      tick={(start) => tickText(start, span.bucket, timeZone, span.days > 1)}
                      choose={chooseTime}
                      chooseSeries={
                        byGroup ? (key) => series.find((each) => each.key === key) && chooseKnown(key) : undefined
                      }
                    />
                    <UsageTable {...{ rows, search, timeZone, change, chooseTime, chooseGroup }} bucket={span.bucket} />
                  </>
                )}
              </Shown>
            )}
          </div>
        </Panel>
        {span.problem === null && (
          <>
            {!everyone && <StatementPanel {...{ span, timeZone }} />}
            <ReconcilePanel key={JSON.stringify([whose, span])} {...{ span, everyone }} />
          </>
        )}
      </div>
    </>
  );

  /** What is left over of many groups is none itself. */
  function chooseKnown(key: string): void {
    if (rows.some((row) => row.group === key)) chooseGroup(key);
  }
}

/** The address after a press on a group: only that one, told apart by what is below it. */
function narrowed({ group, label }: UsageSearch, key: string): Partial<UsageSearch> {
  switch (group) {
    case 'product':
      return { product: key, group: 'feature' };
    case 'feature': {
      const [product = '', ...feature] = key.split('/');
      return { product, feature: feature.join('/'), group: undefined, stack: undefined };
    }
    case 'session':
      return { session: key, group: undefined, stack: undefined };
    default:
      return { label: `${label?.split('=')[0] ?? ''}=${key}`, group: undefined, stack: undefined };
  }
}

interface LinkProps {
  span: Span;
  search: UsageSearch;
  everyone: boolean;
}

/** What made it: the receipts of the same range and filters. */
function ReceiptsLink({ span, search: { product, feature, session, label }, everyone }: LinkProps) {
  const here = useHere();
  const search = {
    ...{ from: span.from, to: span.to },
    ...Object.fromEntries(Object.entries({ product, feature, session }).filter(([, value]) => value !== undefined)),
    ...(labelOf(label) ? { label } : {}),
    ...(everyone ? { everyone } : {}),
  };
  return (
    <Link {...here('/decisions')} search={search as never} className="text-sm text-accent underline">
      The receipts of this range
    </Link>
  );
}
