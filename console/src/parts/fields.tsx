/** What one types and chooses: a label above, what is wrong below. */
import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from 'react';
import { cx } from './basics';

const BOX = 'min-h-8 min-w-0 rounded-md border border-edge bg-page px-2 py-1 text-sm text-ink aria-invalid:border-bad';

interface Labelled {
  label: string;
  hint?: ReactNode;
  problem?: string | null;
  className?: string;
}

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'className'>, Labelled {}

export function TextField({ label, hint, problem, className, id, ...rest }: TextFieldProps) {
  const own = useId();
  const name = id ?? own;
  return (
    <div className={cx('grid min-w-0 content-start gap-1', className)}>
      <label htmlFor={name} className="text-xs font-medium text-soft">
        {label}
      </label>
      <input
        id={name}
        className={BOX}
        aria-invalid={problem != null}
        aria-describedby={`${name}-says`}
        autoComplete="off"
        {...rest}
      />
      <Says id={`${name}-says`} hint={hint} problem={problem} />
    </div>
  );
}

interface SelectFieldProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className'>, Labelled {
  children: ReactNode;
}

export function SelectField({ label, hint, problem, className, children, id, ...rest }: SelectFieldProps) {
  const own = useId();
  const name = id ?? own;
  return (
    <div className={cx('grid min-w-0 content-start gap-1', className)}>
      <label htmlFor={name} className="text-xs font-medium text-soft">
        {label}
      </label>
      <select id={name} className={BOX} aria-invalid={problem != null} aria-describedby={`${name}-says`} {...rest}>
        {children}
      </select>
      <Says id={`${name}-says`} hint={hint} problem={problem} />
    </div>
  );
}

function Says({ id, hint, problem }: { id: string; hint?: ReactNode; problem?: string | null | undefined }) {
  return (
    <p id={id} className={cx('text-xs empty:hidden', problem != null ? 'text-bad' : 'text-soft')}>
      {problem ?? hint}
    </p>
  );
}
