/** The gates in their order, and the one that refused. */
import { Check, X } from 'lucide-react';
import { Amount, Instant, Relative } from '../../parts/basics';
import AskForMore from '../budgets/ask-for-more';
import { BlockingBudget } from '../budgets/blocking';
import { useScope } from '../../scope';
import { reasonWord, sourceWord } from '../../words';
import type { Receipt } from './receipt-drawer';

/** Of a decision, or of an answer to what would be decided. */
type Met = Pick<Receipt, 'gates' | 'reason' | 'message' | 'blockers' | 'unblocksAt' | 'remedies' | 'shortfall'>;

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
  BUDGET_EXCEEDED: 'Not too many budgets count it',
};

interface GatesProps {
  receipt: Met;
  /** Who asked, and for what. */
  subject: string;
  wanted: string;
}

export function Gates({ receipt, subject, wanted }: GatesProps) {
  const { gates: met, reason: ended, message, blockers, unblocksAt, remedies, shortfall } = receipt;
  const { viewer } = useScope();
  const asks = remedies.includes('REQUEST_INCREASE') && subject === viewer.subject;
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
        <ul className="grid gap-2 text-sm">
          {blockers.map((blocker) => (
            <li
              key={`${blocker.source} ${blocker.accountAddress}`}
              data-blocker={blocker.source}
              className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1"
            >
              <Blocker blocker={blocker} />
              {asks && blocker.budget && (
                <AskForMore budget={blocker.budget} credits={shortfall} why={`For ${wanted}`} />
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

function Blocker({ blocker }: { blocker: Met['blockers'][number] }) {
  const { budget, source, limit, remaining, unblocksAt } = blocker;
  return (
    <span>
      {budget ? <BlockingBudget budget={budget} /> : sourceWord(source)}
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
      {unblocksAt != null && (
        <span className="text-soft">
          , gives again <Relative at={unblocksAt} />
        </span>
      )}
    </span>
  );
}
