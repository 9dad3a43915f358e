/** One update: what it did to each lot and window, and what caused it. */
import { Link } from '@tanstack/react-router';
import { useData } from '../../data';
import { LedgerRowDocument, type LedgerRowQuery } from '../../gql/graphql';
import { Amount, Instant } from '../../parts/basics';
import { Drawer } from '../../parts/drawer';
import { Empty, Problem, Skeleton } from '../../parts/panel';
import { useScope } from '../../scope';
import { anyWord, causeWord, lotWord } from '../../words';

type Update = NonNullable<LedgerRowQuery['balanceUpdates']>['nodes'][number];

export function UpdateDrawer({ seq, close }: { seq: string; close: () => void }) {
  const { account } = useScope();
  const { data, error, loading, retry } = useData(
    LedgerRowDocument,
    { account, afterSeq: String(BigInt(seq) - 1n) },
    { pause: seq === '0' },
  );
  const found = data?.balanceUpdates?.nodes[0];
  const update = found?.seq === seq ? found : undefined;
  return (
    <Drawer open close={close} title={`Update ${seq}`} about={update ? causeWord(update.cause) : undefined}>
      {loading && <Skeleton />}
      {error && <Problem error={error} retry={retry} />}
      {!loading && !error && !update && <Empty title="There is no such update" />}
      {update && (
        <>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
            <dt className="text-soft">Time</dt>
            <dd>
              <Instant at={update.at} />
            </dd>
            <dt className="text-soft">Available</dt>
            <dd>
              <Amount value={update.delta} signed />, then{' '}
              <Amount value={update.balance.available} className="font-semibold" />
            </dd>
            <dt className="text-soft">Held</dt>
            <dd>
              <Amount value={update.heldDelta} signed />, then <Amount value={update.balance.held} />
            </dd>
          </dl>
          <Lines lines={update.lines} />
          <Cause update={update} />
        </>
      )}
    </Drawer>
  );
}

function Lines({ lines }: { lines: Update['lines'] }) {
  if (lines.length === 0) return null;
  return (
    <table className="w-full text-sm">
      <caption className="pb-1 text-left text-sm font-semibold">What it did</caption>
      <thead className="text-left text-xs text-soft">
        <tr>
          <th className="py-1 font-medium">Lot or window</th>
          <th className="text-right font-medium">Left</th>
          <th className="text-right font-medium">Held</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ lot, window, remaining, held }) => (
          <tr key={lot?.id ?? window ?? ''} className="border-t border-line">
            <td className="py-1">
              {lot ? (
                <>
                  {lotWord(lot.kind)} <span className="text-xs break-all text-soft">{lot.id}</span>
                </>
              ) : (
                `${anyWord(window ?? 'unknown')} window`
              )}
            </td>
            <td className="text-right">
              <Amount value={remaining} signed />
            </td>
            <td className="text-right">
              <Amount value={held} signed />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cause({ update: { decision, usageEvent, purchase, adminAction, charge, causeId } }: { update: Update }) {
  const receipt = decision?.id ?? usageEvent?.decision?.id;
  return (
    <div className="grid gap-2 border-t border-line pt-3 text-sm">
      <h3 className="font-semibold">What caused it</h3>
      {receipt !== undefined && (
        <Link to={'/decisions' as '/'} search={{ receipt } as never} className="w-fit text-accent underline">
          {decision ? `The receipt of ${decision.subject} for ${decision.product}/${decision.feature}` : 'Its receipt'}
        </Link>
      )}
      {charge != null && (
        <p>
          A charge of <Amount value={charge.amount} />
        </p>
      )}
      {purchase != null && (
        <Link
          to={'/credits' as '/'}
          search={{ purchase: purchase.id } as never}
          className="w-fit text-accent underline"
        >
          The purchase of {purchase.credits} credits
        </Link>
      )}
      {adminAction != null && (
        <p>
          {anyWord(adminAction.kind)} by {adminAction.actor ?? 'Spillway'}
          {adminAction.reason == null ? '' : `: ${adminAction.reason}`}
        </p>
      )}
      {causeId != null && <p className="text-xs break-all text-soft">{causeId}</p>}
    </div>
  );
}
