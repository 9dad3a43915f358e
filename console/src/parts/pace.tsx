/** How fast to go on, where that is not at full pace: advice, which nothing enforces. */
import { spanText } from '../format';
import { Instant, Relative } from './basics';

interface PaceProps {
  pace: { level: string; delayMs: number; until?: string | null };
}

export function PaceAdvice({ pace: { level, delayMs, until } }: PaceProps) {
  if (level === 'FULL' || until == null) return null;
  return (
    <p role="status" data-pace={level} className="rounded-lg bg-warn-bg p-3 text-sm text-warn">
      {level === 'EASE' ? (
        <>
          <strong className="font-semibold">Slow down:</strong> with {spanText(delayMs)} between two pieces of work,
          what is left lasts until it refills <Relative at={until} />.
        </>
      ) : (
        <>
          <strong className="font-semibold">Wait</strong> for {spanText(delayMs)}: nothing more of this size passes
          before <Instant at={until} />.
        </>
      )}
    </p>
  );
}
