/** What the purchases are narrowed by; it goes into the address. Days are those of the chosen clock. */
import { zone, zoneName } from '../../format';
import type { PurchaseStatus } from '../../gql/graphql';
import { Button } from '../../parts/basics';
import { SelectField, TextField } from '../../parts/fields';
import { useStore } from '../../store';
import { anyWord } from '../../words';
import { fromInput, toInput } from '../../zones';
import { PURCHASE_STATUSES } from './purchase-words';
import type { CreditsSearch } from './search';

const DAY_MS = 86_400_000;

interface FiltersProps {
  search: CreditsSearch;
  change: (part: Partial<CreditsSearch>) => void;
}

export function PurchaseFilters({ search: { status, from, to }, change }: FiltersProps) {
  const timeZone = zoneName(useStore(zone));
  const dayOf = (at: number) => toInput(at, timeZone).slice(0, 10);
  /** The midnight that a day begins with, days later; of what is no date nothing. */
  const midnight = (day: string, later: number): string | undefined => {
    const next = Date.parse(`${day}T00:00:00Z`) + later * DAY_MS;
    const at = Number.isFinite(next) ? fromInput(new Date(next).toISOString().slice(0, 19), timeZone) : null;
    return at === null ? undefined : new Date(at).toISOString();
  };
  return (
    <div
      role="search"
      aria-label="Purchases"
      className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] items-end gap-2"
    >
      <SelectField
        label="Status"
        data-filter
        value={status ?? ''}
        onChange={(event) => change({ status: (event.target.value || undefined) as PurchaseStatus | undefined })}
      >
        <option value="">Any</option>
        {PURCHASE_STATUSES.map((each) => (
          <option key={each} value={each}>
            {anyWord(each)}
          </option>
        ))}
      </SelectField>
      <TextField
        label="From day"
        type="date"
        value={from === undefined ? '' : dayOf(Date.parse(from))}
        onChange={(event) => change({ from: midnight(event.target.value, 0) })}
      />
      <TextField
        label="To day"
        type="date"
        value={to === undefined ? '' : dayOf(Date.parse(to) - 1)}
        onChange={(event) => change({ to: midnight(event.target.value, 1) })}
      />
      {(status !== undefined || from !== undefined || to !== undefined) && (
        <Button kind="bare" onClick={() => change({ status: undefined, from: undefined, to: undefined })}>
          Clear all
        </Button>
      )}
    </div>
  );
}
