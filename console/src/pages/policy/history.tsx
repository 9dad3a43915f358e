/** What served before: when, by whom, why, what it changed, and the way back to it. */
import { useEffect, useRef } from 'react';
import { useAct } from '../../data';
import {
  PolicyVersionsDocument,
  RollbackPolicyDocument,
  type PolicyNowQuery,
  type PolicyVersionsQuery,
} from '../../gql/policy/graphql';
import { ActDialog } from '../../parts/act-dialog';
import { Button, Chip, Instant } from '../../parts/basics';
import { Shown } from '../../parts/panel';
import { usePages } from '../../parts/use-pages';
import { madeHere } from './meanwhile';

type Version = NonNullable<PolicyVersionsQuery['policy']>['versions']['nodes'][number];

interface HistoryProps {
  live: NonNullable<PolicyNowQuery['policy']>;
  mayWrite: boolean;
}

export function History({ live, mayWrite }: HistoryProps) {
  const { rows, loading, error, more, loadMore, refresh } = usePages(
    PolicyVersionsDocument,
    { first: 10 },
    ({ policy }) => policy?.versions,
  );
  const seen = useRef(live.version);
  useEffect(() => {
    if (seen.current === live.version) return;
    seen.current = live.version;
    void refresh();
  }, [live.version, refresh]);
  return (
    <Shown loading={loading} error={error}>
      <ol aria-label="Versions, the newest first" className="grid gap-3">
        {rows.map((version, index) => (
          <li
            key={version.id}
            data-version={version.version}
            className="grid gap-2 rounded-lg border border-line p-3 text-sm"
          >
            <About version={version} serves={index === 0 && version.version === live.version} />
            {version.diff != null && <Changes diff={version.diff} />}
            {mayWrite && live.takesChanges && version.version !== live.version && (
              <div>
                <RollBack version={version} live={live} />
              </div>
            )}
          </li>
        ))}
      </ol>
      {more && (
        <div>
          <Button onClick={loadMore}>Older ones</Button>
        </div>
      )}
    </Shown>
  );
}

function About({ version, serves }: { version: Version; serves: boolean }) {
  const { id, actor, actorKind, activatedAt, reason, allowed, tests } = version;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <strong className="font-semibold">No. {id}</strong>
        <code>{version.version}</code>
        {serves && <Chip tone="good">Serves</Chip>}
        {tests && (
          <Chip tone={tests.failed === 0 ? 'good' : 'bad'}>
            {tests.passed} tests passed{tests.failed > 0 && `, ${tests.failed} failed`}
          </Chip>
        )}
        <Instant at={activatedAt} className="ml-auto text-xs text-soft" />
      </p>
      <p className="break-words">
        {actor ?? (actorKind == null ? 'Somebody' : 'From its file')}
        {reason != null && <>: “{reason}”</>}
      </p>
      {allowed.length > 0 && <p className="text-xs text-soft">Allowed: {allowed.join(', ')}</p>}
    </>
  );
}

const LINES: Record<string, string> = { '+': 'bg-good-bg text-good', '-': 'bg-bad-bg text-bad', '@': 'text-soft' };

function Changes({ diff }: { diff: string }) {
  return (
    <details>
      <summary className="min-h-6 text-accent">What it changed</summary>
      <pre
        tabIndex={0}
        aria-label="What it changed"
        className="mt-1 max-h-80 overflow-auto rounded-md bg-sunk py-2 text-xs"
      >
        {diff
          .trimEnd()
          .split('\n')
          .map((line, index) => (
            <div key={index} className={`px-3 ${LINES[line[0] ?? ''] ?? ''}`}>
              {line === '' ? ' ' : line}
            </div>
          ))}
      </pre>
    </details>
  );
}

function RollBack({ version, live }: { version: Version; live: HistoryProps['live'] }) {
  const act = useAct(RollbackPolicyDocument);
  return (
    <ActDialog
      open="Roll back to it"
      kind="danger"
      title={`Roll back to no. ${version.id}`}
      about={`The text of ${version.version} takes the place of ${live.version}, as a new version. Drafts stay.`}
      confirm="Roll back"
      act={act}
      variables={(idempotencyKey, message) => {
        madeHere.set(version.version);
        return { input: { idempotencyKey, baseVersion: live.version, version: version.version, message } };
      }}
      done={(data) => `${data.rollbackPolicy?.version ?? version.version} serves again.`}
    />
  );
}
