/** The gates in their order, and the one that refused. */
import { Check, X } from 'lucide-react';
import { Amount, Instant, Relative } from '../../parts/basics';
import { reasonWord, sourceWord } from '../../words';
import type { Receipt } from './receipt-drawer';

/** Of a decision, or of an answer to what would be decided. */
type Met = Pick<Receipt, 'gates' | 'reason' | 'message' | 'blockers' | 'unblocksAt'>;

const GATES: Record<string, string> = {
  UNKNOWN_PRODUCT: 'The product is known',
  UNKNOWN_FEATURE: 'The feature is known',
  NOT_PERMITTED: 'The policy permits it',
  ACCOUNT_SUSPENDED: 'The account is active',
  RATE_LIMITED: 'Not too many requests this minute',
  HOLD_CLOSED: 'It extends no closed hold',
  HOLD_LIMIT: 'Not too many open holds',
  DEBT_LIMIT: 'The debt is below its limit',
  NOT_PRICED: 'It has a price',
  NO_LAYER: 'A layer gives for it',
  OUT_OF_CAPACITY: 'Enough is left',
};

export function Gates({ receipt: { gates: met, reason: ended, message, blockers, unblocksAt } }: { receipt: Met }) {
  // What is left is no gate: it is asked of the layers once all gates are passed.
  const refusedLater = ended !== 'ALLOWED' && met.every(({ passed }) => passed);
  const gates = refusedLater ? [...met, { reason: ended, passed: false, detail: message }] : met;
  return (
    <>
      <ol className="grid gap-1 text-sm sm:grid-cols-2">
        {gates.map(({ reason, passed, detail }) => (
          <li
            key={reason}
            data-gate={reason}
            className={passed ? 'flex gap-2 text-soft' : 'flex gap-2 font-medium text-bad sm:col-span-2'}
          >
            {passed ? (
              <Check size={16} aria-label="passed" className="mt-0.5 shrink-0 text-good" />
            ) : (
              <X size={16} aria-label="refused" className="mt-0.5 shrink-0" />
            )}
            <span>{passed ? (GATES[reason] ?? reasonWord(reason)) : (detail ?? reasonWord(reason))}</span>
          </li>
        ))}
      </ol>
      {blockers.length > 0 && (
        <ul className="grid gap-1 text-sm">
          {blockers.map(({ source, limit, remaining, unblocksAt: at }) => (
            <li key={source}>
              {sourceWord(source)}
              {remaining != null && (
                <>
                  : <Amount value={remaining} />
                  {limit != null && (
                    <>
                      {' '}
                      of <Amount value={limit} />
                    </>
                  )}{' '}
                  left
                </>
              )}
              {at != null && (
                <span className="text-soft">
                  , gives again <Relative at={at} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {unblocksAt != null && (
        <p className="text-sm text-soft">
          The same request could pass <Relative at={unblocksAt} />, <Instant at={unblocksAt} />.
        </p>
      )}
    </>
  );
}
