/** Derives the books of the range again, on a press, and says that they balance, or what does not. */
import type { CombinedError } from '@urql/core';
import { useState } from 'react';
import { useClient } from 'urql';
import { clock } from '../../clock';
import { countText } from '../../format';
import { ReconcileDocument, type ReconcileQuery } from '../../gql/graphql';
import { nodeOf } from '../../graphql';
import { Button, Chip } from '../../parts/basics';
import { Panel, Problem } from '../../parts/panel';
import { useScope } from '../../scope';
import { anyWord } from '../../words';
import type { Span } from './range';

type Result = NonNullable<ReconcileQuery['reconcile']>;

/** More differences than anybody reads in one table; the number says how many there are. */
const MOST_SHOWN = 200;

export function ReconcilePanel({ span, everyone }: { span: Span; everyone: boolean }) {
  const { account } = useScope();
  const client = useClient();
  const [state, setState] = useState<{ busy: boolean; result?: Result | null; error?: CombinedError | undefined }>({
    busy: false,
  });
  const run = async () => {
    setState({ busy: true });
    const to = Date.parse(span.to) > clock.now() ? null : span.to;
    const variables = { account: everyone ? null : account, everyone, from: span.from, to };
    const { data, error } = await client
      .query(nodeOf(ReconcileDocument), variables, { requestPolicy: 'network-only' })
      .toPromise();
    setState({ busy: false, result: data?.reconcile ?? null, error });
  };
  const { busy, result, error } = state;
  return (
    <Panel
      title="Reconcile"
      actions={
        <Button onClick={() => void run()} busy={busy}>
          {busy ? 'Deriving …' : 'Reconcile'}
        </Button>
      }
    >
      <div className="grid gap-3 text-sm" aria-live="polite" data-reconciled={result?.balances}>
        <p className="text-soft">
          Derives every charge and balance of this range again, from what was used and what it cost then, and compares.
        </p>
        {error && <Problem error={error} retry={() => void run()} />}
        {result && <Answer result={result} />}
      </div>
    </Panel>
  );
}

function Answer({ result }: { result: Result }) {
  const { balances, usageEvents, charges, balanceUpdates, accounts, pending, differenceCount, difference } = result;
  const counts = [
    [usageEvents, 'usage events'],
    [charges, 'charges'],
    [balanceUpdates, 'balance updates'],
    [accounts, accounts === '1' ? 'account' : 'accounts'],
  ] as const;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <Chip tone={balances ? 'good' : 'bad'}>
          {balances ? 'balances' : `${countText(differenceCount)} differences`}
        </Chip>
        <span>
          {counts.map(([count, what]) => `${countText(count)} ${what}`).join(', ')} derived again
          {pending === '0' ? '.' : `; ${countText(pending)} usage events are not settled yet.`}
          {difference === '0' ? '' : ` The available credits are ${difference} apart.`}
        </span>
      </p>
      {result.differences.length > 0 && <Differences result={result} />}
    </>
  );
}

function Differences({ result: { differences, differenceCount } }: { result: Result }) {
  const shown = differences.slice(0, MOST_SHOWN);
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Differences">
      <table className="w-full min-w-2xl">
        <caption className="sr-only">What does not follow from the rest of the books</caption>
        <thead className="text-left text-xs text-soft">
          <tr>
            {['What', 'In words', 'Derived', 'Found', 'Where'].map((name) => (
              <th key={name} scope="col" className="py-1 pr-3 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((each, index) => (
            <tr key={index} className="border-t border-line align-top">
              <td className="py-1.5 pr-3">{anyWord(each.kind)}</td>
              <td className="pr-3">{each.message}</td>
              <td className="pr-3 break-all">{each.expected}</td>
              <td className="pr-3 break-all">{each.found}</td>
              <td className="text-xs break-all text-soft">
                {idsOf(each).map((id) => (
                  <p key={id}>{id}</p>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {Number(differenceCount) > shown.length && (
        <p className="pt-2 text-soft">
          The first {shown.length} of {countText(differenceCount)}.
        </p>
      )}
    </div>
  );
}

/** Where to look: all ids that it names, else the account's. */
function idsOf({ balanceUpdateId, chargeId, usageEventId, lotId, account }: Result['differences'][number]): string[] {
  const ids = [balanceUpdateId, chargeId, usageEventId, lotId].filter((id) => id != null);
  return ids.length === 0 ? [account] : ids;
}
