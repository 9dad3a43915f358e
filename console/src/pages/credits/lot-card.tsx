/** One lot: a bar of what is left, held, spent, expired and taken back, in words too; who gave it, and why. */
import { useEffect, useRef } from 'react';
import { useNow } from '../../clock';
import { share } from '../../format';
import type { LotNowFragment } from '../../gql/graphql';
import { AdminAct, type Act } from '../../parts/admin-act';
import { Amount, Chip, cx, Instant, Relative } from '../../parts/basics';
import { Badge } from '../../parts/layers';
import { lotWord } from '../../words';
import { layerOf } from './burn-order';

/** A lot as the page asks for it; who gave it may be hidden. */
export type LotRow = LotNowFragment & { adminActions?: readonly Act[] | null | undefined };

const LEFT = { CREDITS: 'bg-credits', PROMOTION: 'bg-promotion' } as Record<string, string>;

const PARTS = [
  ['remaining', 'left', ''],
  ['held', 'held', 'striped'],
  ['spent', 'spent', 'bg-forgiven'],
  ['expired', 'expired', 'bg-debt'],
  ['takenBack', 'taken back', 'bg-pool'],
] as const;

interface LotCardProps {
  lot: LotRow;
  /** The products whose next request burns it first; "all" where that is every product. */
  first?: readonly string[] | 'all' | undefined;
  /** Whether a link is about this one: it is marked, and scrolled to once. */
  sought?: boolean;
}

export function LotCard({ lot, first, sought = false }: LotCardProps) {
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (sought) card.current?.scrollIntoView({ block: 'center' });
  }, [sought]);
  const now = useNow(30);
  const left = LEFT[layerOf(lot)] ?? 'bg-credits';
  const parts = PARTS.filter(([field]) => lot[field] !== '0').map(([field, word, fill]) => ({
    ...{ field, word },
    fill: field === 'remaining' || field === 'held' ? cx(left, fill) : fill,
  }));
  return (
    <div
      ref={card}
      data-lot={lot.id}
      aria-current={sought ? 'true' : undefined}
      className="grid min-w-0 gap-2 rounded-lg border border-line p-3 text-sm aria-[current=true]:border-accent aria-[current=true]:bg-sunk"
    >
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge of={layerOf(lot)} />
        <span className="font-medium">{lotWord(lot.kind)}</span>
        {first !== undefined && (
          <Chip tone="good">{first === 'all' ? 'burns first' : `burns first for ${first.join(', ')}`}</Chip>
        )}
        {Date.parse(lot.effectiveAt) > now && (
          <Chip tone="warn">
            usable <Relative at={lot.effectiveAt} />
          </Chip>
        )}
        <span className="ml-auto">
          <Amount value={lot.remaining} className="text-base font-semibold" />
          <span className="text-soft">
            {' '}
            of <Amount value={lot.amount} />
          </span>
        </span>
      </p>
      <div aria-hidden="true" className="flex h-2.5 gap-px overflow-hidden rounded-full bg-sunk">
        {parts.map(({ field, fill }) => (
          <div
            key={field}
            style={{ width: `${share(lot[field], lot.amount) * 100}%` }}
            className={cx('min-w-1 transition-[width] duration-300', fill)}
          />
        ))}
      </div>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-soft" aria-label="What became of it">
        {parts.map(({ field, word, fill }) => (
          <li key={field} className="inline-flex items-center gap-1.5" data-part={field}>
            <span aria-hidden="true" className={cx('size-2.5 rounded-xs', fill)} />
            <span>
              <Amount value={lot[field]} className="text-ink" /> {word}
            </span>
          </li>
        ))}
      </ul>
      <p className="flex flex-wrap justify-between gap-x-4 gap-y-0.5 text-xs text-soft">
        <span>
          {lot.products == null ? 'For every product' : `Only for ${lot.products.join(', ')}`}
          {lot.priority !== USUAL_PRIORITY && `, priority ${lot.priority}`}
        </span>
        <Expiry at={lot.expiresAt ?? null} now={now} />
      </p>
      {lot.adminActions?.map((act) => (
        <AdminAct key={act.id} act={act} />
      ))}
    </div>
  );
}

/** The one that purchases and grants have by default: not worth a word. */
const USUAL_PRIORITY = 100;

function Expiry({ at, now }: { at: string | null; now: number }) {
  if (at === null) return <span>No expiry</span>;
  return (
    <span>
      {Date.parse(at) > now ? 'Expires' : 'Expired'} <Relative at={at} />, <Instant at={at} />
    </span>
  );
}
