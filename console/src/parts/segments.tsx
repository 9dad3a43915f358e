/** One of a few, side by side. */
interface SegmentsProps<T extends string> {
  label: string;
  options: readonly (readonly [value: T, word: string])[];
  value: T;
  set: (value: T) => void;
}

export function Segments<T extends string>({ label, options, value, set }: SegmentsProps<T>) {
  return (
    <div role="group" aria-label={label} className="flex w-fit flex-wrap rounded-lg bg-sunk p-0.5">
      {options.map(([each, word]) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === value}
          onClick={() => set(each)}
          className="min-h-7 rounded-md px-3 text-sm whitespace-nowrap text-soft aria-pressed:bg-panel aria-pressed:font-medium aria-pressed:text-ink aria-pressed:shadow-sm"
        >
          {word}
        </button>
      ))}
    </div>
  );
}
