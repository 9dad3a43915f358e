/** The balance at an instant, on the chosen clock. */
import { useEffect, useState } from 'react';
import { useNow } from '../../clock';
import { useData } from '../../data';
import { zone, zoneName } from '../../format';
import { BalanceAtDocument } from '../../gql/graphql';
import { Amount, Button, Instant } from '../../parts/basics';
import { TextField } from '../../parts/fields';
import { Empty, Panel, Problem, Skeleton } from '../../parts/panel';
import { useScope } from '../../scope';
import { useStore } from '../../store';
import { useSettled } from '../../use-settled';
import { fromInput, toInput } from '../../zones';

const FIGURES = [
  ['available', 'available'],
  ['purchased', 'of it bought'],
  ['promotional', 'of it promotion'],
  ['entitlement', 'of it granted'],
  ['refund', 'of it refunded'],
  ['held', 'held by work'],
  ['debt', 'debt'],
] as const;

interface BalanceThenProps {
  /** The instant of the address. */
  at: string | null;
  choose: (at: string | undefined) => void;
}

export function BalanceThen({ at, choose }: BalanceThenProps) {
  const timeZone = zoneName(useStore(zone));
  return (
    <Panel title="Balance at …">
      <div className="flex flex-wrap items-start gap-x-8 gap-y-3">
        {/* On another clock the same instant reads otherwise. */}
        <Picker key={timeZone} at={at} choose={choose} timeZone={timeZone} />
        {at === null ? (
          <p className="self-center text-sm text-soft">Choose an instant: you see what there was then.</p>
        ) : (
          <Figures at={at} />
        )}
      </div>
    </Panel>
  );
}

function Picker({ at, choose, timeZone }: BalanceThenProps & { timeZone: string }) {
  const now = useNow(30);
  const [text, setText] = useState(at === null ? '' : toInput(Date.parse(at), timeZone));
  const settled = useSettled(text, 400);
  const instant = fromInput(settled, timeZone);
  const isFuture = instant !== null && instant > now;
  const chosen = instant === null || isFuture ? undefined : new Date(instant).toISOString();
  useEffect(() => {
    // The field knows whole seconds: an instant that only differs by less stays as it is in the address.
    if (settled !== (at === null ? '' : toInput(Date.parse(at), timeZone))) choose(chosen);
    // Only what is typed chooses; what the address says is the parent's to show.
  }, [settled]);
  return (
    <div className="flex items-start gap-2">
      <TextField
        label={`Date and time, ${timeZone}`}
        type="datetime-local"
        step={1}
        max={toInput(now, timeZone)}
        className="w-60"
        value={text}
        onChange={(event) => setText(event.target.value)}
        problem={isFuture ? 'This is in the future.' : null}
      />
      {text !== '' && (
        <Button kind="bare" className="mt-5" onClick={() => setText('')}>
          Clear
        </Button>
      )}
    </div>
  );
}

function Figures({ at }: { at: string }) {
  const { account } = useScope();
  const { data, error, loading, asking, retry } = useData(BalanceAtDocument, { account, at });
  const balance = data?.balanceAt;
  if (error) return <Problem error={error} retry={retry} />;
  if (loading) return <Skeleton rows={1} className="min-w-64" />;
  if (!balance) return <Empty title="There was no account then" />;
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-2 text-sm" data-balance-at={at} aria-busy={asking}>
      <div className="grid">
        <dt className="text-xs text-soft">at</dt>
        <dd className="leading-7">
          <Instant at={at} />
        </dd>
      </div>
      {FIGURES.filter(([field]) => field === 'available' || field === 'held' || balance[field] !== '0').map(
        ([field, word]) => (
          <div key={field} className="grid" data-figure={field}>
            <dt className={field === 'debt' ? 'text-xs text-bad' : 'text-xs text-soft'}>{word}</dt>
            <dd className="leading-7">
              <Amount value={balance[field]} className={field === 'available' ? 'text-lg font-semibold' : ''} />
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}
