/** Taking back what is left of a purchase: for whoever may grant. */
import { useState } from 'react';
import { useAct } from '../../data';
import { fromNano, nano } from '../../format';
import { RefundDocument, type LotNowFragment, type PurchaseNowFragment } from '../../gql/graphql';
import { ActProblem } from '../../parts/act-state';
import { Amount, Button } from '../../parts/basics';
import { TextField } from '../../parts/fields';

export function Refund({ purchase, lot }: { purchase: PurchaseNowFragment; lot: LotNowFragment }) {
  const [reason, setReason] = useState('');
  const act = useAct(RefundDocument);
  const left = fromNano(nano(lot.remaining) + nano(lot.held));
  return (
    <form
      aria-label="Refund"
      className="grid gap-3 border-t border-line pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        void act.run((idempotencyKey) => ({
          input: { idempotencyKey, purchaseId: purchase.id, reason: reason.trim() },
        }));
      }}
    >
      <h3 className="text-sm font-semibold">Refund</h3>
      {left === '0' ? (
        <p className="text-sm text-soft">
          <Amount value="0" /> of <Amount value={purchase.credits} /> is left to give back.
        </p>
      ) : (
        <>
          <p className="text-sm" data-left>
            <Amount value={left} className="font-semibold" /> of <Amount value={purchase.credits} /> is left to give
            back, with its share of the price.
            {lot.held !== '0' && (
              <>
                {' '}
                <Amount value={lot.held} /> of it is held for work under way, and follows where that gives it back.
              </>
            )}
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
              Take the credits back
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
