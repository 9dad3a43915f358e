/** What was bought, and one purchase in full. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useAct, useData } from '../../data';
import { fromNano, nano } from '../../format';
import {
  PurchaseOfDocument,
  PurchasesDocument,
  RefundDocument,
  type PurchaseNowFragment,
  type PurchaseStatus,
} from '../../gql/graphql';
import { changes } from '../../live/live';
import { ActProblem } from '../../parts/act-state';
import { Amount, Button, Chip, CopyButton, Instant, type Tone } from '../../parts/basics';
import { Drawer } from '../../parts/drawer';
import { SelectField, TextField } from '../../parts/fields';
import { Empty, Panel, Problem, Shown, Skeleton } from '../../parts/panel';
import { usePages } from '../../parts/use-pages';
import { permits, useScope } from '../../scope';
import { useStore } from '../../store';
import { anyWord } from '../../words';
import { priceText } from './buy';
import type { CreditsSearch } from './search';

const TONE: Record<string, Tone> = { PAID: 'good', PENDING: 'warn', DECLINED: 'bad', REFUNDED: 'quiet' };
const STATUSES: readonly PurchaseStatus[] = ['PENDING', 'PAID', 'DECLINED', 'REFUNDED'];

export function Purchases({ search }: { search: CreditsSearch }) {
  const { account } = useScope();
  const navigate = useNavigate();
  const change = (part: Partial<CreditsSearch>) =>
    void navigate({ to: '.', search: (before: object) => ({ ...before, ...part }) } as never);
  const { rows, loading, error, more, loadMore, refresh } = usePages(
    PurchasesDocument,
    { account, status: search.status ?? null },
    (data) => data.purchases,
  );
  const version = useStore(changes);
  useEffect(() => {
    if (version > 0) void refresh();
  }, [version, refresh]);
  return (
    <Panel live title="Purchases">
      <div className="grid gap-3">
        <SelectField
          label="Status"
          className="w-40"
          data-filter
          value={search.status ?? ''}
          onChange={(event) => change({ status: (event.target.value || undefined) as PurchaseStatus | undefined })}
        >
          <option value="">Any</option>
          {STATUSES.map((each) => (
            <option key={each} value={each}>
              {anyWord(each)}
            </option>
          ))}
        </SelectField>
        <Shown loading={loading} error={error} retry={() => void refresh()}>
          {rows.length === 0 ? (
            <Empty title="Nothing bought yet" />
          ) : (
            <Table rows={rows} open={(purchase) => change({ purchase })} />
          )}
          {more && <Button onClick={loadMore}>Show more</Button>}
        </Shown>
      </div>
      {search.purchase !== undefined && <One id={search.purchase} close={() => change({ purchase: undefined })} />}
    </Panel>
  );
}

function Table({ rows, open }: { rows: readonly PurchaseNowFragment[]; open: (id: string) => void }) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Purchases">
      <table className="w-full min-w-lg text-sm">
        <thead className="text-left text-xs text-soft">
          <tr>
            <th className="py-1 font-medium">Time</th>
            <th className="font-medium">Status</th>
            <th className="text-right font-medium">Credits</th>
            <th className="text-right font-medium">Price</th>
            <th>
              <span className="sr-only">Open</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-purchase={row.id} className="border-t border-line">
              <td className="py-1.5">
                <Instant at={row.createdAt} /> {row.automatic && <Chip>automatic</Chip>}
              </td>
              <td>
                <Chip tone={TONE[row.status] ?? 'quiet'}>{anyWord(row.status)}</Chip>
              </td>
              <td className="text-right">
                <Amount value={row.credits} />
              </td>
              <td className="text-right tabular-nums">{row.price == null ? '' : priceText(row.price)}</td>
              <td className="text-right">
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

function One({ id, close }: { id: string; close: () => void }) {
  const { data, error, loading, retry } = useData(PurchaseOfDocument, { id }, { live: true });
  const purchase = data?.purchase;
  return (
    <Drawer open close={close} title="Purchase" about={purchase ? `${purchase.credits} credits` : undefined}>
      {loading && <Skeleton />}
      {error && <Problem error={error} retry={retry} />}
      {!loading && !error && !purchase && <Empty title="There is no such purchase" />}
      {purchase && (
        <>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
            <Row name="Status">
              <Chip tone={TONE[purchase.status] ?? 'quiet'}>{anyWord(purchase.status)}</Chip>{' '}
              {purchase.testMode && <Chip>test mode</Chip>}
            </Row>
            {purchase.declineReason != null && <Row name="Declined because">{purchase.declineReason}</Row>}
            <Row name="Time">
              <Instant at={purchase.createdAt} />
            </Row>
            <Row name="Price">{purchase.price == null ? 'not known yet' : priceText(purchase.price)}</Row>
            {purchase.reference != null && <Row name="Reference">{purchase.reference}</Row>}
            {purchase.refunded !== '0' && (
              <Row name="Taken back">
                <Amount value={purchase.refunded} /> credits
              </Row>
            )}
            {purchase.lot != null && (
              <Row name="Its lot">
                <Amount value={purchase.lot.remaining} /> of <Amount value={purchase.lot.amount} /> left{' '}
                <span className="break-all text-soft">{purchase.lot.id}</span>
              </Row>
            )}
            <Row name="Id">
              <span className="break-all">{purchase.id}</span> <CopyButton text={purchase.id} />
            </Row>
          </dl>
          {(purchase.adminActions ?? []).map(({ id: action, at, actor, reason, kind }) => (
            <p key={action} className="text-sm">
              {anyWord(kind)} by {actor ?? 'Spillway'}, <Instant at={at} />: {reason}
            </p>
          ))}
          {purchase.status === 'PAID' && purchase.lot != null && <Refund purchase={purchase} />}
        </>
      )}
    </Drawer>
  );
}

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Refund({ purchase }: { purchase: PurchaseNowFragment }) {
  const { viewer } = useScope();
  const [reason, setReason] = useState('');
  const act = useAct(RefundDocument);
  // Giving money back is an admin's: whoever may grant may take back.
  if (!permits(viewer, 'grant', false) || purchase.lot == null) return null;
  const left = fromNano(nano(purchase.lot.remaining) + nano(purchase.lot.held));
  return (
    <form
      className="grid gap-3 border-t border-line pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        void act.run((idempotencyKey) => ({
          input: { idempotencyKey, purchaseId: purchase.id, reason: reason.trim() },
        }));
      }}
    >
      <h3 className="text-sm font-semibold">Refund</h3>
      <p className="text-sm">
        <Amount value={left} className="font-semibold" /> of <Amount value={purchase.credits} /> is left to give back.
        What is held comes back once its work ends.
      </p>
      <TextField
        label="Why"
        required
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <ActProblem state={act.state} />
      <div>
        <Button
          kind="danger"
          type="submit"
          disabled={reason.trim() === ''}
          busy={act.state.step === 'running' || act.state.step === 'unknown'}
        >
          Refund it
        </Button>
      </div>
    </form>
  );
}
