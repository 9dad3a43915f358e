/** Of which product, for which plan and of which instant the page shows prices. */
import { useState } from 'react';
import { zone, zoneName } from '../../format';
import { Button } from '../../parts/basics';
import { SelectField, TextField } from '../../parts/fields';
import { useStore } from '../../store';
import { fromInput, toInput } from '../../zones';
import { instantOf, type CatalogSearch } from './search';

interface ChosenProps {
  search: CatalogSearch;
  change: (part: Partial<CatalogSearch>) => void;
  products: readonly string[];
  product: string | undefined;
  plans: readonly string[];
  plan: string;
  own: string;
}

export function Chosen({ search, change, products, product, plans, plan, own }: ChosenProps) {
  const all = plans.includes(plan) ? plans : [plan, ...plans];
  return (
    <form
      aria-label="What is shown"
      className="flex flex-wrap items-start gap-3"
      onSubmit={(event) => event.preventDefault()}
    >
      <SelectField
        label="Product"
        data-filter
        className="w-40"
        value={product ?? ''}
        onChange={(event) => change({ product: event.target.value, feature: undefined, usage: undefined })}
      >
        {products.map((id) => (
          <option key={id}>{id}</option>
        ))}
      </SelectField>
      <SelectField
        label="Prices of plan"
        className="w-40"
        value={plan}
        onChange={(event) => change({ plan: event.target.value === own ? undefined : event.target.value })}
      >
        {all.map((id) => (
          <option key={id} value={id}>
            {id === own ? `${id} (yours)` : id}
          </option>
        ))}
      </SelectField>
      <AtField at={search.at} choose={(at) => change({ at })} />
    </form>
  );
}

interface AtFieldProps {
  at: string | undefined;
  choose: (at: string | undefined) => void;
}

function AtField({ at, choose }: AtFieldProps) {
  const timeZone = zoneName(useStore(zone));
  // What is typed stays as it is typed until the field is left.
  const [draft, setDraft] = useState<string | null>(null);
  const type = (text: string) => {
    setDraft(text);
    const instant = fromInput(text, timeZone);
    choose(instant === null ? undefined : (instantOf(new Date(instant).toISOString()) ?? undefined));
  };
  return (
    <div className="flex items-start gap-2">
      <TextField
        label={`And at, ${timeZone}`}
        type="datetime-local"
        step={1}
        min="1970-01-02T00:00"
        max="9998-12-31T00:00"
        className="w-56"
        value={draft ?? (at === undefined ? '' : toInput(Date.parse(at), timeZone))}
        onChange={(event) => type(event.target.value)}
        onBlur={() => setDraft(null)}
      />
      {at !== undefined && (
        <Button
          kind="bare"
          className="mt-5"
          onClick={() => {
            setDraft(null);
            choose(undefined);
          }}
        >
          Now alone
        </Button>
      )}
    </div>
  );
}
