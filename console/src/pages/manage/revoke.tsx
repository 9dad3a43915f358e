/** The lots that were granted and have something left: each can be taken back. */
import { useAct, type Act } from '../../data';
import { fromNano, nano } from '../../format';
import {
  RevokeDocument,
  type AccountNowFragment,
  type LotNowFragment,
  type RevokeMutation,
  type RevokeMutationVariables,
} from '../../gql/graphql';
import { ActDialog, Changes } from '../../parts/act-dialog';
import { Amount, Instant } from '../../parts/basics';
import { Empty } from '../../parts/panel';
import { lotWord } from '../../words';

export function GrantedLots({ account }: { account: AccountNowFragment }) {
  const lots = account.lots.filter(({ kind }) => kind !== 'PURCHASED');
  const act = useAct(RevokeDocument);
  if (lots.length === 0)
    return <Empty title="No granted lots with something left">Bought ones are refunded, on the page Credits.</Empty>;
  return (
    <ul className="grid gap-2">
      {lots.map((lot) => (
        <li
          key={lot.id}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line py-2 text-sm first:border-0"
        >
          <span className="w-24 font-medium">{lotWord(lot.kind)}</span>
          <span>
            <Amount value={lot.remaining} className="font-semibold" />{' '}
            <span className="text-soft">
              of <Amount value={lot.amount} />
            </span>
          </span>
          <span className="text-soft">
            {lot.products == null ? 'for all products' : `for ${lot.products.join(', ')}`},{' '}
            {lot.expiresAt == null ? (
              'no expiry'
            ) : (
              <>
                until <Instant at={lot.expiresAt} />
              </>
            )}
          </span>
          <span className="ml-auto">
            <Revoke lot={lot} act={act} available={account.balance.available} />
          </span>
        </li>
      ))}
    </ul>
  );
}

interface RevokeProps {
  lot: LotNowFragment;
  act: Act<RevokeMutation, RevokeMutationVariables>;
  available: string;
}

function Revoke({ lot, act, available }: RevokeProps) {
  const usable = Date.parse(lot.effectiveAt) <= Date.now();
  return (
    <ActDialog
      open="Revoke"
      kind="danger"
      title={`Revoke ${lotWord(lot.kind).toLowerCase()} credits`}
      about="What was used stays used. What is held comes back once its work ends."
      confirm="Take it back"
      act={act}
      variables={(idempotencyKey, reason) => ({ input: { idempotencyKey, lotId: lot.id, reason } })}
      done={() => 'Taken back.'}
    >
      <Changes
        rows={[
          { name: 'Left of the lot', before: <Amount value={lot.remaining} />, after: <Amount value="0" /> },
          ...(lot.held === '0'
            ? []
            : [{ name: 'Held of it', before: <Amount value={lot.held} />, after: <Amount value={lot.held} /> }]),
          ...(usable
            ? [
                {
                  name: 'Available',
                  before: <Amount value={available} />,
                  after: <Amount value={fromNano(nano(available) - nano(lot.remaining))} />,
                },
              ]
            : []),
        ]}
      />
    </ActDialog>
  );
}
