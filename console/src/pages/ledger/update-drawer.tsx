/** One update: what it did to each lot and window, and what caused it. */
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useEffect } from 'react';
import { useData } from '../../data';
import { LedgerRowDocument, type LedgerRowQuery } from '../../gql/graphql';
import { Amount, Button, Instant } from '../../parts/basics';
import { Drawer } from '../../parts/drawer';
import { Empty, Problem, Skeleton } from '../../parts/panel';
import { useScope } from '../../scope';
import { causeWord } from '../../words';
import { UpdateCause } from './update-cause';
import { UpdateLines } from './update-lines';

export type Update = NonNullable<LedgerRowQuery['balanceUpdates']>['nodes'][number];

interface UpdateDrawerProps {
  seq: string;
  go: (seq: string) => void;
  close: () => void;
  /** The last update there is, where that is known: there is none after it. */
  newest: string | null;
}

export function UpdateDrawer({ seq, go, close, newest }: UpdateDrawerProps) {
  const { account } = useScope();
  const number = BigInt(seq);
  const isNone = number === 0n;
  const { data, error, loading, retry } = useData(
    LedgerRowDocument,
    { account, afterSeq: isNone ? '0' : String(number - 1n) },
    { pause: isNone },
  );
  const found = data?.balanceUpdates?.nodes[0];
  const update = found?.seq === String(number) ? found : undefined;
  const newer = newest !== null && number >= BigInt(newest) ? undefined : () => go(String(number + 1n));
  const older = number <= 1n ? undefined : () => go(String(number - 1n));
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '[') newer?.();
      if (event.key === ']') older?.();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
  return (
    <Drawer open close={close} title={`Update ${seq}`} about={update ? causeWord(update.cause) : 'One balance update'}>
      <div className="flex items-center gap-2 text-sm">
        {update && <Instant at={update.at} className="text-soft" />}
        <span className="ml-auto flex gap-1">
          <Button kind="bare" className="px-1.5" aria-label="Newer update" disabled={!newer} onClick={newer}>
            <ChevronUp size={18} />
          </Button>
          <Button kind="bare" className="px-1.5" aria-label="Older update" disabled={!older} onClick={older}>
            <ChevronDown size={18} />
          </Button>
        </span>
      </div>
      {loading && <Skeleton rows={5} />}
      {error && <Problem error={error} retry={retry} />}
      {!loading && !error && !update && (
        <Empty title="There is no such update">Updates are numbered from 1 without a gap.</Empty>
      )}
      {update && (
        <>
          <Figures update={update} />
          <UpdateLines lines={update.lines} />
          <UpdateCause update={update} />
        </>
      )}
    </Drawer>
  );
}

function Figures({ update: { delta, heldDelta, balance } }: { update: Update }) {
  const rows = [
    ['Available', delta, balance.available],
    ['Held', heldDelta, balance.held],
  ] as const;
  return (
    <table className="w-full text-sm">
      <caption className="pb-1 text-left text-sm font-semibold">The balance</caption>
      <thead className="text-left text-xs text-soft">
        <tr>
          <th scope="col" className="py-1 font-medium">
            Credits
          </th>
          <th scope="col" className="text-right font-medium">
            Change
          </th>
          <th scope="col" className="text-right font-medium">
            After it
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, change, after]) => (
          <tr key={name} className="border-t border-line" data-figure={name}>
            <th scope="row" className="py-1 text-left font-normal">
              {name}
            </th>
            <td className="text-right">
              <Amount value={change} signed />
            </td>
            <td className="text-right">
              <Amount value={after} className="font-semibold" />
            </td>
          </tr>
        ))}
        {balance.debt !== '0' && (
          <tr className="border-t border-line text-bad">
            <th scope="row" className="py-1 text-left font-normal">
              Owed
            </th>
            <td />
            <td className="text-right">
              <Amount value={balance.debt} />
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
