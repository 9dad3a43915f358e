/** Who did something for others, when, and why. */
import { adminWord } from '../words';
import { Instant } from './basics';

export interface Act {
  id: string;
  kind: string;
  actor?: string | null | undefined;
  at: string;
  reason?: string | null | undefined;
  reference?: string | null | undefined;
}

export function AdminAct({ act: { id, kind, actor, at, reason, reference } }: { act: Act }) {
  return (
    <p className="text-xs text-soft" data-act={id}>
      {adminWord(kind)} by <strong className="font-medium text-ink">{actor ?? 'Spillway'}</strong>, <Instant at={at} />
      {reason != null && <>: “{reason}”</>}
      {reference != null && <> (paid as {reference})</>}
    </p>
  );
}
