/** Requests for more of budgets: those that wait for the viewer's answer, and what became of the others. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useClient } from 'urql';
import { pipe, subscribe } from 'wonka';
import { useAct, useData } from '../../data';
import {
  BudgetRequestsDocument,
  RequestChangedDocument,
  WithdrawRequestDocument,
  type RequestNowFragment,
} from '../../gql/graphql';
import { nodeOf } from '../../graphql';
import { useBudgetsWatched } from '../../live/watch-budgets';
import { ActDialog } from '../../parts/act-dialog';
import { Amount, Button, Chip, Instant, Relative, type Tone } from '../../parts/basics';
import { BudgetBar, budgetName } from '../../parts/budget-bar';
import { Empty, Panel, Shown } from '../../parts/panel';
import { approvesAny, useScope } from '../../scope';
import { anyWord } from '../../words';
import { Approve, mayAnswer, Reject } from './answer';
import { requestsCsv } from './files';

const STEP = 20;
/** What the API lists at once. */
const MOST = 200;

const TONES: Record<string, Tone> = { PENDING: 'warn', APPROVED: 'good', REJECTED: 'bad' };

interface RequestsProps {
  open: (budget: string) => void;
  /** What stands between those to answer and the others. */
  children: ReactNode;
}

export function Requests({ open, children }: RequestsProps) {
  const { viewer } = useScope();
  const [first, setFirst] = useState(STEP);
  const { data, error, loading, asking, retry } = useData(BudgetRequestsDocument, { first }, { live: true });
  const all = data?.budgetRequests?.nodes ?? [];
  const waiting = (data?.waiting?.nodes ?? []).filter((request) => mayAnswer(viewer, request));
  useRequestsWatched(data ? (all[0]?.createdAt ?? '') : null, retry);
  useBudgetsWatched(waiting.map(({ budget }) => budget.id));
  const others = all.filter((request) => !mayAnswer(viewer, request));
  const answers = approvesAny(viewer);
  const asked = { document: BudgetRequestsDocument, variables: { first } };
  return (
    <>
      {(answers || waiting.length > 0) && (
        <Panel live title="Requests to answer" menu={{ ...asked, csv: requestsCsv('requests-to-answer', waiting) }}>
          <Shown loading={loading} error={error} retry={retry}>
            {waiting.length === 0 ? (
              <Empty title="Nothing waits for your answer" />
            ) : (
              <ul className="grid gap-4" aria-label="Requests to answer, the newest first">
                {waiting.map((request) => (
                  <li
                    key={request.id}
                    data-request={request.id}
                    className="grid gap-3 rounded-lg border border-line p-3"
                  >
                    <Asked request={request} open={open} />
                    <BudgetBar budget={request.budget} />
                    <div className="flex flex-wrap items-center gap-2">
                      <Approve request={request} />
                      <Reject request={request} />
                    </div>
                  </li>
                ))}
              </ul>
            )}
          </Shown>
        </Panel>
      )}
      {children}
      {others.length > 0 && (
        <Panel
          live
          title={answers ? 'Other requests' : 'Your requests'}
          menu={{ ...asked, csv: requestsCsv('requests', others) }}
        >
          <ul className="divide-y divide-line" aria-label="Requests, the newest first">
            {others.map((request) => (
              <li key={request.id} data-request={request.id} className="grid gap-1 py-3 first:pt-1 last:pb-0">
                <Asked request={request} open={open} />
                <Answered request={request} />
              </li>
            ))}
          </ul>
          {data?.budgetRequests?.pageInfo.hasNextPage === true && first < MOST && (
            <div className="pt-3">
              <Button busy={asking} onClick={() => setFirst(Math.min(MOST, first + STEP))}>
                Older ones
              </Button>
            </div>
          )}
        </Panel>
      )}
    </>
  );
}

/**
 * What becomes of requests goes into the cache; for one that is new the list is asked for again.
 * @param newest when the newest of the list was made; null while there is no list
 */
function useRequestsWatched(newest: string | null, retry: () => void): void {
  const { viewer } = useScope();
  const client = useClient();
  const everyone = approvesAny(viewer);
  const latest = useRef({ newest, retry });
  latest.current = { newest, retry };
  useEffect(() => {
    const { unsubscribe } = pipe(
      client.subscription(nodeOf(RequestChangedDocument), { everyone }),
      subscribe(({ data }) => {
        const request = data?.budgetRequestChanged;
        const { newest: seen, retry: again } = latest.current;
        if (request && seen !== null && request.createdAt > seen) again();
      }),
    );
    return unsubscribe;
  }, [client, everyone]);
}

function Asked({ request, open }: { request: RequestNowFragment; open: (budget: string) => void }) {
  const { viewer } = useScope();
  const { subject, askedBy, credits, budget, state, reason, until, createdAt } = request;
  return (
    <div className="grid gap-0.5 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Chip tone={TONES[state] ?? 'quiet'}>{state === 'PENDING' ? 'Waits' : anyWord(state)}</Chip>
        <span>
          <strong className="font-semibold">{subject === viewer.subject ? 'You' : subject}</strong>
          {askedBy !== subject && <span className="text-soft"> (by {askedBy})</span>} asked for{' '}
          <Amount value={credits} className="font-semibold" /> more of{' '}
          <button type="button" className="min-h-6 text-accent underline" onClick={() => open(budget.id)}>
            {budgetName(budget)}
          </button>
        </span>
        <Relative at={createdAt} className="ml-auto text-xs text-soft" />
      </p>
      <p className="break-words text-soft">
        “{reason}”
        {until != null && (
          <>
            , until <Instant at={until} />
          </>
        )}
      </p>
    </div>
  );
}

function Answered({ request }: { request: RequestNowFragment }) {
  const { viewer } = useScope();
  const { state, askedBy, expiresAt, approved, approvedUntil, decidedBy, decidedAt, note } = request;
  if (state === 'PENDING') {
    return (
      <div className="flex flex-wrap items-center justify-between gap-2 text-xs text-soft">
        <span>
          Nobody has answered yet; it expires <Relative at={expiresAt} />.
        </span>
        {askedBy === viewer.subject && <Withdraw request={request} />}
      </div>
    );
  }
  if (decidedBy == null) return null;
  return (
    <p className="text-xs text-soft">
      {approved == null ? (
        'Rejected'
      ) : (
        <>
          <Amount value={approved} className="font-medium text-ink" /> approved
        </>
      )}{' '}
      by <strong className="font-medium text-ink">{decidedBy}</strong>
      {decidedAt != null && (
        <>
          , <Instant at={decidedAt} />
        </>
      )}
      {approvedUntil != null && (
        <>
          , until <Instant at={approvedUntil} />
        </>
      )}
      {note != null && note !== '' && <>: “{note}”</>}
    </p>
  );
}

function Withdraw({ request: { id, credits } }: { request: RequestNowFragment }) {
  const act = useAct(WithdrawRequestDocument);
  return (
    <ActDialog
      open="Withdraw"
      title="Withdraw the request"
      about={`Nobody can approve the ${credits} any more. You may ask again.`}
      confirm="Withdraw it"
      act={act}
      variables={() => ({ requestId: id })}
      reason="none"
      done={() => 'Withdrawn.'}
    />
  );
}
