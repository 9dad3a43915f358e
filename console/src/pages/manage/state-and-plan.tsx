/** Whether an account may be used, on which plan it is, and its windows: each with what changes it. */
import { useState } from 'react';
import { useAct } from '../../data';
import { SetPlanDocument, SetStateDocument, type AccountNowFragment } from '../../gql/graphql';
import { ActDialog, Changes } from '../../parts/act-dialog';
import { Amount, Chip } from '../../parts/basics';
import { SelectField } from '../../parts/fields';
import { useScope } from '../../scope';
import { anyWord } from '../../words';
import { ResetWindows } from './reset-windows';

export function StateAndPlan({ address, account }: { address: string; account: AccountNowFragment | null }) {
  const { catalog } = useScope();
  const subject = address.startsWith('subject:') ? address.slice('subject:'.length) : null;
  return (
    <dl className="grid gap-x-4 gap-y-3 text-sm sm:grid-cols-[6rem_1fr]">
      {account && (
        <Row name="State">
          {account.state === 'ACTIVE' ? (
            <Chip tone="good">In use</Chip>
          ) : (
            <Chip tone="bad">{anyWord(account.state)}</Chip>
          )}
          <State address={address} account={account} />
        </Row>
      )}
      {subject !== null && (
        <Row name="Plan">
          <span className="font-medium">
            {anyWord(account?.plan ?? catalog?.defaultPlan ?? 'none')}
            {account === null && ' (to begin with)'}
          </span>
          <Plan subject={subject} account={account} />
        </Row>
      )}
      {subject !== null && account && account.windows.length > 0 && (
        <Row name="Windows">
          <span>
            {account.windows.map(({ window, remaining, capacity }, index) => (
              <span key={window}>
                {index > 0 && ', '}
                <Amount value={remaining} className="font-medium" /> of <Amount value={capacity} />{' '}
                <span className="text-soft">{anyWord(window).toLowerCase()}</span>
              </span>
            ))}
          </span>
          <ResetWindows subjects={[subject]} windows={account.windows} />
        </Row>
      )}
    </dl>
  );
}

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="self-center text-soft">{name}</dt>
      <dd className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">{children}</dd>
    </>
  );
}

function State({ address, account }: { address: string; account: AccountNowFragment }) {
  const act = useAct(SetStateDocument);
  const suspend = account.state === 'ACTIVE';
  const state = suspend ? ('SUSPENDED' as const) : ('ACTIVE' as const);
  const isPool = account.pool != null;
  return (
    <ActDialog
      open={suspend ? 'Suspend' : 'Put to use again'}
      kind={suspend ? 'danger' : 'plain'}
      title={suspend ? `Suspend ${address}` : `Put ${address} to use again`}
      about={
        suspend
          ? isPool
            ? 'Nobody can draw from it any more. What runs now goes on to its end.'
            : 'New requests are refused. What runs now goes on to its end.'
          : 'What it has can be drawn from again, at once.'
      }
      confirm={suspend ? 'Suspend it' : 'Put it to use'}
      act={act}
      variables={(_key, reason) => ({ account: address, state, reason })}
      done={() => (suspend ? 'Suspended.' : 'In use again.')}
    >
      <Changes
        rows={[
          { name: 'State', before: suspend ? 'In use' : 'Suspended', after: suspend ? 'Suspended' : 'In use' },
          { name: 'Available', before: <Amount value={account.balance.available} />, after: 'stays' },
        ]}
      />
    </ActDialog>
  );
}

function Plan({ subject, account }: { subject: string; account: AccountNowFragment | null }) {
  const { catalog } = useScope();
  const act = useAct(SetPlanDocument);
  const plans = catalog?.plans ?? [];
  const now = account?.plan ?? catalog?.defaultPlan ?? '';
  const [chosen, setChosen] = useState<string | null>(null);
  const next = plans.find(({ id }) => id === chosen);
  const before = plans.find(({ id }) => id === now)?.windows ?? [];
  const names = [...new Set([...before, ...(next?.windows ?? [])].map(({ window }) => window))];
  return (
    <ActDialog
      open="Change plan"
      title={`Change the plan of ${subject}`}
      about="Windows of the same name go on: what was used of them stays used. Others end, or begin with the next use."
      confirm="Change it"
      act={act}
      variables={(_key, reason) => ({ subject, plan: chosen ?? '', reason })}
      missing={next === undefined ? 'Choose a plan.' : null}
      done={(data) => `On plan ${anyWord(data.setPlan?.plan ?? '')} now.`}
      after={() => setChosen(null)}
    >
      <SelectField label="Plan" value={chosen ?? ''} onChange={(event) => setChosen(event.target.value || null)}>
        <option value="">Choose one</option>
        {plans
          .filter(({ id }) => id !== now)
          .map(({ id }) => (
            <option key={id} value={id}>
              {anyWord(id)}
            </option>
          ))}
      </SelectField>
      {next && (
        <Changes
          rows={[
            { name: 'Plan', before: anyWord(now), after: anyWord(next.id) },
            ...names.map((name) => {
              const sizeIn = (windows: typeof before) => windows.find(({ window }) => window === name)?.capacity;
              const size = (capacity: string | undefined) =>
                capacity === undefined ? 'none' : <Amount value={capacity} />;
              return { name: anyWord(name), before: size(sizeIn(before)), after: size(sizeIn(next.windows)) };
            }),
          ]}
        />
      )}
    </ActDialog>
  );
}
