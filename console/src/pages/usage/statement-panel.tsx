/** Opening balance, what came and went, closing balance; and that it adds up. */
import type { CombinedError } from '@urql/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { clock } from '../../clock';
import { clockText, countText, zone } from '../../format';
import { changes } from '../../live/live';
import { Amount, Button, Chip } from '../../parts/basics';
import { Empty, Panel, Problem, Skeleton } from '../../parts/panel';
import { useScope } from '../../scope';
import { useStore } from '../../store';
import { spanText, type Span } from './range';
import { MOST_UPDATES, readStatement, type Sheet, type Statement } from './statement';

/** What is quickly read is read again whenever something changes. */
const QUICK = 400;

export function StatementPanel({ span, timeZone }: { span: Span; timeZone: string }) {
  const { statement, error, again } = useStatement(span);
  const shown = useStore(zone);
  const old = statement != null && statement.updates > QUICK;
  return (
    <Panel
      title="From opening to closing balance"
      live
      actions={
        old && (
          <>
            <span className="text-xs text-soft">as of {clockText(statement.until, clock.now(), shown)}</span>
            <Button onClick={again}>Read again</Button>
          </>
        )
      }
    >
      {error ? (
        <Problem error={error} retry={again} />
      ) : statement === undefined ? (
        <Skeleton rows={5} />
      ) : statement === null ? (
        <Empty title="No account yet">It begins with the first request or the first credits.</Empty>
      ) : (
        <div className="grid gap-3">
          <p className="text-sm text-soft">
            Credits of {spanText(span, timeZone)}, available and held together. What a plan includes is in no balance.
            Usage counts here when it was settled, above when it happened.
          </p>
          {statement.credits === null ? (
            <TooMany statement={statement} />
          ) : (
            <div className="grid gap-4 md:grid-cols-2">
              <SheetTable caption="Credits" sheet={statement.credits} />
              {statement.debt && <SheetTable caption="Debt" sheet={statement.debt} />}
            </div>
          )}
        </div>
      )}
    </Panel>
  );
}

function useStatement(span: Span) {
  const { account } = useScope();
  const client = useClient();
  const [statement, setStatement] = useState<Statement | null | undefined>();
  const [error, setError] = useState<CombinedError | undefined>();
  const turn = useRef(0);
  const busy = useRef(false);
  const { from, to } = span;
  const read = useCallback(async () => {
    const mine = (turn.current += 1);
    busy.current = true;
    try {
      const found = await readStatement(client, account, { from, to });
      if (mine !== turn.current) return;
      setStatement(found);
      setError(undefined);
    } catch (problem) {
      if (mine === turn.current) setError(problem as CombinedError);
    } finally {
      if (mine === turn.current) busy.current = false;
    }
  }, [client, account, from, to]);
  useEffect(() => {
    setStatement(undefined);
    void read();
  }, [read]);
  const version = useStore(changes);
  const seen = useRef(version);
  const updates = statement?.updates ?? 0;
  useEffect(() => {
    if (seen.current === version || busy.current || updates > QUICK) return;
    seen.current = version;
    void read();
  }, [version, updates, statement, read]);
  return { statement, error, again: () => void read() };
}

function TooMany({ statement: { opening, closing } }: { statement: Statement }) {
  return (
    <Empty title={`More than ${countText(MOST_UPDATES)} updates`}>
      <p>
        So many are not added up here. Choose a shorter range. It began with{' '}
        <Amount value={opening.available} className="font-semibold" /> available and{' '}
        <Amount value={opening.held} className="font-semibold" /> held, and ended with{' '}
        <Amount value={closing.available} className="font-semibold" /> available and{' '}
        <Amount value={closing.held} className="font-semibold" /> held.
      </p>
    </Empty>
  );
}

function SheetTable({ caption, sheet: { opening, lines, closing, apart } }: { caption: string; sheet: Sheet }) {
  return (
    <div className="grid content-start gap-2" data-sheet={caption}>
      <table className="w-full text-sm">
        <caption className="sr-only">{caption}, from opening to closing</caption>
        <tbody>
          <Entry name={caption === 'Debt' ? 'Opening debt' : 'Opening balance'} amount={opening} strong />
          {lines.map(({ name, amount }) => (
            <Entry key={name} name={name} amount={amount} signed />
          ))}
          <Entry name={caption === 'Debt' ? 'Closing debt' : 'Closing balance'} amount={closing} strong />
        </tbody>
      </table>
      <div>
        {apart === '0' ? <Chip tone="good">adds up exactly</Chip> : <Chip tone="bad">does not add up by {apart}</Chip>}
      </div>
    </div>
  );
}

interface EntryProps {
  name: string;
  amount: string;
  strong?: boolean;
  signed?: boolean;
}

function Entry({ name, amount, strong = false, signed = false }: EntryProps) {
  return (
    <tr className="border-b border-line" data-entry={name}>
      <th
        scope="row"
        className={strong ? 'py-1.5 text-left font-semibold' : 'py-1.5 pl-3 text-left font-normal text-soft'}
      >
        {name}
      </th>
      <td className="text-right">
        <Amount value={amount} signed={signed} className={strong ? 'font-semibold' : ''} />
      </td>
    </tr>
  );
}
