/** The credits of an account: what there is, in the order it burns; how to buy more; what was bought. */
import { useSearch } from '@tanstack/react-router';
import { useData } from '../../data';
import { PageTitle } from '../../frame/frame';
import { CreditsDocument } from '../../gql/graphql';
import { Amount } from '../../parts/basics';
import { Empty, Panel, Shown } from '../../parts/panel';
import { useScope } from '../../scope';
import { AutoTopUp } from './auto-top-up';
import { Buy } from './buy';
import { Lots } from './lots';
import { Purchases } from './purchases';
import type { CreditsSearch } from './search';

export function Credits() {
  const { account, may, viewer } = useScope();
  const search = useSearch({ strict: false }) as CreditsSearch;
  const { data, error, loading, retry } = useData(CreditsDocument, { account }, { live: true });
  const own = data?.account ?? (account === null ? viewer.account : null) ?? null;
  return (
    <>
      <PageTitle>Credits</PageTitle>
      <div className="grid gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
        <div className="grid min-w-0 content-start gap-4">
          <Panel
            live
            title="What there is, in the order it burns"
            actions={
              own && (
                <span className="text-sm text-soft">
                  <Amount value={own.balance.available} className="font-semibold text-ink" /> available
                </span>
              )
            }
          >
            <Shown loading={loading && !own} error={error} retry={retry}>
              {own ? (
                <Lots account={own} history={search.history === true} />
              ) : (
                !loading && (
                  <Empty title="No credits yet">
                    {may('purchase') && account === null ? 'Buy some here.' : undefined}
                  </Empty>
                )
              )}
            </Shown>
          </Panel>
          <Purchases search={search} />
        </div>
        <div className="grid min-w-0 content-start gap-4">
          {may('purchase') && <Buy />}
          <AutoTopUp
            key={own?.id ?? ''}
            current={own?.autoTopUp ?? null}
            consents={data?.account?.autoTopUp?.consents?.nodes ?? []}
          />
        </div>
      </div>
    </>
  );
}
