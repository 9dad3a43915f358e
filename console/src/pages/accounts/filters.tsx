/** What the accounts are narrowed by. Each goes into the address. */
import { useEffect, useRef, useState } from 'react';
import type { AccountState } from '../../gql/graphql';
import { Button } from '../../parts/basics';
import { CheckField } from '../../parts/check-field';
import { SelectField, TextField } from '../../parts/fields';
import { useScope } from '../../scope';
import { useSettled } from '../../use-settled';
import { anyWord } from '../../words';
import type { AccountsSearch } from './search';

const TYPING_MS = 250;

interface FiltersProps {
  search: AccountsSearch;
  change: (part: Partial<AccountsSearch>) => void;
}

/** What somebody types who looks for a subject, as the beginning of an address. */
const prefixOf = (text: string): string | undefined => {
  const typed = text.trim();
  if (typed === '') return undefined;
  return /^(subject|pool):/.test(typed) || 'subject:'.startsWith(typed) || 'pool:'.startsWith(typed)
    ? typed
    : `subject:${typed}`;
};

export function Filters({ search, change }: FiltersProps) {
  const { catalog } = useScope();
  const [text, setText] = useState(search.prefix ?? '');
  const settled = useSettled(text, TYPING_MS);
  const current = useRef(search.prefix);
  current.current = search.prefix;
  useEffect(() => {
    const prefix = prefixOf(settled);
    if (prefix !== current.current) change({ prefix });
  }, [settled, change]);
  return (
    <div
      role="search"
      aria-label="Accounts"
      className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] items-end gap-2"
    >
      <TextField
        label="Begins with"
        data-filter
        placeholder="a subject, or pool:"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <SelectField
        label="Plan"
        value={search.plan ?? ''}
        onChange={(event) => change({ plan: event.target.value || undefined })}
      >
        <option value="">Any</option>
        {(catalog?.plans ?? []).map(({ id }) => (
          <option key={id} value={id}>
            {anyWord(id)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="State"
        value={search.state ?? ''}
        onChange={(event) => change({ state: (event.target.value || undefined) as AccountState | undefined })}
      >
        <option value="">Any</option>
        <option value="ACTIVE">In use</option>
        <option value="SUSPENDED">Suspended</option>
      </SelectField>
      <CheckField
        label="In debt"
        checked={search.debt === true}
        set={(checked) => change({ debt: checked || undefined })}
      />
      {Object.keys(search).length > 0 && (
        <Button
          kind="bare"
          onClick={() => {
            setText('');
            change({ prefix: undefined, plan: undefined, state: undefined, debt: undefined });
          }}
        >
          Clear all
        </Button>
      )}
    </div>
  );
}
