/** The hold from its beginning to its end: held, extended, used part by part, given back. */
import type { ReactNode } from 'react';
import { countText } from '../../format';
import { Amount, Chip, Instant, Relative } from '../../parts/basics';
import { LayerName } from '../../parts/layers';
import { anyWord, whoWord } from '../../words';
import type { Receipt } from './receipt-drawer';

interface Moment {
  key: string;
  at: string | null;
  what: ReactNode;
}

export function Story({ receipt }: { receipt: Receipt }) {
  const moments = momentsOf(receipt);
  if (moments.length === 0)
    return <p className="text-sm text-soft">Nothing was taken, so there is nothing to follow.</p>;
  return (
    <ol className="grid gap-0 text-sm">
      {moments.map(({ key, at, what }) => (
        <li
          key={key}
          className="relative grid gap-0.5 border-l-2 border-line pb-3 pl-4 last:border-transparent last:pb-0"
        >
          <span aria-hidden="true" className="absolute top-1.5 -left-[5px] size-2 rounded-full bg-accent" />
          <div>{what}</div>
          {at !== null && <Instant at={at} className="text-xs text-soft" />}
        </li>
      ))}
    </ol>
  );
}

function momentsOf({ id, hold, usageEvents }: Receipt): Moment[] {
  const moments: Moment[] = [];
  for (const decision of hold?.decisions ?? []) {
    const what = (
      <>
        {moments.length === 0 ? 'Held ' : 'Extended by '}
        <Amount value={decision.granted} className="font-semibold" />
        {decision.id === id && hold?.decisions.length !== 1 ? ', by this decision' : ''}
      </>
    );
    moments.push({ key: decision.id, at: decision.decidedAt, what });
  }
  for (const event of usageEvents.nodes.toReversed())
    moments.push({ key: event.id, at: event.recordedAt, what: <Used event={event} /> });
  moments.sort((a, b) => Date.parse(a.at ?? '') - Date.parse(b.at ?? ''));
  if (hold) moments.push({ key: hold.id, at: null, what: <End hold={hold} /> });
  return moments;
}

function Used({ event }: { event: Receipt['usageEvents']['nodes'][number] }) {
  const { charge, usage, status, state, unchargedReason, final } = event;
  return (
    <div className="grid gap-1" data-usage={event.id}>
      <p className="flex flex-wrap items-center gap-x-2">
        <span>
          {charge ? (
            <>
              {charge.reverses ? 'Undone' : 'Charged'} <Amount value={charge.amount} className="font-semibold" />
            </>
          ) : state === 'PENDING' ? (
            'Reported, about to be settled'
          ) : (
            'Nothing charged'
          )}
        </span>
        {status !== 'COMPLETED' && <Chip tone="warn">{anyWord(status)}</Chip>}
        {state === 'SET_ASIDE' && <Chip tone="bad">Set aside</Chip>}
        {!final && !charge?.reverses && <Chip>Part</Chip>}
      </p>
      <p className="text-xs text-soft">
        {usage
          .map(({ dimension, quantity }) => `${countText(quantity)} ${anyWord(dimension).toLowerCase()}`)
          .join(', ')}
      </p>
      {unchargedReason != null && <p className="text-xs text-bad">{unchargedReason}</p>}
      {charge && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
          {charge.draws.map((draw) => (
            <li key={`${draw.source}-${draw.account}-${draw.windows.join()}`}>
              <LayerName layer={draw.layer} /> <Amount value={draw.amount} />
              {draw.over && <span className="text-bad"> beyond a budget</span>}
            </li>
          ))}
          {charge.debt !== '0' && (
            <li>
              <LayerName layer="DEBT" /> <Amount value={charge.debt} />
            </li>
          )}
          {charge.forgiven !== '0' && (
            <li>
              <LayerName layer="FORGIVEN" /> <Amount value={charge.forgiven} />
            </li>
          )}
          {charge.overshootBudgets.map(({ amount, budget }) => (
            <li key={budget.id} className="text-soft">
              <Amount value={amount} /> of it uncovered, counted in {whoWord(budget.who)}
            </li>
          ))}
          {charge.rateCards.length > 0 && <li className="text-soft">by card {charge.rateCards.join(', ')}</li>}
        </ul>
      )}
    </div>
  );
}

function End({ hold }: { hold: NonNullable<Receipt['hold']> }) {
  if (hold.state === 'HELD') {
    return (
      <>
        <Amount value={hold.remaining} className="font-semibold" /> still held; it goes back{' '}
        <Relative at={hold.expiresAt} />
      </>
    );
  }
  return (
    <>
      {hold.state === null || hold.state === undefined ? 'Ended' : anyWord(hold.state)}: <Amount value={hold.settled} />{' '}
      used, <Amount value={hold.released} /> given back
    </>
  );
}
