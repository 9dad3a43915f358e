/** One purchase from the press of the button to its end, which may come later. */
import { useAct, useData } from '../../data';
import {
  PurchaseDocument,
  PurchaseOfDocument,
  type PurchaseNowFragment,
  type QuoteNowFragment,
} from '../../gql/graphql';
import { useScope } from '../../scope';

export function usePurchase() {
  const { account } = useScope();
  const act = useAct(PurchaseDocument);
  const begun = act.state.step === 'done' ? (act.state.data.purchaseCredits ?? null) : null;
  // What was answered at once may change: a payment under way is paid, or declined, when it is.
  const { data } = useData(PurchaseOfDocument, { id: begun?.id ?? '' }, { live: true, pause: begun === null });
  const purchase: PurchaseNowFragment | null = data?.purchase?.id === begun?.id ? (data?.purchase ?? begun) : begun;
  /** The price that was shown goes along: where it is another by now, nothing is bought. */
  const buy = ({ credits, price }: QuoteNowFragment, paymentMethod: string | null) =>
    act.run((idempotencyKey) => ({
      input: {
        ...{ account, idempotencyKey, credits, paymentMethod },
        expectedPrice: { amount: price.amount, currency: price.currency },
      },
    }));
  const isRunning = act.state.step === 'running' || act.state.step === 'unknown';
  return { state: act.state, purchase, buy, isRunning, forget: act.reset };
}
