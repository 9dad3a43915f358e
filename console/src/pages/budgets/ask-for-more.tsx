/** Asks whoever may approve it for more of a budget: how much, until when, and why. */
import { useState } from 'react';
import { useAct } from '../../data';
import { sum } from '../../format';
import { RequestBudgetDocument, type BudgetNowFragment } from '../../gql/graphql';
import { ActDialog, Changes } from '../../parts/act-dialog';
import { Amount } from '../../parts/basics';
import { budgetName } from '../../parts/budget-bar';
import { CreditsField, isAmount } from '../../parts/credits-field';
import { UntilField, useInstant } from '../../parts/until-field';
import { boundsWord } from '../../words';

interface AskForMoreProps {
  budget: BudgetNowFragment;
  /** What is missing, where that is known. */
  credits?: string | null;
  why?: string;
}

export default function AskForMore({ budget, credits: first = null, why = '' }: AskForMoreProps) {
  const act = useAct(RequestBudgetDocument);
  const [typed, setTyped] = useState<string | null>(null);
  const [until, setUntil] = useState('');
  const instant = useInstant(until);
  const credits = (typed ?? first ?? '').trim();
  const fits = isAmount(credits);
  return (
    <ActDialog
      open="Ask for more"
      title={`Ask for more of ${budgetName(budget)}`}
      about={`${boundsWord(budget)}. Whoever may approve it is told, and answers within 14 days.`}
      confirm={fits ? `Ask for ${credits}` : 'Ask'}
      act={act}
      variables={(idempotencyKey, reason) => ({
        input: { idempotencyKey, budget: budget.id, credits, until: instant, reason },
      })}
      missing={fits ? null : 'Say how many credits.'}
      firstReason={why}
      done={() => 'Asked. You see here what becomes of it.'}
      after={() => {
        setTyped(null);
        setUntil('');
      }}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <CreditsField label="Credits" value={typed ?? first ?? ''} set={setTyped} />
        <UntilField label="Until" hint="Empty: to the end of its period." value={until} set={setUntil} />
      </div>
      {fits && (
        <Changes
          rows={[
            {
              name: 'Left, if all is approved',
              before: <Amount value={budget.remaining} />,
              after: <Amount value={sum([budget.remaining, credits])} />,
            },
          ]}
        />
      )}
    </ActDialog>
  );
}
