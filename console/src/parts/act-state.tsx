/** How an act goes, in words: it runs, nobody knows yet, it failed. */
import type { ActState } from '../data';
import { Button, CopyButton } from './basics';

export function ActProblem({ state, retry }: { state: ActState<unknown>; retry?: () => void }) {
  if (state.step === 'unknown') {
    return (
      <p role="status" className="rounded-lg bg-warn-bg p-3 text-sm text-warn">
        We do not know yet whether it was done. It is asked again with the same key, so nothing happens twice.
      </p>
    );
  }
  if (state.step !== 'failed') return null;
  const { message, requestId } = state.error;
  return (
    <div role="alert" className="grid gap-2 rounded-lg bg-bad-bg p-3 text-sm text-bad">
      <p>{message}</p>
      <div className="flex flex-wrap items-center gap-2">
        {retry && <Button onClick={retry}>Try again</Button>}
        {requestId !== null && (
          <span className="text-xs">
            Request <code>{requestId}</code> <CopyButton text={requestId} label="Copy id" />
          </span>
        )}
      </div>
    </div>
  );
}
