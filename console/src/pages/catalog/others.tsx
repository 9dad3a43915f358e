/** What the catalog says beside prices and plans: who bears what no layer covers, and what pools are given again. */
import type { CatalogTermsQuery } from '../../gql/graphql';
import { Amount } from '../../parts/basics';
import { Empty } from '../../parts/panel';
import { Grants } from './plans';

type Terms = NonNullable<CatalogTermsQuery['catalog']>;

export function Overshoot({ overshoot: { policy, forgivePerMonth, maxDebt } }: { overshoot: Terms['overshoot'] }) {
  return (
    <p className="text-sm" data-overshoot={policy}>
      {policy === 'FORGIVE' ? (
        <>
          It is forgiven, up to <Amount value={forgivePerMonth ?? '0'} className="font-semibold" /> credits for each
          account and month (UTC). The rest becomes debt.
        </>
      ) : (
        <>
          It becomes debt, which the next credits pay first. Above{' '}
          <Amount value={maxDebt ?? '0'} className="font-semibold" /> credits of debt new checks are denied.
        </>
      )}
    </p>
  );
}

export function Pools({ pools }: { pools: Terms['pools'] }) {
  if (pools.length === 0)
    return <Empty title="No pool is filled again">A pool with grants in the catalog would be.</Empty>;
  return (
    <ul className="grid gap-3">
      {pools.map(({ pool, grants }) => (
        <li key={pool} className="grid gap-1.5 text-sm" data-pool={pool}>
          <h3 className="font-semibold">{pool}</h3>
          <Grants grants={grants} />
        </li>
      ))}
    </ul>
  );
}
