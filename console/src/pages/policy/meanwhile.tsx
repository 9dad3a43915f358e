/** Another version serves than before: who made it live and why, and what becomes of the draft. */
import { useState } from 'react';
import type { PolicyNowQuery } from '../../gql/policy/graphql';
import { Button, Instant } from '../../parts/basics';
import { store, useStore } from '../../store';
import type { Draft } from './draft';

interface MeanwhileProps {
  live: NonNullable<PolicyNowQuery['policy']>;
  draft: Draft;
  compare: () => void;
}

export function Meanwhile({ live, draft, compare }: MeanwhileProps) {
  const [seen, setSeen] = useState(live.version);
  const made = useStore(madeHere);
  const { isBehind, isChanged } = draft;
  if (!isBehind && (live.version === seen || live.version === made)) return null;
  const understood = () => setSeen(live.version);
  return (
    <div role="alert" data-meanwhile className="mb-3 grid gap-2 rounded-lg bg-warn-bg p-3 text-sm text-warn">
      <p>
        <strong>Another version serves now</strong>: <By live={live} />.
        {isChanged && ` Your draft was made of ${draft.base.version}.`}
      </p>
      <div className="flex flex-wrap gap-2">
        {isChanged && isBehind ? (
          <>
            <Button onClick={compare}>Compare with my draft</Button>
            <Button
              onClick={() => {
                draft.rebase();
                understood();
              }}
            >
              Go on with my draft
            </Button>
            <Button
              onClick={() => {
                draft.drop();
                understood();
              }}
            >
              Drop my draft
            </Button>
          </>
        ) : (
          <Button onClick={understood}>Understood</Button>
        )}
      </div>
    </div>
  );
}

/** The version that was made live on this page last: nobody is told of their own doing. */
export const madeHere = store<string | null>(null);

/** "a1b2c3, by admin, 12:04: “why”" */
export function By({ live }: { live: MeanwhileProps['live'] }) {
  const [newest] = live.versions.nodes;
  if (newest?.version !== live.version) return <code>{live.version}</code>;
  const { actor, activatedAt, reason } = newest;
  return (
    <>
      <code>{live.version}</code>, by {actor ?? 'the file'}, <Instant at={activatedAt} />
      {reason != null && `: “${reason}”`}
    </>
  );
}
