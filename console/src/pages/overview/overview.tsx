/** The first page: where the next request comes from, what limits it, and what was used today. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo } from 'react';
import { useNow } from '../../clock';
import { useData } from '../../data';
import { zone, zoneName } from '../../format';
import { PageTitle } from '../../frame/frame';
import { product as chosen } from '../../frame/chosen';
import { OverviewDocument, WaterfallDocument, type OverviewQuery } from '../../gql/graphql';
import { dayStart } from '../../zones';
import { Amount, cx, Instant, Relative } from '../../parts/basics';
import { PaceAdvice } from '../../parts/pace';
import { Empty, Panel, Problem, Shown, Skeleton } from '../../parts/panel';
import { useScope } from '../../scope';
import { useStore } from '../../store';
import { useForecasts } from '../../use-forecasts';
import { anyWord } from '../../words';
import { BalanceFigures } from './balance-figures';
import { receiptsCsv } from '../receipts/files';
import { todayCsv } from './files';
import { FirstCheck } from './first-check';
import { LimitBanner } from './limit-banner';
import { MyBudgets } from './my-budgets';
import { LastReceipts } from './last-receipts';
import { stepsOf } from './steps';
import { Waterfall } from './waterfall';
import { Windows } from './windows';

const Today = lazy(() => import('./today'));

export function Overview() {
  const { account, viewer, catalog } = useScope();
  const shown = useStore(zone);
  const now = useNow(3600);
  const timeZone = zoneName(shown);
  const { from, to } = useMemo(() => {
    const start = dayStart(now, timeZone);
    return {
      from: new Date(start).toISOString(),
      to: new Date(dayStart(start + 36 * 3_600_000, timeZone)).toISOString(),
    };
  }, [Math.floor(now / 3_600_000), timeZone]);
  const subject = account?.replace(/^subject:/, '') ?? null;
  const variables = { account, subject, from, to, timeZone };
  const { data, error, loading, retry } = useData(OverviewDocument, variables, { live: true });
  const asked = { document: OverviewDocument, variables };
  const forecasts = useForecasts(account);
  const own = data?.account ?? (account === null ? viewer.account : null) ?? null;
  const product = useProduct();
  const used = (data?.decisions?.nodes.length ?? 0) > 0;

  return (
    <>
      <PageTitle>Overview</PageTitle>
      <div className="grid gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(18rem,1fr)]">
        <div className="grid min-w-0 content-start gap-4">
          <Hero product={product} own={own} counted={(data?.budgets?.nodes.length ?? 0) > 0} />
          {data !== undefined && !used && !error && <FirstCheck product={product} />}
          <Panel title="Today" live menu={{ ...asked, ...(data?.usage && { csv: todayCsv(data.usage.points) }) }}>
            <Shown loading={loading} error={error} retry={retry}>
              {data?.usage && (
                <Suspense fallback={<Skeleton rows={5} />}>
                  <Today usage={data.usage} />
                </Suspense>
              )}
            </Shown>
          </Panel>
          <Panel title="Last receipts" live menu={{ ...asked, csv: receiptsCsv({ account, everyone: false }) }}>
            <Shown loading={loading}>
              <LastReceipts rows={data?.decisions?.nodes ?? []} />
            </Shown>
          </Panel>
        </div>
        <div className="grid min-w-0 content-start gap-4">
          <Panel title="Balance" live menu={asked}>
            {own ? (
              <BalanceFigures account={own} />
            ) : (
              <Shown loading={loading}>
                <Empty title="No account yet">It begins with the first request or the first credits.</Empty>
              </Shown>
            )}
          </Panel>
          <Panel title="Windows" live>
            {own ? <Windows account={own} forecasts={forecasts} /> : <Plan plan={catalog?.plan ?? null} />}
          </Panel>
          <MyBudgets budgets={data?.budgets?.nodes ?? []} forecasts={forecasts} />
          <Panel title="Expires next">
            <Shown loading={loading}>
              <Expiries account={own} notices={data?.notices?.nodes ?? []} />
            </Shown>
          </Panel>
        </div>
      </div>
    </>
  );
}

/** The product of the address, else the one looked at last, else the first that is sold. */
function useProduct(): string | null {
  const { catalog } = useScope();
  const { product: asked } = useSearch({ strict: false }) as { product?: string };
  const last = useStore(chosen);
  const sold = catalog?.products.map(({ id }) => id) ?? [];
  const product = [asked, last].find((each) => each !== undefined && sold.includes(each)) ?? sold[0] ?? null;
  useEffect(() => {
    if (product !== null) chosen.set(product);
  }, [product]);
  return product;
}

type Own = OverviewQuery['account'];

interface HeroProps {
  product: string | null;
  own: Own;
  /** Whether budgets count the account. */
  counted: boolean;
}

function Hero({ product, own, counted }: HeroProps) {
  const { account, catalog } = useScope();
  const navigate = useNavigate();
  const asked = useData(
    WaterfallDocument,
    { account, product: product ?? '' },
    { live: true, pause: product === null },
  );
  // The first answer of all has every product's: the bar is there before the second question is answered.
  const ahead = account === null ? catalog?.products.find(({ id }) => id === product)?.availability : null;
  const availability = asked.data?.account?.availability ?? asked.data?.availability ?? ahead ?? null;
  const products = catalog?.products ?? [];
  return (
    <Panel
      live
      title="Where your next request comes from"
      className="pb-1"
      menu={{ document: WaterfallDocument, variables: { account, product: product ?? '' } }}
      actions={
        <div role="group" aria-label="Product" className="flex rounded-lg bg-sunk p-0.5">
          {products.map(({ id }) => (
            <button
              key={id}
              type="button"
              aria-pressed={id === product}
              onClick={() => void navigate({ to: '.', search: { product: id } })}
              className="min-h-7 rounded-md px-3 text-sm text-soft aria-pressed:bg-panel aria-pressed:font-medium aria-pressed:text-ink aria-pressed:shadow-sm"
            >
              {id}
            </button>
          ))}
        </div>
      }
    >
      {product === null ? (
        <Empty title="Nothing is sold to you">No line of your tenant's policy lets anybody use a product.</Empty>
      ) : availability ? (
        <div className="grid gap-4 pt-2">
          <LimitBanner availability={availability} />
          {availability.reason === 'ALLOWED' && <PaceAdvice pace={availability.pace} />}
          {availability.layers.length > 0 ? (
            <Waterfall steps={stepsOf(availability, { account: own ?? null, product, counted })} />
          ) : (
            <Empty title="No layer gives for this product">The policy names none for your roles.</Empty>
          )}
        </div>
      ) : asked.error ? (
        <Problem error={asked.error} retry={asked.retry} />
      ) : (
        <Skeleton rows={3} />
      )}
    </Panel>
  );
}

function Plan({ plan }: { plan: string | null }) {
  return (
    <Empty title={plan === null ? 'No plan' : `Plan ${anyWord(plan)}`}>Its windows start with the first request.</Empty>
  );
}

function Expiries({ account, notices }: { account: Own; notices: NonNullable<OverviewQuery['notices']>['nodes'] }) {
  const lots = (account?.lots ?? [])
    .filter(({ expiresAt, remaining }) => expiresAt != null && remaining !== '0')
    .toSorted((a, b) => Date.parse(a.expiresAt ?? '') - Date.parse(b.expiresAt ?? ''))
    .slice(0, 4);
  if (lots.length === 0) return <Empty title="Nothing expires" />;
  const warned = new Set(notices.map(({ expiresAt }) => expiresAt));
  return (
    <ul className="grid gap-2 text-sm">
      {lots.map((lot) => (
        <li
          key={lot.id}
          className={cx(
            'flex flex-wrap items-baseline justify-between gap-x-3',
            warned.has(lot.expiresAt ?? '') && 'text-warn',
          )}
        >
          <span>
            <Amount value={lot.remaining} className="font-semibold" /> {anyWord(lot.kind).toLowerCase()}
          </span>
          <span className="text-soft">
            <Relative at={lot.expiresAt ?? ''} />, <Instant at={lot.expiresAt ?? ''} />
          </span>
        </li>
      ))}
    </ul>
  );
}
