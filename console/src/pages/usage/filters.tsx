/** What the usage is narrowed and told apart by. Each choice goes into the address. */
import { X } from 'lucide-react';
import { mayRead } from '../../frame/frame';
import { zone as chosenZone, zoneName } from '../../format';
import { Button } from '../../parts/basics';
import { SelectField, TextField } from '../../parts/fields';
import { Segments } from '../../parts/segments';
import { useScope } from '../../scope';
import { useStore } from '../../store';
import { addDays, dayBegins, dayOf, MOST_HOUR_DAYS, type Span } from './range';
import { measureText } from './rows';
import { GROUPS, type Group, type Range, type UsageSearch } from './search';

const RANGE_WORDS = [
  ['today', 'Today'],
  ['7d', '7 days'],
  ['30d', '30 days'],
  ['month', 'This month'],
  ['custom', 'Custom'],
] as const;

interface FiltersProps {
  search: UsageSearch;
  change: (part: Partial<UsageSearch>) => void;
  span: Span;
  timeZone: string;
  /** The dimensions that may be measured. */
  dimensions: readonly string[];
  everyone: boolean;
}

export function Filters({ search, change, span, timeZone, dimensions, everyone }: FiltersProps) {
  const { account, viewer } = useScope();
  const mayAll = account === null && mayRead(viewer);
  const { group, measure, stack } = search;
  const groups = GROUPS.filter((each) => (everyone ? each !== 'session' : each !== 'subject'));
  const range = search.range ?? '7d';
  return (
    <div role="search" aria-label="What is shown" className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Segments
          label="Range"
          options={RANGE_WORDS}
          value={range}
          set={(value: Range) =>
            change(
              value === 'custom'
                ? { range: value, from: span.from, to: span.to }
                : { range: value, from: undefined, to: undefined, bucket: undefined },
            )
          }
        />
        {span.days <= MOST_HOUR_DAYS && (
          <Segments
            label="Each bar is"
            options={[
              ['HOUR', 'Hours'],
              ['DAY', 'Days'],
            ]}
            value={span.bucket}
            set={(bucket) => change({ bucket })}
          />
        )}
      </div>
      {range === 'custom' && <Days span={span} timeZone={timeZone} change={change} />}
      <div className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] items-start gap-2">
        {mayAll && (
          <SelectField
            label="Whose"
            value={everyone ? 'everyone' : ''}
            onChange={(event) =>
              change({ everyone: event.target.value === 'everyone' || undefined, group: undefined, session: undefined })
            }
          >
            <option value="">Yours</option>
            <option value="everyone">Everyone's</option>
          </SelectField>
        )}
        <SelectField
          label="Group by"
          data-filter
          value={group ?? ''}
          onChange={(event) => {
            const next = (event.target.value || undefined) as Group | undefined;
            change({ group: next, stack: next === undefined ? undefined : 'group' });
          }}
        >
          <option value="">Nothing</option>
          {groups.map((each) => (
            <option key={each} value={each}>
              {measureText(each)}
            </option>
          ))}
        </SelectField>
        {group === 'label' && (
          <TextField
            key={`label ${search.label ?? ''}`}
            label="Label"
            placeholder="its name"
            maxLength={100}
            defaultValue={search.label?.split('=')[0] ?? ''}
            onBlur={(event) => change({ label: event.target.value.trim() || undefined })}
            onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
          />
        )}
        <SelectField
          label="Measure"
          value={measure ?? ''}
          onChange={(event) => change({ measure: event.target.value || undefined })}
        >
          <option value="">Credits</option>
          <option value="events">Events</option>
          {dimensions.map((each) => (
            <option key={each} value={each}>
              {measureText(each)}
            </option>
          ))}
        </SelectField>
        {measure === undefined && group !== undefined && (
          <SelectField
            label="Bars are made of"
            value={stack ?? ''}
            onChange={(event) => change({ stack: event.target.value === 'group' ? 'group' : undefined })}
          >
            <option value="">Who paid</option>
            <option value="group">Each {group}</option>
          </SelectField>
        )}
        <ZoneField zone={timeZone} change={change} />
      </div>
      <Narrowed search={search} change={change} />
    </div>
  );
}

function Days({ span, timeZone, change }: Pick<FiltersProps, 'span' | 'timeZone' | 'change'>) {
  const first = dayOf(Date.parse(span.from), timeZone);
  const last = dayOf(Date.parse(span.to) - 1, timeZone);
  const set = (days: { first?: string; last?: string }) => {
    const next = { first, last, ...days };
    if (next.first === '' || next.last === '') return;
    const to = dayBegins(addDays(next.last, 1), timeZone);
    change({ range: 'custom', from: dayBegins(next.first, timeZone), to, bucket: undefined });
  };
  return (
    <div className="flex flex-wrap gap-2">
      <TextField
        label="First day"
        type="date"
        value={first}
        max="9998-12-30"
        onChange={(event) => set({ first: event.target.value })}
      />
      <TextField
        label="Last day"
        type="date"
        value={last}
        max="9998-12-30"
        onChange={(event) => set({ last: event.target.value })}
      />
    </div>
  );
}

function ZoneField({ zone, change }: { zone: string; change: FiltersProps['change'] }) {
  const here = zoneName(useStore(chosenZone));
  const local = zoneName('local');
  return (
    <SelectField
      label="Time zone"
      value={zone}
      onChange={(event) => change({ zone: event.target.value === here ? undefined : event.target.value })}
    >
      {[...new Set([here, local, 'UTC', zone])].map((each) => (
        <option key={each}>{each}</option>
      ))}
    </SelectField>
  );
}

const NARROWING = ['product', 'feature', 'session', 'label'] as const;

/** What it is narrowed to, each to be taken away. */
function Narrowed({ search, change }: Pick<FiltersProps, 'search' | 'change'>) {
  const set = NARROWING.filter((name) => search[name] !== undefined && (name !== 'label' || search.group !== 'label'));
  if (set.length === 0) return null;
  return (
    <ul aria-label="Only" className="flex flex-wrap gap-2">
      {set.map((name) => (
        <li key={name}>
          <Button
            className="min-h-6 px-2 text-xs"
            onClick={() => change({ [name]: undefined, ...(name === 'product' ? { feature: undefined } : {}) })}
            aria-label={`Take away: ${name} ${search[name]}`}
          >
            <span className="text-soft">{name}</span> {search[name]} <X size={14} aria-hidden="true" />
          </Button>
        </li>
      ))}
    </ul>
  );
}
