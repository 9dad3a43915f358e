/** Lots as bars: what is left, held, spent, expired and taken back. */
import { useNavigate } from '@tanstack/react-router';
import { share } from '../../format';
import { LotHistoryDocument, type AccountNowFragment, type LotNowFragment } from '../../gql/graphql';
import { Amount, Button, Chip, cx, Instant, Relative } from '../../parts/basics';
import { Empty, Shown } from '../../parts/panel';
import { usePages } from '../../parts/use-pages';
import { useScope } from '../../scope';
import { lotWord } from '../../words';

export function Lots({ account, history }: { account: AccountNowFragment; history: boolean }) {
  const navigate = useNavigate();
  const turn = () =>
    void navigate({
      to: '.',
      search: (before: object) => ({ ...before, history: history ? undefined : true }),
    } as never);
  return (
    <div className="grid gap-3">
      {history ? (
        <History />
      ) : account.lots.length === 0 ? (
        <Empty title="No credits now" />
      ) : (
        <ol className="grid gap-3" aria-label="Lots, in the order they burn">
          {account.lots.map((lot, index) => (
            <Lot key={lot.id} lot={lot} next={index === 0} />
          ))}
        </ol>
      )}
      <div>
        <Button onClick={turn} aria-pressed={history}>
          {history ? 'Only what has something' : 'All that ever were'}
        </Button>
      </div>
    </div>
  );
}

function History() {
  const { account } = useScope();
  const { rows, loading, error, more, loadMore } = usePages(
    LotHistoryDocument,
    { account },
    (data) => data.account?.lotHistory,
  );
  return (
    <Shown loading={loading} error={error}>
      <ol className="grid gap-3" aria-label="All lots, the newest first">
        {rows.map((lot) => (
          <Lot
            key={lot.id}
            lot={lot}
            why={lot.adminActions
              ?.map(({ actor, reason }) => `${actor ?? 'Spillway'}: ${reason ?? 'no reason given'}`)
              .join('; ')}
          />
        ))}
      </ol>
      {more && <Button onClick={loadMore}>Show more</Button>}
    </Shown>
  );
}

const PARTS = [
  ['remaining', 'left', 'bg-credits'],
  ['held', 'held', 'bg-credits striped'],
  ['spent', 'spent', 'bg-forgiven/60'],
  ['expired', 'expired', 'bg-debt/60'],
  ['takenBack', 'taken back', 'bg-pool/70'],
] as const;

function Lot({ lot, next = false, why }: { lot: LotNowFragment; next?: boolean; why?: string | undefined }) {
  const parts = PARTS.filter(([field]) => lot[field] !== '0');
  const later = Date.parse(lot.effectiveAt) > Date.now();
  return (
    <li data-lot={lot.id} className="grid gap-1.5 rounded-lg border border-line p-3 text-sm">
      <p className="flex flex-wrap items-center gap-x-2">
        <span className="font-medium">{lotWord(lot.kind)}</span>
        {next && <Chip>burns next</Chip>}
        {later && (
          <Chip tone="warn">
            usable <Relative at={lot.effectiveAt} />
          </Chip>
        )}
        <span className="ml-auto">
          <Amount value={lot.remaining} className="text-base font-semibold" /> <span className="text-soft">of </span>
          <Amount value={lot.amount} className="text-soft" />
        </span>
      </p>
      <div aria-hidden="true" className="flex h-2.5 overflow-hidden rounded-full bg-sunk">
        {parts.map(([field, , fill]) => (
          <div
            key={field}
            style={{ width: `${share(lot[field], lot.amount) * 100}%` }}
            className={cx('min-w-px', fill, lot.kind === 'PROMOTIONAL' && fill.replace('bg-credits', 'bg-promotion'))}
          />
        ))}
      </div>
      <p className="flex flex-wrap justify-between gap-x-4 text-xs text-soft">
        <span>
          {parts.map(([field, word], index) => (
            <span key={field}>
              {index > 0 && ', '}
              <Amount value={lot[field]} /> {word}
            </span>
          ))}
          {lot.products != null && `; only for ${lot.products.join(', ')}`}
          {lot.priority !== 100 && `; rank ${lot.priority}`}
        </span>
        <span>
          {lot.expiresAt == null ? (
            'no expiry'
          ) : (
            <>
              expires <Relative at={lot.expiresAt} />, <Instant at={lot.expiresAt} />
            </>
          )}
        </span>
      </p>
      {why !== undefined && why !== '' && <p className="text-xs text-soft">{why}</p>}
    </li>
  );
}
