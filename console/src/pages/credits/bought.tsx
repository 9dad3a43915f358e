/** What became of a purchase: paid, under way, or waiting for the payer. */
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';
import type { PurchaseNowFragment } from '../../gql/graphql';
import { Amount, Button, cx } from '../../parts/basics';

export function Bought({ purchase, again }: { purchase: PurchaseNowFragment; again: () => void }) {
  const said = useRef<HTMLDivElement>(null);
  // The form is gone, and the keyboard's place with it.
  useEffect(() => said.current?.focus(), []);
  const isPaid = purchase.status === 'PAID';
  return (
    <div ref={said} tabIndex={-1} className="grid justify-items-start gap-3 text-sm outline-none">
      <p
        role="status"
        data-bought={purchase.status}
        className={cx('w-full rounded-lg p-3', isPaid ? 'bg-good-bg text-good' : 'bg-warn-bg text-warn')}
      >
        <Outcome purchase={purchase} />
      </p>
      <PayerAction purchase={purchase} />
      <div className="flex flex-wrap gap-2">
        <Button onClick={again}>Buy more</Button>
        <Link
          to="."
          search={((before: object) => ({ ...before, purchase: purchase.id })) as never}
          resetScroll={false}
          className="inline-flex min-h-8 items-center rounded-md px-3 font-medium hover:bg-sunk"
        >
          See the purchase
        </Link>
      </div>
    </div>
  );
}

function Outcome({ purchase: { status, credits, actionUrl } }: { purchase: PurchaseNowFragment }): ReactNode {
  if (status === 'PAID') {
    return (
      <>
        Paid. <Amount value={credits} /> credits are there.
      </>
    );
  }
  if (status === 'REFUNDED') return 'It was given back.';
  if (actionUrl != null) return 'One step is left for you. The credits come when the payment is done.';
  return 'The payment is under way. You may leave this page: the credits come when it is paid, and the list of purchases says so.';
}

/** Where the payer has something to do; a link that leads nowhere safe is not shown. */
export function PayerAction({ purchase: { status, actionUrl } }: { purchase: PurchaseNowFragment }) {
  if (status !== 'PENDING' || actionUrl == null || !/^https?:\/\//.test(actionUrl)) return null;
  return (
    <a
      href={actionUrl}
      rel="noreferrer"
      target="_blank"
      className="inline-flex min-h-8 items-center rounded-md bg-accent px-3 text-sm font-medium text-on-accent"
    >
      Finish the payment
    </a>
  );
}
