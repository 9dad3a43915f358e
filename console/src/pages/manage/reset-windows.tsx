/** Ends allowance windows early: of one subject, of some, or of everyone; it says how many accounts that is. */
import { useState } from 'react';
import { useAct, useData } from '../../data';
import { countText } from '../../format';
import { ResetAllowancesDocument, SubjectCountDocument, type AccountNowFragment } from '../../gql/graphql';
import { ActDialog, Changes } from '../../parts/act-dialog';
import { Amount } from '../../parts/basics';
import { CheckFields } from '../../parts/check-field';
import { Problem, Skeleton } from '../../parts/panel';
import { useScope } from '../../scope';
import { anyWord } from '../../words';

interface ResetProps {
  /** Null: everyone. */
  subjects: readonly string[] | null;
  /** Where it is one account: how its windows stand. */
  windows?: AccountNowFragment['windows'];
  after?: () => void;
}

/** Counting stops here: it stands for that and more. */
const MOST_COUNTED = 1000;
const accountsText = (count: string | number) =>
  `${countText(count)} ${String(count) === '1' ? 'account' : 'accounts'}`;

export function ResetWindows({ subjects, windows, after }: ResetProps) {
  const { catalog } = useScope();
  const act = useAct(ResetAllowancesDocument);
  const [only, setOnly] = useState<readonly string[]>([]);
  const names = windows?.map(({ window }) => window) ?? [
    ...new Set((catalog?.plans ?? []).flatMap((plan) => plan.windows.map(({ window }) => window))),
  ];
  const one = subjects?.length === 1 ? subjects[0] : undefined;
  const whose = subjects === null ? 'everyone' : (one ?? `${subjects.length} subjects`);
  return (
    <ActDialog
      open={
        subjects === null
          ? 'Reset windows of everyone'
          : one === undefined || !windows
            ? `Reset windows of ${whose}`
            : 'Reset windows'
      }
      kind={subjects === null ? 'danger' : 'plain'}
      title={`Reset windows of ${whose}`}
      about="The windows end now. What was used of them is forgotten, and the next use begins new ones."
      confirm="Reset them"
      act={act}
      variables={(idempotencyKey, reason) => ({
        input: {
          idempotencyKey,
          reason,
          everyone: subjects === null,
          ...(subjects === null ? {} : { subjects: [...subjects] }),
          ...(only.length === 0 ? {} : { windows: [...only] }),
        },
      })}
      done={(data) => `Reset: ${accountsText(data.resetAllowances?.accounts ?? '0')}.`}
      {...(after ? { after } : {})}
    >
      {names.length > 1 && (
        <CheckFields
          legend="Only these windows"
          hint="Without a tick: all of them."
          options={names.map((value) => ({ value, label: anyWord(value) }))}
          chosen={only}
          set={setOnly}
        />
      )}
      {windows ? (
        <Changes
          rows={windows
            .filter(({ window }) => only.length === 0 || only.includes(window))
            .map(({ window, remaining, capacity }) => ({
              name: `${anyWord(window)}, left`,
              before: <Amount value={remaining} />,
              after: <Amount value={capacity} />,
            }))}
        />
      ) : subjects === null ? (
        <Everyone />
      ) : (
        <div className="grid gap-1 rounded-lg bg-sunk p-3 text-sm" data-preview>
          <p className="font-medium">This goes through {accountsText(subjects.length)}.</p>
          <p className="max-h-24 overflow-y-auto break-words text-soft" tabIndex={0}>
            {subjects.join(', ')}
          </p>
        </div>
      )}
    </ActDialog>
  );
}

/** How many that is. */
function Everyone() {
  const { data, error, loading, retry } = useData(SubjectCountDocument, {});
  if (loading) return <Skeleton rows={1} />;
  if (error) return <Problem error={error} retry={retry} />;
  const count = data?.accounts?.totalCount;
  return (
    <p className="rounded-lg bg-warn-bg p-3 text-sm font-medium text-warn" data-preview>
      This goes through{' '}
      {count == null
        ? 'more accounts than can be counted here'
        : count >= MOST_COUNTED
          ? `${countText(MOST_COUNTED)} accounts or more`
          : accountsText(count)}
      : every subject of the tenant.
    </p>
  );
}
