/** A box to tick, and several of them under one name. */
import type { ReactNode } from 'react';

interface CheckFieldProps {
  label: ReactNode;
  checked: boolean;
  set: (checked: boolean) => void;
}

export function CheckField({ label, checked, set }: CheckFieldProps) {
  return (
    <label className="inline-flex min-h-8 items-center gap-2 text-sm">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => set(event.target.checked)}
        className="size-4 accent-[var(--accent)]"
      />
      {label}
    </label>
  );
}

interface CheckFieldsProps {
  legend: string;
  hint?: string;
  options: readonly { value: string; label: ReactNode }[];
  chosen: readonly string[];
  set: (chosen: readonly string[]) => void;
}

export function CheckFields({ legend, hint, options, chosen, set }: CheckFieldsProps) {
  return (
    <fieldset className="grid gap-0.5">
      <legend className="text-xs font-medium text-soft">{legend}</legend>
      <div className="flex flex-wrap gap-x-4">
        {options.map(({ value, label }) => (
          <CheckField
            key={value}
            label={label}
            checked={chosen.includes(value)}
            set={(checked) => set(checked ? [...chosen, value] : chosen.filter((each) => each !== value))}
          />
        ))}
      </div>
      {hint !== undefined && <p className="text-xs text-soft">{hint}</p>}
    </fieldset>
  );
}
