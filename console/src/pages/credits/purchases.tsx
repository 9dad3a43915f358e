/** What was bought, the newest first; each in full in a drawer. */
import { useNavigate } from '@tanstack/react-router';
import { PurchasesDocument, type PurchaseNowFragment } from '../../gql/graphql';
import { Amount, Button, Chip, Instant } from '../../parts/basics';
import { Empty, Panel, Shown } from '../../parts/panel';
import { usePages, useRefreshed } from '../../parts/use-pages';
import { useScope } from '../../scope';
import { anyWord } from '../../words';
import { PayerAction } from './bought';
import { purchasesCsv } from './files';
import { priceText } from './money';
import { PurchaseDrawer } from './purchase-drawer';
import { PurchaseFilters } from './purchase-filters';
import { PURCHASE_TONE } from './purchase-words';
import type { CreditsSearch } from './search';

export function Purchases({ search }: { search: CreditsSearch }) {
  const { account } = useScope();
  const navigate = useNavigate();
  const change = (part: Partial<CreditsSearch>) =>
    void navigate({
      to: '.',
      search: (before: object) => ({ ...before, ...part }),
      replace: !('purchase' in part),
      resetScroll: false,
    } as never);
  const { status = null, from = null, to = null } = search;
  const asked = { account, status, from, to };
  const pages = usePages(PurchasesDocument, asked, (data) => data.purchases);
  useRefreshed(pages);
  const { rows, loading, error, more, loadMore, refresh } = pages;
  const isFiltered = status !== null || from !== null || to !== null;
  return (
    <Panel
      live
      title="Purchases"
      className="self-start"
      menu={{ document: PurchasesDocument, variables: asked, csv: purchasesCsv(asked) }}
    >
      <div className="grid gap-3">
        <PurchaseFilters search={search} change={change} />
        <Shown loading={loading} error={error} retry={() => void refresh()}>
          {rows.length > 0 ? (
            <Table rows={rows} open={(purchase) => change({ purchase })} />
          ) : (
            !error && (
              <Empty title={isFiltered ? 'No purchase fits' : 'Nothing bought yet'}>
                {isFiltered
                  ? 'Another status or another time may have some.'
                  : 'Each purchase is listed here, also one that was declined.'}
              </Empty>
            )
          )}
          {more && (
            <div>
              <Button onClick={loadMore}>Show older ones</Button>
            </div>
          )}
        </Shown>
      </div>
      {search.purchase !== undefined && (
        <PurchaseDrawer id={search.purchase} close={() => change({ purchase: undefined })} />
      )}
    </Panel>
  );
}

function Table({ rows, open }: { rows: readonly PurchaseNowFragment[]; open: (id: string) => void }) {
  return (
    <div className="relative overflow-x-auto" tabIndex={0} role="region" aria-label="Purchases">
      <table className="w-full min-w-lg text-sm">
        <caption className="sr-only">Purchases, the newest first</caption>
        <thead className="text-left text-xs text-soft">
          <tr>
            <th scope="col" className="py-1 font-medium">
              Time
            </th>
            <th scope="col" className="font-medium">
              Status
            </th>
            <th scope="col" className="text-right font-medium">
              Credits
            </th>
            <th scope="col" className="text-right font-medium">
              Price
            </th>
            <th scope="col">
              <span className="sr-only">In full</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-purchase={row.id} className="border-t border-line">
              <td className="py-1.5 pr-3">
                <Instant at={row.createdAt} />
              </td>
              <td className="pr-3">
                <span className="flex flex-wrap items-center gap-1.5">
                  <Chip tone={PURCHASE_TONE[row.status] ?? 'quiet'}>{anyWord(row.status)}</Chip>
                  {row.automatic && <Chip>automatic</Chip>}
                  <PayerAction purchase={row} />
                </span>
              </td>
              <td className="text-right">
                <Amount value={row.credits} />
              </td>
              <td className="pl-3 text-right tabular-nums">{row.price == null ? '' : priceText(row.price)}</td>
              <td className="w-20 text-right">
                <Button
                  kind="bare"
                  className="min-h-6 px-2"
                  onClick={() => open(row.id)}
                  aria-label={`Open the purchase of ${row.credits} credits`}
                >
                  Open
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
