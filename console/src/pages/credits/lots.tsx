/** The lots that have something, in the order they burn; or all that there ever were. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useNow } from '../../clock';
import { LotHistoryDocument, type CreditsQuery } from '../../gql/graphql';
import { Button } from '../../parts/basics';
import { Empty, Shown } from '../../parts/panel';
import { usePages, useRefreshed } from '../../parts/use-pages';
import { useScope } from '../../scope';
import { burnOrder, firstBurnt, type Drawn } from './burn-order';
import { LotCard, type LotRow } from './lot-card';

type Owner = NonNullable<CreditsQuery['account']>;

/** Between what is there and what there ever was; kept in the address. */
export function LotsSwitch({ history }: { history: boolean }) {
  const navigate = useNavigate();
  const turn = (to: boolean) =>
    void navigate({ to: '.', search: (before: object) => ({ ...before, history: to || undefined }) } as never);
  return (
    <div role="group" aria-label="Which lots" className="flex rounded-lg bg-sunk p-0.5">
      {[false, true].map((each) => (
        <button
          key={String(each)}
          type="button"
          aria-pressed={each === history}
          onClick={() => turn(each)}
          className="min-h-7 rounded-md px-3 text-sm text-soft aria-pressed:bg-panel aria-pressed:font-medium aria-pressed:text-ink aria-pressed:shadow-sm"
        >
          {each ? 'History' : 'Now'}
        </button>
      ))}
    </div>
  );
}

export function Lots({ owner, sought }: { owner: Owner; sought?: string | undefined }) {
  const { account, catalog } = useScope();
  const now = useNow(30);
  const isPool = owner.pool != null;
  const drawn: Drawn[] = (catalog?.products ?? []).map(({ id, availability }) => ({
    product: id,
    layers: (availability?.layers ?? []).map(({ layer }) => layer),
  }));
  const lots: readonly LotRow[] = owner.lots;
  const ordered = burnOrder(lots, { drawn, now, isPool });
  // What comes first for somebody else is for their roles to say; the viewer's are all that is known here.
  const first = account === null ? firstBurnt(ordered, drawn, now) : new Map<string, string[]>();
  const places = [...first.values()].flat().length;
  if (ordered.length === 0) {
    return <Empty title="No credits now">Bought and granted credits are shown here until they are used up.</Empty>;
  }
  return (
    <ol className="grid gap-3" aria-label="Lots, in the order they burn">
      {ordered.map((lot) => {
        const products = first.get(lot.id);
        return (
          <li key={lot.id}>
            <LotCard lot={lot} first={products?.length === places ? 'all' : products} sought={lot.id === sought} />
          </li>
        );
      })}
    </ol>
  );
}

/** A link to an older lot looks through no more than so many. */
const MOST_LOOKED_THROUGH = 400;

export function LotHistory({ sought }: { sought: string | undefined }) {
  const { account } = useScope();
  const pages = usePages(LotHistoryDocument, { account }, (data) => data.account?.lotHistory);
  useRefreshed(pages);
  const { rows, loading, error, more, loadMore, refresh } = pages;
  const isSought = sought !== undefined && !rows.some(({ id }) => id === sought);
  useEffect(() => {
    if (isSought && rows.length < MOST_LOOKED_THROUGH) loadMore();
  }, [isSought, rows.length, loadMore]);
  return (
    <Shown loading={loading} error={error} retry={() => void refresh()}>
      {rows.length === 0 && !error ? (
        <Empty title="There never was a lot">Every purchase and every grant makes one.</Empty>
      ) : (
        <ol className="grid gap-3" aria-label="All lots, the newest first">
          {rows.map((lot) => (
            <li key={lot.id}>
              <LotCard lot={lot} sought={lot.id === sought} />
            </li>
          ))}
        </ol>
      )}
      {more && (
        <Button className="mt-3" onClick={loadMore}>
          Show older ones
        </Button>
      )}
    </Shown>
  );
}
