/** The answer to a request: at most what was asked is approved, or it is rejected, each with a note for who asked. */
import { useState } from 'react';
import { useAct } from '../../data';
import { sum } from '../../format';
import { DecideRequestDocument, type RequestNowFragment } from '../../gql/graphql';
import { ActDialog, Changes } from '../../parts/act-dialog';
import { Amount } from '../../parts/basics';
import { budgetName } from '../../parts/budget-bar';
import { CreditsField, isAmount } from '../../parts/credits-field';
import { UntilField, useInstant } from '../../parts/until-field';
import { permitsOn, type Viewer } from '../../scope';

/** Whether a viewer may answer it, by what the policy says; whoever asked, or is asked for, never may. */
export function mayAnswer(viewer: Viewer, { askedBy, subject, budget, state }: RequestNowFragment): boolean {
  if (state !== 'PENDING' || [askedBy, subject].includes(viewer.subject)) return false;
  const object = `budget:${budget.who.replace(/^each /, '')}`;
  return permitsOn(viewer, object, 'approve') || permitsOn(viewer, 'budget:*', 'approve');
}

const NOTE = 'A note for who asked (if you like)';

export function Approve({ request }: { request: RequestNowFragment }) {
  const act = useAct(DecideRequestDocument);
  const [typed, setTyped] = useState<string | null>(null);
  const [until, setUntil] = useState('');
  const instant = useInstant(until);
  const { id, budget, credits: asked } = request;
  const credits = (typed ?? asked).trim();
  const fits = isAmount(credits, asked);
  return (
    <ActDialog
      open="Approve"
      kind="main"
      title={`Approve more of ${budgetName(budget)}`}
      about={`${request.subject} asked for ${asked}: “${request.reason}”`}
      confirm={fits ? `Approve ${credits}` : 'Approve'}
      act={act}
      variables={(idempotencyKey, note) => ({
        input: {
          ...{ idempotencyKey, requestId: id, approve: true, credits, until: instant },
          ...(note === '' ? {} : { note }),
        },
      })}
      reason="taken"
      reasonLabel={NOTE}
      missing={fits ? null : `Say how many credits, at most ${asked}.`}
      done={(data) => `${data.decideBudgetRequest?.approved ?? ''} approved.`}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <CreditsField label="Credits" value={typed ?? asked} set={setTyped} most={asked} />
        <UntilField
          label="Until"
          hint={request.until == null ? 'Empty: to the end of its period.' : 'Empty: as was asked.'}
          value={until}
          set={setUntil}
        />
      </div>
      {fits && (
        <Changes
          rows={[
            {
              name: 'Left',
              before: <Amount value={budget.remaining} />,
              after: <Amount value={sum([budget.remaining, credits])} />,
            },
          ]}
        />
      )}
    </ActDialog>
  );
}

export function Reject({ request: { id, subject, credits } }: { request: RequestNowFragment }) {
  const act = useAct(DecideRequestDocument);
  return (
    <ActDialog
      open="Reject"
      kind="danger"
      title="Reject the request"
      about={`${subject} asked for ${credits}. Nothing changes in the budget.`}
      confirm="Reject it"
      act={act}
      variables={(idempotencyKey, note) => ({
        input: { idempotencyKey, requestId: id, approve: false, ...(note === '' ? {} : { note }) },
      })}
      reason="taken"
      reasonLabel={NOTE}
      done={() => 'Rejected.'}
    />
  );
}
