/** What is there, what is held, and what it is made of. */
import { Amount } from '../../parts/basics';
import type { AccountNowFragment } from '../../gql/graphql';

const KINDS = [
  ['purchased', 'bought'],
  ['promotional', 'promotion'],
  ['entitlement', 'granted'],
  ['refund', 'refunded'],
] as const;

export function BalanceFigures({ account: { balance, state } }: { account: AccountNowFragment }) {
  const kinds = KINDS.filter(([field]) => balance[field] !== '0');
  return (
    <div className="grid gap-3">
      <p>
        <Amount value={balance.available} className="text-4xl font-semibold tracking-tight" />{' '}
        <span className="text-soft">credits available</span>
      </p>
      {state === 'SUSPENDED' && <p className="text-bad">The account is suspended.</p>}
      <dl className="grid grid-cols-[1fr_auto] gap-y-1 text-sm">
        {kinds.map(([field, word]) => (
          <Row key={field} name={`of it ${word}`} value={balance[field]} />
        ))}
        <Row name="held by work under way" value={balance.held} />
        {balance.debt !== '0' && <Row name="debt" value={balance.debt} bad />}
      </dl>
    </div>
  );
}

function Row({ name, value, bad = false }: { name: string; value: string; bad?: boolean }) {
  return (
    <>
      <dt className={bad ? 'text-bad' : 'text-soft'}>{name}</dt>
      <dd className={bad ? 'text-right text-bad' : 'text-right'}>
        <Amount value={value} />
      </dd>
    </>
  );
}
