/** The last decisions, the newest on top. */
import type { DecisionRowFragment } from '../../gql/graphql';
import { Amount, Chip, Relative, type Tone } from '../../parts/basics';
import { Badge } from '../../parts/layers';
import { Empty } from '../../parts/panel';
import { outcomeWord, statusWord } from '../../words';

export const OUTCOME_TONE: Record<string, Tone> = { ALLOWED: 'good', PARTIAL: 'warn', DENIED: 'bad' };

export function LastReceipts({ rows }: { rows: readonly DecisionRowFragment[] }) {
  if (rows.length === 0) return <Empty title="No receipts yet">Every check leaves one here.</Empty>;
  return (
    <ul className="divide-y divide-line text-sm">
      {rows.map((row) => (
        <li
          key={row.id}
          data-decision={row.id}
          className="flex animate-[slide-in_200ms] flex-wrap items-center gap-x-3 gap-y-1 py-2"
        >
          <Chip tone={OUTCOME_TONE[row.outcome] ?? 'quiet'}>{outcomeWord(row.outcome)}</Chip>
          <span className="min-w-0 truncate font-medium">
            {row.product}/{row.feature}
          </span>
          <Sources draws={row.draws} />
          <span className="ml-auto flex items-baseline gap-3">
            <span className="text-soft">{statusWord(row.status)}</span>
            <Amount value={row.granted} className="font-semibold" />
            <Relative at={row.decidedAt} className="w-24 text-right text-soft" />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Who gave, in the order they gave. */
export function Sources({ draws }: { draws: DecisionRowFragment['draws'] }) {
  const layers = [...new Set(draws.map(({ layer }) => layer))];
  return (
    <span className="inline-flex gap-1" title={draws.map(({ source, amount }) => `${source} ${amount}`).join(', ')}>
      {layers.map((layer) => (
        <Badge key={layer} of={layer} />
      ))}
      <span className="sr-only">{layers.join(', ')}</span>
    </span>
  );
}
