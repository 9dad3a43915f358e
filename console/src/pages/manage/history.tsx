/** Who did what to the account, the newest first. */
import { ManageHistoryDocument, type ManageHistoryQuery } from '../../gql/graphql';
import { Button, Chip, Instant } from '../../parts/basics';
import { Empty, Shown } from '../../parts/panel';
import { usePages, useRefreshed } from '../../parts/use-pages';
import { adminWord, anyWord, lotWord } from '../../words';

type Action = NonNullable<ManageHistoryQuery['account']>['adminActions']['nodes'][number];

export function History({ address }: { address: string }) {
  const { rows, loading, error, more, loadMore, refresh } = usePages(
    ManageHistoryDocument,
    { account: address },
    (data) => data.account?.adminActions,
  );
  useRefreshed({ refresh });
  return (
    <Shown loading={loading} error={error} retry={() => void refresh()}>
      {rows.length === 0 && !error ? (
        <Empty title="Nobody did anything to it yet">Acts of admins are kept here for good.</Empty>
      ) : (
        <ol aria-label="Acts, the newest first" className="grid">
          {rows.map((action) => (
            <Row key={action.id} action={action} />
          ))}
        </ol>
      )}
      {more && <Button onClick={loadMore}>Show more</Button>}
      <p className="pt-2 text-xs text-soft">Windows that were reset are shown in the ledger.</p>
    </Shown>
  );
}

function Row({ action: { kind, at, actor, actorKind, before, after, reason, reference } }: { action: Action }) {
  return (
    <li className="grid gap-x-4 gap-y-0.5 border-t border-line py-2 text-sm first:border-0 sm:grid-cols-[9rem_1fr]">
      <Instant at={at} className="text-soft" />
      <div className="grid min-w-0 gap-0.5">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium">{adminWord(kind)}</span>
          <span className="text-soft">
            by {actor ?? 'Spillway'}
            {actorKind === 'OPERATOR' && <> {<Chip>operator</Chip>}</>}
          </span>
        </p>
        {(before != null || after != null) && (
          <p className="break-words text-soft">
            {before == null ? '' : `${wordOf(kind, before)} → `}
            {after == null ? '' : wordOf(kind, after)}
          </p>
        )}
        {reason != null && <p className="break-words">“{reason}”</p>}
        {reference != null && <p className="text-xs text-soft">Reference {reference}</p>}
      </div>
    </li>
  );
}

/** A state or a plan in words; other things are sentences already. */
const wordOf = (kind: string, text: string): string => {
  if (kind === 'STATE_CHANGED') return text === 'ACTIVE' ? 'In use' : anyWord(text);
  if (kind === 'PLAN_CHANGED') return anyWord(text);
  return text.replace(/\b(?:PROMOTIONAL|ENTITLEMENT|REFUND|PURCHASED)\b/g, (word) => lotWord(word).toLowerCase());
};
