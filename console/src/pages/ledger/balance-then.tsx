/** The balance at an instant, on the chosen clock. */
import { useState } from 'react';
import { useData } from '../../data';
import { zone, zoneName } from '../../format';
import { BalanceAtDocument } from '../../gql/graphql';
import { Amount, Instant } from '../../parts/basics';
import { TextField } from '../../parts/fields';
import { Empty, Panel, Problem, Skeleton } from '../../parts/panel';
import { useScope } from '../../scope';
import { useStore } from '../../store';
import { fromInput, toInput } from '../../zones';

const FIGURES = [
  ['available', 'available'],
  ['held', 'held'],
  ['purchased', 'of it bought'],
  ['promotional', 'of it promotion'],
  ['entitlement', 'of it granted'],
  ['refund', 'of it refunded'],
  ['debt', 'debt'],
] as const;

export function BalanceThen({ at, choose }: { at: string | null; choose: (at: string | undefined) => void }) {
  const { account } = useScope();
  const shown = useStore(zone);
  const timeZone = zoneName(shown);
  const [text, setText] = useState(at === null ? '' : toInput(Date.parse(at), timeZone));
  const { data, error, loading, retry } = useData(BalanceAtDocument, { account, at: at ?? '' }, { pause: at === null });
  const balance = data?.balanceAt;
  return (
    <Panel title="Balance at" className="self-start">
      <div className="grid gap-3">
        <TextField
          label={`An instant, ${timeZone}`}
          type="datetime-local"
          step={1}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            const chosen = fromInput(event.target.value, timeZone);
            choose(chosen === null ? undefined : new Date(chosen).toISOString());
          }}
        />
        {at === null ? (
          <Empty title="Choose an instant">The balance of then is read from the updates.</Empty>
        ) : error ? (
          <Problem error={error} retry={retry} />
        ) : loading ? (
          <Skeleton />
        ) : balance ? (
          <dl className="grid grid-cols-[1fr_auto] gap-y-1 text-sm" data-balance-at>
            <dt className="text-soft">at</dt>
            <dd className="text-right">
              <Instant at={at} />
            </dd>
            {FIGURES.filter(([field]) => field === 'available' || balance[field] !== '0').map(([field, word]) => (
              <div key={field} className="contents">
                <dt className="text-soft">{word}</dt>
                <dd className="text-right">
                  <Amount value={balance[field]} className={field === 'available' ? 'font-semibold' : ''} />
                </dd>
              </div>
            ))}
          </dl>
        ) : (
          <Empty title="There was no balance then" />
        )}
      </div>
    </Panel>
  );
}
