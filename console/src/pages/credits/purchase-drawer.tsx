/** One purchase in full: how far it is, what is left of its credits, who refunded it. */
import type { ReactNode } from 'react';
import { useData } from '../../data';
import { PurchaseOfDocument } from '../../gql/graphql';
import { AdminAct } from '../../parts/admin-act';
import { Amount, Chip, CopyButton, Instant } from '../../parts/basics';
import { Drawer } from '../../parts/drawer';
import { Empty, Problem, Skeleton } from '../../parts/panel';
import { useScope } from '../../scope';
import { anyWord } from '../../words';
import { PayerAction } from './bought';
import { LotCard } from './lot-card';
import { priceText } from './money';
import { PURCHASE_TONE } from './purchase-words';
import { Refund } from './refund';

export function PurchaseDrawer({ id, close }: { id: string; close: () => void }) {
  const { may } = useScope();
  const { data, error, loading, retry } = useData(PurchaseOfDocument, { id }, { live: true });
  const purchase = data?.purchase;
  return (
    <Drawer
      open
      close={close}
      title={purchase ? `Purchase of ${purchase.credits} credits` : 'Purchase'}
      about={purchase ? <Instant at={purchase.createdAt} /> : 'One purchase'}
    >
      {loading && <Skeleton rows={5} />}
      {error && <Problem error={error} retry={retry} />}
      {!loading && !error && !purchase && (
        <Empty title="There is no such purchase">Perhaps the id is cut off, or it is another tenant's.</Empty>
      )}
      {purchase && (
        <>
          <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-1.5 text-sm">
            <Row name="Status">
              <span className="flex flex-wrap gap-1.5">
                <Chip tone={PURCHASE_TONE[purchase.status] ?? 'quiet'}>{anyWord(purchase.status)}</Chip>
                {purchase.automatic && <Chip>automatic</Chip>}
                {purchase.testMode && <Chip>test mode</Chip>}
              </span>
            </Row>
            {purchase.declineReason != null && <Row name="Declined because">{purchase.declineReason}</Row>}
            <Row name="Price">{purchase.price == null ? 'not known' : priceText(purchase.price)}</Row>
            {purchase.reference != null && <Row name="Reference">{purchase.reference}</Row>}
            {purchase.refunded !== '0' && (
              <Row name="Taken back">
                <Amount value={purchase.refunded} /> credits
              </Row>
            )}
            <Row name="Id">
              <span className="break-all">{purchase.id}</span> <CopyButton text={purchase.id} />
            </Row>
          </dl>
          <PayerAction purchase={purchase} />
          {purchase.lot != null && (
            <section className="grid gap-2 border-t border-line pt-3">
              <h3 className="text-sm font-semibold">Its credits</h3>
              <LotCard lot={purchase.lot} />
            </section>
          )}
          {(purchase.adminActions ?? []).map((act) => (
            <AdminAct key={act.id} act={act} />
          ))}
          {may('grant') && purchase.status === 'PAID' && purchase.lot != null && (
            <Refund purchase={purchase} lot={purchase.lot} />
          )}
        </>
      )}
    </Drawer>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
