/** What each plan includes: windows, the guard, and what comes again. */
import { useState } from 'react';
import { countText } from '../../format';
import { CatalogTermsDocument, type GrantSoldFragment, type PlanSoldFragment } from '../../gql/graphql';
import { Amount, Button, Chip } from '../../parts/basics';
import { Empty, Panel } from '../../parts/panel';
import { anyWord, lotWord } from '../../words';
import { plansCsv } from './files';
import { grantWord, percentWord, resetsWord, scopeWord, windowWord } from './words';

const AT_ONCE = 24;

interface PlansProps {
  plans: readonly PlanSoldFragment[];
  /** The viewer's. */
  own: string;
  /** What a new account begins with. */
  standard: string;
}

export function Plans({ plans, own, standard }: PlansProps) {
  const [most, setMost] = useState(AT_ONCE);
  return (
    <Panel title="Plans" live menu={{ document: CatalogTermsDocument, variables: {}, csv: plansCsv(plans) }}>
      {plans.length === 0 ? (
        <Empty title="No plan is yours to see">
          The catalog shows the default plan, and those that accounts are on.
        </Empty>
      ) : (
        <ul className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
          {plans.slice(0, most).map((plan) => (
            <OnePlan key={plan.id} plan={plan} own={plan.id === own} standard={plan.id === standard} />
          ))}
        </ul>
      )}
      {plans.length > most && (
        <Button className="mt-3" onClick={() => setMost(most + AT_ONCE)}>
          {`${Math.min(AT_ONCE, plans.length - most)} more`}
        </Button>
      )}
    </Panel>
  );
}

function OnePlan({ plan, own, standard }: { plan: PlanSoldFragment; own: boolean; standard: boolean }) {
  const { id, windows, requestsPerMinute, slowDownBelow, grants, resets } = plan;
  return (
    <li className="grid min-w-0 content-start gap-2 rounded-lg border border-line p-3 text-sm" data-plan={id}>
      <h3 className="flex flex-wrap items-center gap-2 font-semibold">
        {id}
        {own && <Chip tone="good">Yours</Chip>}
        {standard && <Chip>To begin with</Chip>}
      </h3>
      {windows.length === 0 ? (
        <p className="text-soft">Includes no allowance: all comes from credits and pools.</p>
      ) : (
        <ul className="grid gap-1.5">
          {windows.map((window) => (
            <li key={window.window} data-window={window.window}>
              <Amount value={window.capacity} className="font-semibold" /> {anyWord(window.window).toLowerCase()}
              <span className="block text-xs text-soft">
                {[
                  windowWord(window),
                  scopeWord(window),
                  window.yieldsTo == null ? null : `yields to ${window.yieldsTo} near its end`,
                ]
                  .filter((word) => word !== null)
                  .join('; ')}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="text-xs text-soft" data-guard={requestsPerMinute ?? 'none'}>
        {requestsPerMinute == null
          ? 'Any number of checks a minute'
          : `${countText(requestsPerMinute)} checks a minute`}
        {slowDownBelow != null && `; work is told to slow down below ${percentWord(slowDownBelow)} of a window`}
      </p>
      <Grants grants={grants} />
      {resets && <p className="text-xs text-soft">{`Resets in store: ${resetsWord(resets)}.`}</p>}
    </li>
  );
}

export function Grants({ grants }: { grants: readonly GrantSoldFragment[] }) {
  if (grants.length === 0) return null;
  return (
    <ul className="grid gap-1.5">
      {grants.map((grant) => (
        <li key={grant.id} data-grant={grant.id}>
          <Amount value={grant.credits} className="font-semibold" /> {lotWord(grant.kind).toLowerCase()} credits,{' '}
          {grant.id}
          <span className="block text-xs text-soft">{grantWord(grant)}</span>
        </li>
      ))}
    </ul>
  );
}
