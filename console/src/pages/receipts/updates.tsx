/** What a decision did to balances, update by update; the ledger has them all. */
import { Link } from '@tanstack/react-router';
import { Amount, Instant } from '../../parts/basics';
import { causeWord } from '../../words';
import type { Receipt } from './receipt-drawer';

export function Updates({ receipt: { balanceUpdates } }: { receipt: Receipt }) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Balance updates">
      <table className="w-full text-sm">
        <thead className="text-left text-xs text-soft">
          <tr>
            <th className="py-1 font-medium">Update</th>
            <th className="font-medium">Cause</th>
            <th className="text-right font-medium">Available</th>
            <th className="text-right font-medium">Held</th>
            <th className="text-right font-medium">Time</th>
          </tr>
        </thead>
        <tbody>
          {balanceUpdates.nodes.map(({ id, seq, at, cause, delta, heldDelta }) => (
            <tr key={id} className="border-t border-line">
              <td className="py-1">
                <Link to={'/ledger' as '/'} search={{ seq } as never} className="text-accent underline">
                  {seq}
                </Link>
              </td>
              <td>{causeWord(cause)}</td>
              <td className="text-right">
                <Amount value={delta} signed />
              </td>
              <td className="text-right">
                <Amount value={heldDelta} signed />
              </td>
              <td className="text-right">
                <Instant at={at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {balanceUpdates.pageInfo.hasNextPage && <p className="text-xs text-soft">The ledger has the others.</p>}
    </div>
  );
}
