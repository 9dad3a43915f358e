/**
 * An act of an admin: a button, and the dialog behind it that says what will change, takes the reason, and says in words
 * what went wrong. The act has one key from its first try until its outcome is known.
 */
import { useId, useState, type ReactNode } from 'react';
import type { Act } from '../data';
import { ActProblem } from './act-state';
import { Button, cx } from './basics';
import { Dialog } from './drawer';

export const LONGEST_REASON = 500;

interface ActDialogProps<R, V> {
  /** On the button that opens it. */
  open: ReactNode;
  kind?: 'plain' | 'danger' | 'main';
  title: string;
  about?: ReactNode;
  /** On the button that does it. */
  confirm: string;
  act: Act<R, V>;
  /** What is sent. */
  variables: (key: string, reason: string) => V;
  /** Whether the reason must be given, may be, or is not taken. */
  reason?: 'needed' | 'taken' | 'none';
  /** What the reason is called, where it is no reason. */
  reasonLabel?: string;
  /** What stands there to begin with. */
  firstReason?: string;
  /** What is missing before it can be done; null where nothing is. */
  missing?: string | null;
  /** Said once it is done. */
  done: (data: R) => string;
  /** Called once it is done. */
  after?: () => void;
  disabled?: boolean;
  /** Fields, and what will change. */
  children?: ReactNode;
}

export function ActDialog<R, V>({
  open: opens,
  kind = 'plain',
  title,
  about,
  confirm,
  act,
  variables,
  reason: takes = 'needed',
  reasonLabel = takes === 'needed' ? 'Why' : 'Why (if you like)',
  firstReason = '',
  missing = null,
  done,
  after,
  disabled = false,
  children,
}: ActDialogProps<R, V>) {
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState(firstReason);
  const [said, setSaid] = useState('');
  const id = useId();
  const busy = act.state.step === 'running' || act.state.step === 'unknown';
  const lacks = missing ?? (takes === 'needed' && reason.trim() === '' ? 'Give the reason.' : null);
  const run = async () => {
    const data = await act.run((key) => variables(key, reason.trim()));
    if (data === null) return;
    setSaid(done(data));
    setOpen(false);
    setReason(firstReason);
    after?.();
  };
  return (
    <>
      <Button
        kind={kind === 'main' ? 'main' : 'plain'}
        disabled={disabled}
        onClick={() => {
          act.reset();
          setSaid('');
          setReason(firstReason);
          setOpen(true);
        }}
      >
        {opens}
      </Button>
      <span role="status" className={cx('text-sm text-good', said === '' && 'sr-only')}>
        {said}
      </span>
      <Dialog open={isOpen} close={() => !busy && setOpen(false)} title={title} about={about}>
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (lacks === null) void run();
          }}
        >
          {children}
          {takes !== 'none' && (
            <div className="grid gap-1">
              <label htmlFor={id} className="text-xs font-medium text-soft">
                {reasonLabel}
              </label>
              <textarea
                id={id}
                rows={2}
                maxLength={LONGEST_REASON}
                value={reason}
                required={takes === 'needed'}
                aria-describedby={`${id}-says`}
                onChange={(event) => setReason(event.target.value)}
                className="min-w-0 rounded-md border border-edge bg-page px-2 py-1 text-sm text-ink"
              />
              <p id={`${id}-says`} className="text-xs text-soft">
                It is kept for good, with your name.
              </p>
            </div>
          )}
          <ActProblem state={act.state} />
          <div className="flex flex-wrap items-center justify-end gap-2">
            {lacks !== null && <span className="mr-auto text-xs text-soft">{lacks}</span>}
            <Button onClick={() => setOpen(false)} disabled={busy}>
              Cancel
            </Button>
            <Button type="submit" kind={kind === 'danger' ? 'danger' : 'main'} busy={busy} disabled={lacks !== null}>
              {confirm}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}

/** What will change: before and after, row by row. */
export function Changes({ rows }: { rows: readonly { name: string; before: ReactNode; after: ReactNode }[] }) {
  return (
    <table className="w-full text-sm">
      <caption className="pb-1 text-left font-medium">What will change</caption>
      <thead className="text-left text-xs text-soft">
        <tr>
          <th scope="col" className="py-1 font-medium">
            <span className="sr-only">What</span>
          </th>
          <th scope="col" className="text-right font-medium">
            Now
          </th>
          <th scope="col" className="text-right font-medium">
            Then
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, before, after }) => (
          <tr key={name} className="border-t border-line">
            <th scope="row" className="py-1 text-left font-normal text-soft">
              {name}
            </th>
            <td className="text-right">{before}</td>
            <td className="text-right font-medium">{after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
