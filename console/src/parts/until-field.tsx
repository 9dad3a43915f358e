/** An instant that one chooses on the clock of the chosen zone. */
import { zone, zoneName } from '../format';
import { useStore } from '../store';
import { fromInput } from '../zones';
import { TextField } from './fields';

interface UntilFieldProps {
  label: string;
  hint: string;
  /** As the field has it; empty where none is chosen. */
  value: string;
  set: (value: string) => void;
}

/** What the field says as an instant; null where none is chosen. */
export function useInstant(value: string): string | null {
  const timeZone = zoneName(useStore(zone));
  const at = value === '' ? null : fromInput(value, timeZone);
  return at === null ? null : new Date(at).toISOString();
}

export function UntilField({ label, hint, value, set }: UntilFieldProps) {
  const timeZone = zoneName(useStore(zone));
  return (
    <TextField
      label={`${label}, ${timeZone}`}
      type="datetime-local"
      hint={hint}
      value={value}
      onChange={(event) => set(event.target.value)}
    />
  );
}
