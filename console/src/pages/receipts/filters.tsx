/** What the receipts are narrowed by. Each goes into the address. */
import type { AccessOutcome, AccessReason } from '../../gql/graphql';
import { Button } from '../../parts/basics';
import { SelectField, TextField } from '../../parts/fields';
import { useScope } from '../../scope';
import { outcomeWord, reasonWord } from '../../words';
import type { ReceiptsSearch } from './search';

const OUTCOMES: readonly AccessOutcome[] = ['ALLOWED', 'PARTIAL', 'DENIED'];
const REASONS: readonly AccessReason[] = [
  ...(['OUT_OF_CAPACITY', 'RATE_LIMITED', 'NOT_PERMITTED', 'ACCOUNT_SUSPENDED', 'DEBT_LIMIT', 'HOLD_LIMIT'] as const),
  ...(['HOLD_CLOSED', 'NO_LAYER', 'NOT_PRICED', 'UNKNOWN_PRODUCT', 'UNKNOWN_FEATURE'] as const),
];

interface FiltersProps {
  search: ReceiptsSearch;
  change: (part: Partial<ReceiptsSearch>) => void;
  /** Whether all of the tenant may be listed. */
  mayAll: boolean;
}

export function Filters({ search, change, mayAll }: FiltersProps) {
  const { catalog } = useScope();
  const products = catalog?.products ?? [];
  const features = products.find(({ id }) => id === search.product)?.features ?? [];
  const { receipt: _open, ...set } = search;
  const text = (name: 'session' | 'label' | 'key') => ({
    defaultValue: search[name] ?? '',
    onBlur: (event: { target: HTMLInputElement }) => change({ [name]: event.target.value.trim() || undefined }),
    onKeyDown: (event: React.KeyboardEvent<HTMLInputElement>) => {
      if (event.key === 'Enter') event.currentTarget.blur();
    },
  });
  return (
    <div role="search" className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] items-end gap-2">
      <SelectField
        label="Outcome"
        data-filter
        value={search.outcome ?? ''}
        onChange={(event) => change({ outcome: (event.target.value || undefined) as AccessOutcome | undefined })}
      >
        <option value="">Any</option>
        {OUTCOMES.map((each) => (
          <option key={each} value={each}>
            {outcomeWord(each)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Why refused"
        value={search.reason ?? ''}
        onChange={(event) => change({ reason: (event.target.value || undefined) as AccessReason | undefined })}
      >
        <option value="">Any</option>
        {REASONS.map((each) => (
          <option key={each} value={each}>
            {reasonWord(each)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Product"
        value={search.product ?? ''}
        onChange={(event) => change({ product: event.target.value || undefined, feature: undefined })}
      >
        <option value="">Any</option>
        {products.map(({ id }) => (
          <option key={id}>{id}</option>
        ))}
      </SelectField>
      {features.length > 0 && (
        <SelectField
          label="Feature"
          value={search.feature ?? ''}
          onChange={(event) => change({ feature: event.target.value || undefined })}
        >
          <option value="">Any</option>
          {features.map(({ id }) => (
            <option key={id}>{id}</option>
          ))}
        </SelectField>
      )}
      <TextField key={`session ${search.session ?? ''}`} label="Session" {...text('session')} />
      <TextField key={`label ${search.label ?? ''}`} label="Label" placeholder="key=value" {...text('label')} />
      <TextField key={`key ${search.key ?? ''}`} label="Idempotency key" {...text('key')} />
      {mayAll && (
        <label className="inline-flex min-h-8 items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={search.everyone === true}
            onChange={(event) => change({ everyone: event.target.checked || undefined })}
            className="size-4 accent-[var(--accent)]"
          />
          Of everybody
        </label>
      )}
      {Object.keys(set).length > 0 && (
        <Button
          kind="bare"
          onClick={() => change(Object.fromEntries(Object.keys(set).map((name) => [name, undefined])))}
        >
          Clear all
        </Button>
      )}
    </div>
  );
}
