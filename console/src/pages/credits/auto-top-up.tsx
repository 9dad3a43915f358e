/** Automatic top-up: how it stands, what was agreed to, off in one press; who agreed before, and what it bought. */
import { useState } from 'react';
import { useAct } from '../../data';
import { SetTopUpDocument, type CreditsQuery } from '../../gql/graphql';
import { ActProblem } from '../../parts/act-state';
import { Amount, Button, Chip, Instant } from '../../parts/basics';
import { Panel } from '../../parts/panel';
import { sells, useScope } from '../../scope';
import { anyWord, topUpWord } from '../../words';
import { PURCHASE_TONE } from './purchase-words';
import { TopUpForm } from './top-up-form';
import { TOP_UP_TONE, TopUpFigures, TopUpLine } from './top-up-state';

type Current = NonNullable<NonNullable<CreditsQuery['account']>['autoTopUp']>;

export function AutoTopUp({ current }: { current: Current | null }) {
  const scope = useScope();
  const { account, may, viewer } = scope;
  const mayBuy = may('purchase') && sells(scope);
  const [changing, setChanging] = useState(false);
  const state = current?.state ?? 'OFF';
  const isOn = current?.enabled === true;
  // Switching it off takes nothing on one's own account, and where one agreed to it.
  const mayEnd = isOn && (account === null || may('purchase') || current.consentedBy === viewer.subject);
  const asks = mayBuy && (!isOn || changing || state === 'STOPPED');
  const label = !isOn ? 'Switch it on' : state === 'STOPPED' ? 'Switch it on again' : 'Agree to the new terms';
  if (!mayBuy && current === null) return null;
  return (
    <Panel live title="Automatic top-up" actions={<Chip tone={TOP_UP_TONE[state] ?? 'quiet'}>{topUpWord(state)}</Chip>}>
      <div className="grid gap-4">
        <TopUpLine topUp={current} />
        {isOn && <TopUpFigures topUp={current} />}
        {isOn && (
          <div className="flex flex-wrap gap-2">
            {mayBuy && state !== 'STOPPED' && (
              <Button aria-expanded={changing} onClick={() => setChanging(!changing)}>
                Change the terms
              </Button>
            )}
            {mayEnd && <Off />}
          </div>
        )}
        {asks && <TopUpForm current={current} label={label} done={() => setChanging(false)} />}
        {current !== null && <Bought purchases={current.purchases?.nodes ?? []} />}
        {current !== null && <Consents consents={current.consents?.nodes ?? []} />}
      </div>
    </Panel>
  );
}

function Off() {
  const { account } = useScope();
  const act = useAct(SetTopUpDocument);
  const isRunning = act.state.step === 'running' || act.state.step === 'unknown';
  return (
    <>
      <Button
        busy={isRunning}
        onClick={() => void act.run(() => ({ input: { account, enabled: false, consent: false } }))}
      >
        Switch it off
      </Button>
      <ActProblem state={act.state} />
    </>
  );
}

function Bought({ purchases }: { purchases: NonNullable<Current['purchases']>['nodes'] }) {
  if (purchases.length === 0) return null;
  return (
    <section className="grid gap-1 border-t border-line pt-3">
      <h3 className="text-sm font-semibold">Its last purchases</h3>
      <ul className="grid gap-1 text-sm">
        {purchases.map(({ id, createdAt, credits, status }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-3">
            <Instant at={createdAt} className="text-soft" />
            <Chip tone={PURCHASE_TONE[status] ?? 'quiet'}>{anyWord(status)}</Chip>
            <Amount value={credits} className="ml-auto" />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Consents({ consents }: { consents: NonNullable<Current['consents']>['nodes'] }) {
  if (consents.length === 0) return null;
  return (
    <details className="border-t border-line pt-3 text-sm">
      <summary className="w-fit font-semibold">Who agreed to what</summary>
      <ul className="mt-2 grid gap-2">
        {consents.map(({ at, enabled, statement, subject }) => (
          <li key={at} className="grid gap-1 rounded-lg bg-sunk/60 p-3 text-xs" data-consent>
            <span className="font-medium">
              {subject} switched it {enabled ? 'on' : 'off'}, <Instant at={at} />
            </span>
            <span data-agreed>{statement}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
