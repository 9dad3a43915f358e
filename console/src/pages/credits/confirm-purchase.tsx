/** The last question before credits are bought: what, for how much, and how it is paid. */
import type { ActState } from '../../data';
import type { QuoteNowFragment } from '../../gql/graphql';
import { ActProblem } from '../../parts/act-state';
import { Amount, Button } from '../../parts/basics';
import { Dialog } from '../../parts/drawer';
import { useScope } from '../../scope';
import { priceText } from './money';

interface ConfirmProps {
  quote: QuoteNowFragment;
  /** The label of the payment method. */
  method: string | null;
  state: ActState<unknown>;
  buy: () => void;
  close: () => void;
}

export function ConfirmPurchase({ quote, method, state, buy, close }: ConfirmProps) {
  const { account, viewer } = useScope();
  const isRunning = state.step === 'running' || state.step === 'unknown';
  return (
    <Dialog
      open
      close={close}
      title={`Buy ${quote.credits} credits for ${priceText(quote.price)}?`}
      about={quote.testMode ? 'Test mode: no real money moves.' : 'You pay now.'}
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        <dt className="text-soft">Credits</dt>
        <dd>
          <Amount value={quote.credits} className="font-semibold" />
        </dd>
        <dt className="text-soft">Price</dt>
        <dd className="font-semibold tabular-nums">{priceText(quote.price)}</dd>
        {method !== null && (
          <>
            <dt className="text-soft">Paid by</dt>
            <dd>{method}</dd>
          </>
        )}
        <dt className="text-soft">For</dt>
        <dd className="break-all">{account ?? viewer.subject}</dd>
        <dt className="text-soft">Good for</dt>
        <dd>12 months from the payment</dd>
      </dl>
      <ActProblem state={state.step === 'unknown' ? state : { step: 'idle' }} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{isRunning ? 'Close' : 'Not now'}</Button>
        <Button kind="main" busy={isRunning} onClick={buy}>
          Pay {priceText(quote.price)}
        </Button>
      </div>
    </Dialog>
  );
}
