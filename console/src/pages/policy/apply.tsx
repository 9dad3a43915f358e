/** Makes the draft the policy: with a reason, on top of the version that it was made of, and only where nothing is wrong. */
import { useState } from 'react';
import { useAct } from '../../data';
import { ApplyPolicyDocument, type PolicyNowQuery } from '../../gql/policy/graphql';
import { ActDialog } from '../../parts/act-dialog';
import { Button } from '../../parts/basics';
import { CheckField } from '../../parts/check-field';
import { Diff } from './diff';
import type { Draft } from './draft';
import { By, madeHere } from './meanwhile';
import type { Checked } from './policy';

/** What an author is asked about, since no check of the text alone can find it. */
const LOCKS_OUT = 'policy/locks-out-author';

interface ApplyProps {
  live: NonNullable<PolicyNowQuery['policy']>;
  draft: Draft;
  checked: Checked;
}

export function Apply({ live, draft, checked }: ApplyProps) {
  const act = useAct(ApplyPolicyDocument);
  const [allow, setAllow] = useState<readonly string[]>([]);
  const { state } = act;
  const refused = state.step === 'failed' ? state.error : null;
  const asksLeave = refused?.problems.some(({ rule }) => rule === LOCKS_OUT) === true || allow.includes(LOCKS_OUT);
  const missing = draft.isBehind ? 'Another version serves by now.' : whatIsMissing(draft, checked);
  return (
    <ActDialog
      open="Apply"
      kind="main"
      title="Make the draft the policy"
      about={`It is made of ${draft.base.version}, and serves everywhere within two seconds.`}
      confirm="Apply it"
      act={act}
      disabled={!draft.isChanged}
      variables={(idempotencyKey, message) => {
        madeHere.set(checked.current?.version ?? null);
        return {
          input: { idempotencyKey, baseVersion: draft.base.version, text: draft.text, message, allow: [...allow] },
        };
      }}
      reasonLabel="Message: what it is for"
      missing={missing}
      done={({ applyPolicy }) => `${applyPolicy?.version ?? 'It'} serves.`}
      after={() => setAllow([])}
    >
      {checked.current && checked.current.warnings.length > 0 && (
        <p className="text-sm text-soft">
          It has {checked.current.warnings.length} warnings, and goes live with them: the check lists them.
        </p>
      )}
      {draft.isBehind && <Overtaken live={live} draft={draft} />}
      {asksLeave && (
        <CheckField
          label="I know that I could not change the policy any more"
          checked={allow.includes(LOCKS_OUT)}
          set={(chosen) => setAllow(chosen ? [LOCKS_OUT] : [])}
        />
      )}
      {!draft.isBehind && <Diff live={draft.base.text} text={draft.text} label="What will change" />}
    </ActDialog>
  );
}

function whatIsMissing({ isChanged }: Draft, { current, error }: Checked): string | null {
  if (!isChanged) return 'Nothing is changed.';
  if (error) return 'It could not be checked.';
  if (current === null) return 'It is being checked.';
  return current.problems.length > 0 ? 'Mend its problems first.' : null;
}

/** Somebody else was first: what they changed, and the way on. */
function Overtaken({ live, draft }: Pick<ApplyProps, 'live' | 'draft'>) {
  return (
    <div className="grid gap-2 text-sm" data-overtaken>
      <p>
        Somebody else has applied meanwhile: <By live={live} />. This is what they changed:
      </p>
      <Diff live={draft.base.text} text={live.text} label="What somebody else changed" />
      <p className="text-soft">Applied as it is, your draft would undo it.</p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={draft.rebase}>Go on with my draft</Button>
      </div>
    </div>
  );
}
