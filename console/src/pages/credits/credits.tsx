/** The credits of an account: what there is, in the order it burns; how to buy more; what was bought. */
import { useSearch } from '@tanstack/react-router';
import { useData } from '../../data';
import { PageTitle } from '../../frame/frame';
import { CreditsDocument, LotHistoryDocument } from '../../gql/graphql';
import { Amount } from '../../parts/basics';
import { Empty, Panel, Shown } from '../../parts/panel';
import { sells, useScope } from '../../scope';
import { AutoTopUp } from './auto-top-up';
import { Buy } from './buy';
import { lotsCsv } from './files';
import { LotHistory, Lots, LotsSwitch } from './lots';
import { Purchases } from './purchases';
import type { CreditsSearch } from './search';

export function Credits() {
  const scope = useScope();
  const { account, may } = scope;
  const search = useSearch({ strict: false }) as CreditsSearch;
  const { data, error, loading, retry } = useData(CreditsDocument, { account }, { live: true });
  const owner = data?.account ?? null;
  const history = search.history === true;
  return (
    <>
      <PageTitle>Credits</PageTitle>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)] xl:grid-rows-[auto_1fr]">
        <Panel
          live
          title={history ? 'All lots, the newest first' : 'What there is, in the order it burns'}
          actions={<LotsSwitch history={history} />}
          menu={{
            document: history ? LotHistoryDocument : CreditsDocument,
            variables: { account },
            csv: lotsCsv({ account }),
          }}
        >
          {history ? (
            <LotHistory sought={search.lot} />
          ) : (
            <Shown loading={loading} error={error} retry={retry} rows={6}>
              {owner && (
                <div className="grid gap-3">
                  <p>
                    <Amount value={owner.balance.available} className="text-3xl font-semibold tracking-tight" />{' '}
                    <span className="text-soft">
                      credits available
                      {owner.balance.held !== '0' && (
                        <>
                          , <Amount value={owner.balance.held} /> held
                        </>
                      )}
                      {owner.balance.debt !== '0' && (
                        <>
                          , <Amount value={owner.balance.debt} className="text-bad" /> owed
                        </>
                      )}
                    </span>
                  </p>
                  <Lots owner={owner} sought={search.lot} />
                </div>
              )}
              {!owner && !error && (
                <Empty title="No credits yet">
                  {may('purchase') && sells(scope)
                    ? 'The first purchase makes the account.'
                    : 'The first grant makes the account.'}
                </Empty>
              )}
            </Shown>
          )}
        </Panel>
        <div className="grid min-w-0 content-start gap-4 xl:row-span-2">
          {may('purchase') &&
            (sells(scope) ? (
              <Buy key={account ?? ''} />
            ) : (
              <Panel title="Buy credits">
                <Empty title="Nothing is sold here">
                  This service has no payment provider. Credits come by grants of an admin.
                </Empty>
              </Panel>
            ))}
          {(data !== undefined || !loading) && <AutoTopUp key={owner?.id ?? ''} current={owner?.autoTopUp ?? null} />}
        </div>
        <Purchases search={search} />
      </div>
    </>
  );
}
