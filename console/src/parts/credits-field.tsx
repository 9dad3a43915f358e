/** An amount of credits that one types. */
import { nano } from '../format';
import { TextField } from './fields';

const CREDITS = /^\d{1,10}(\.\d{1,9})?$/;

/** Whether it is an amount above zero, and at most `most` where there is a most. */
export function isAmount(text: string, most: string | null = null): boolean {
  const typed = text.trim();
  return CREDITS.test(typed) && nano(typed) > 0n && (most === null || nano(typed) <= nano(most));
}

interface CreditsFieldProps {
  label: string;
  value: string;
  set: (value: string) => void;
  most?: string | null;
  hint?: string;
}

export function CreditsField({ label, value, set, most = null, hint }: CreditsFieldProps) {
  const above = 'A number above zero, with at most 9 decimals.';
  const wrong = isAmount(value) ? `At most ${most}.` : above;
  return (
    <TextField
      label={label}
      inputMode="decimal"
      value={value}
      hint={hint}
      onChange={(event) => set(event.target.value)}
      problem={value.trim() === '' || isAmount(value, most) ? null : wrong}
    />
  );
}
