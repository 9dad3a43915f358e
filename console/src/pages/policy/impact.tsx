/** What the draft would have changed of what happened: decisions of a period, made again by the server as they were then. */
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { pipe, subscribe } from 'wonka';
import { useAct } from '../../data';
import { mayRead } from '../../frame/frame';
import {
  ImpactNowDocument,
  PreviewChangedDocument,
  PreviewChangesDocument,
  PreviewPolicyDocument,
  type AnswerThenFragment,
  type PreviewNowFragment,
} from '../../gql/policy/graphql';
import { nodeOf } from '../../graphql';
import { ActProblem } from '../../parts/act-state';
import { Amount, Button, Chip, Instant, type Tone } from '../../parts/basics';
import { SelectField } from '../../parts/fields';
import { Needs } from '../../parts/needs';
import { Empty, Shown } from '../../parts/panel';
import { usePages } from '../../parts/use-pages';
import { useScope } from '../../scope';
import { outcomeWord, reasonWord, sourceWord } from '../../words';

const PERIODS = [
  ['1', 'The last hour'],
  ['24', 'The last day'],
  ['168', 'The last seven days'],
  ['720', 'The last thirty days'],
] as const;
const HOUR_MS = 3_600_000;

export function Impact({ text }: { text: string }) {
  const { viewer } = useScope();
  const client = useClient();
  const act = useAct(PreviewPolicyDocument);
  const [hours, setHours] = useState('24');
  const [begun, setBegun] = useState<{ preview: PreviewNowFragment; text: string } | null>(null);
  const preview = useProgress(begun?.preview ?? null);
  if (!mayRead(viewer)) return <Needs object="account:*" action="read" />;
  const run = async () => {
    // The period ends by the clock that decided: none of its decisions is left out, and none of the future is asked for.
    const { data } = await client.query(nodeOf(ImpactNowDocument), {}, { requestPolicy: 'network-only' }).toPromise();
    const to = data?.now ?? new Date().toISOString();
    const from = new Date(Date.parse(to) - Number(hours) * HOUR_MS).toISOString();
    const answer = await act.run((idempotencyKey) => ({ input: { idempotencyKey, policyText: text, from, to } }));
    if (answer?.previewPolicy) setBegun({ preview: answer.previewPolicy, text });
  };
  const isRunning = preview?.state === 'RUNNING';
  const busy = isRunning || act.state.step === 'running' || act.state.step === 'unknown';
  return (
    <>
      <form
        className="flex flex-wrap items-end gap-3"
        aria-label="The period"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <SelectField label="Decisions of" value={hours} onChange={(event) => setHours(event.target.value)}>
          {PERIODS.map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </SelectField>
        <Button type="submit" kind="main" busy={busy}>
          Try the draft on them
        </Button>
      </form>
      <ActProblem state={act.state} />
      {begun && preview && (
        <>
          {begun.text !== text && <p className="text-sm text-warn">The draft has changed since.</p>}
          <Outcome preview={preview} />
        </>
      )}
    </>
  );
}

/** A preview as it is now. */
function useProgress(begun: PreviewNowFragment | null): PreviewNowFragment | null {
  const client = useClient();
  const [now, setNow] = useState(begun);
  useEffect(() => {
    setNow(begun);
    if (!begun || begun.state !== 'RUNNING') return;
    const { unsubscribe } = pipe(
      client.subscription(nodeOf(PreviewChangedDocument), { id: begun.id }),
      subscribe(({ data }) => data && setNow(data.policyPreviewChanged)),
    );
    return unsubscribe;
  }, [client, begun]);
  return now?.id === begun?.id ? now : begun;
}

function Outcome({ preview }: { preview: PreviewNowFragment }) {
  const { state, message, done, total, sums } = preview;
  if (state === 'FAILED') {
    return (
      <p role="alert" className="text-sm text-bad">
        {message ?? 'It has failed.'}
      </p>
    );
  }
  if (!sums) {
    return (
      <label className="grid gap-1 text-sm">
        <span>
          {done} of {total} decisions made again
        </span>
        <progress value={done} max={Math.max(1, total)} className="w-full accent-[var(--accent)]" />
      </label>
    );
  }
  const figures: readonly (readonly [string, number, Tone])[] = [
    ['Same', sums.same, 'quiet'],
    ['Newly denied', sums.newlyDenied, sums.newlyDenied > 0 ? 'bad' : 'quiet'],
    ['Newly allowed', sums.newlyAllowed, sums.newlyAllowed > 0 ? 'warn' : 'quiet'],
    ['From other layers', sums.moved, 'quiet'],
    ['Denied for another reason', sums.otherReason, 'quiet'],
  ];
  return (
    <>
      <p role="status" className="text-sm">
        {sums.decisions} decisions, <Instant at={preview.from} /> to <Instant at={preview.to} />.
      </p>
      <dl className="flex flex-wrap gap-x-5 gap-y-2 text-sm">
        {figures.map(([name, many, tone]) => (
          <div key={name} data-sum={name} className="grid justify-items-start gap-0.5">
            <dt className="text-xs text-soft">{name}</dt>
            <dd>
              <Chip tone={tone}>{many}</Chip>
            </dd>
          </div>
        ))}
      </dl>
      <Changed id={preview.id} />
    </>
  );
}

const KINDS: Record<string, string> = {
  NEWLY_DENIED: 'Newly denied',
  NEWLY_ALLOWED: 'Newly allowed',
  MOVED: 'From other layers',
  OTHER_REASON: 'Another reason',
};
const TONES: Record<string, Tone> = { NEWLY_DENIED: 'bad', NEWLY_ALLOWED: 'warn' };

function Changed({ id }: { id: string }) {
  const { rows, loading, error, more, loadMore } = usePages(PreviewChangesDocument, { id }, ({ node }) =>
    node?.__typename === 'PolicyPreview' ? node.changes : null,
  );
  return (
    <Shown loading={loading} error={error}>
      {rows.length === 0 && !error ? (
        <Empty title="No answer would be another" />
      ) : (
        <ul aria-label="Decisions whose answers would be others" className="divide-y divide-line text-sm">
          {rows.map(({ id: decision, kind, decidedAt, subject, product, feature, before, after }) => (
            <li key={decision} data-change={kind} className="grid gap-1 py-2">
              <p className="flex flex-wrap items-center gap-2">
                <Chip tone={TONES[kind] ?? 'quiet'}>{KINDS[kind] ?? kind}</Chip>
                <Link
                  to="/decisions"
                  search={{ everyone: true, receipt: decision }}
                  className="inline-flex min-h-6 items-center text-accent underline"
                >
                  {subject}: {product}/{feature}
                </Link>
                <Instant at={decidedAt} className="ml-auto text-xs text-soft" />
              </p>
              <p className="text-soft">
                <Answer answer={before} /> → <Answer answer={after} />
              </p>
            </li>
          ))}
        </ul>
      )}
      {more && <Button onClick={loadMore}>More</Button>}
    </Shown>
  );
}

function Answer({ answer: { outcome, reason, draws } }: { answer: AnswerThenFragment }) {
  return (
    <>
      {outcomeWord(outcome)}
      {reason != null && reason !== 'ALLOWED' && `: ${reasonWord(reason).toLowerCase()}`}
      {draws.map(({ source, amount }) => (
        <span key={source}>
          , <Amount value={amount} /> from {sourceWord(source)}
        </span>
      ))}
    </>
  );
}
