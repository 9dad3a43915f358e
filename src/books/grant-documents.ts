/**
 * The documents of grants that come again: the period of a lot, the periods that an account was given, and what a catalog
 * gives. Instants are texts, amounts decimal texts; what is not there is left out.
 */
import type { RecurringGrants } from '../catalog/catalog.js';
import type { BankedReset, GrantCalendar, GrantPeriod, GrantTerms, LotPeriod } from '../core/grant-terms.js';
import type { LotKind } from '../core/kinds.js';
import { codecOf } from './codec.js';
import { isoInstant } from './journal-hash.js';

interface StoredPeriod {
  grant: string;
  start: string;
  end: string;
  every: GrantCalendar['period'];
  anchor?: 'subscription';
  zone?: string;
  rollOver?: string;
}

type StoredCalendar = Pick<StoredPeriod, 'every' | 'anchor' | 'zone'>;

const calendarDocument = ({ period, anchor, zone }: GrantCalendar): StoredCalendar => {
  return { every: period, ...(anchor && { anchor }), ...(zone !== undefined && { zone }) };
};
const calendarFrom = ({ every, anchor, zone }: StoredCalendar): GrantCalendar => {
  return { period: every, ...(anchor && { anchor }), ...(zone !== undefined && { zone }) };
};

function periodDocument({ grant, start, end, calendar, rollOver }: GrantPeriod): StoredPeriod {
  const rolls = rollOver !== null && { rollOver: rollOver.toString() };
  return { grant, start: isoInstant(start), end: isoInstant(end), ...calendarDocument(calendar), ...rolls };
}

function periodFrom({ grant, start, end, rollOver, ...calendar }: StoredPeriod): GrantPeriod {
  const instants = { start: Date.parse(start), end: Date.parse(end) };
  const rolls = rollOver === undefined ? null : BigInt(rollOver);
  return { grant, ...instants, calendar: calendarFrom(calendar), rollOver: rolls };
}

type StoredLotPeriod = StoredPeriod & { rolled?: true };

/** Of a lot: which period of which grant it is for. */
export const lotPeriodCodec = codecOf<LotPeriod>(
  'period of a lot',
  ({ rolled, ...period }): StoredLotPeriod => ({ ...periodDocument(period), ...(rolled && { rolled }) }),
  [
    ({ rolled = false, ...stored }: StoredLotPeriod | (StoredPeriod & { rolled?: false })) => {
      return { ...periodFrom(stored), rolled };
    },
  ],
);

type StoredReset = Omit<BankedReset, 'until'> & { until: string | null };

export const resetsDocument = (resets: readonly BankedReset[]): StoredReset[] =>
  resets.map(({ until, count, ofPlan }) => {
    return { until: until === null ? null : isoInstant(until), count, ...(ofPlan && { ofPlan }) };
  });
export const resetsFrom = (stored: readonly StoredReset[]): BankedReset[] =>
  stored.map(({ until, ...reset }) => ({ ...reset, until: until === null ? null : Date.parse(until) }));

/** Of an account: the resets that it has in store. */
export const resetsCodec = codecOf<readonly BankedReset[]>('resets in store', resetsDocument, [resetsFrom]);

/** Of an account: the last period that was issued of each grant. */
export const grantedCodec = codecOf<readonly GrantPeriod[]>(
  'granted periods',
  (periods) => periods.map(periodDocument),
  [(stored: StoredPeriod[]) => stored.map(periodFrom)],
);

interface StoredGrant {
  id: string;
  kind?: LotKind;
  amount?: string;
  keep?: number;
  every: GrantCalendar['period'];
  anchor?: 'subscription';
  zone?: string;
  livesMs?: number;
  rollOver?: string;
}

interface StoredGrants {
  plans: Record<string, StoredGrant[]>;
  pools: Record<string, Record<string, StoredGrant[]>>;
}

function grantDocument({ id, kind, amount, calendar, livesMs, rollOver, keep }: GrantTerms): StoredGrant {
  if (keep !== undefined) return { id, keep, ...calendarDocument(calendar) };
  return {
    ...{ id, kind, amount: amount.toString(), ...calendarDocument(calendar) },
    ...(livesMs !== null && { livesMs }),
    ...(rollOver !== null && { rollOver: rollOver.toString() }),
  };
}

function grantFrom({
  id,
  kind = 'PROMOTIONAL',
  amount = '0',
  livesMs,
  rollOver,
  keep,
  ...calendar
}: StoredGrant): GrantTerms {
  const rolls = rollOver === undefined ? null : BigInt(rollOver);
  const terms = { id, kind, amount: BigInt(amount), calendar: calendarFrom(calendar) };
  return { ...terms, livesMs: livesMs ?? null, rollOver: rolls, ...(keep !== undefined && { keep }) };
}

type ByName<T> = ReadonlyMap<string, T>;

function documentOfMap<T, D>(map: ByName<T>, of: (value: T) => D): Record<string, D> {
  const sorted = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, value]) => [name, of(value)]));
}

function mapFrom<T, D>(stored: Record<string, D>, from: (document: D) => T): ByName<T> {
  return new Map(Object.entries(stored).map(([name, document]) => [name, from(document)]));
}

/** Of a catalog: all that comes again by it. */
export const grantsCodec = codecOf<RecurringGrants>(
  'recurring grants',
  ({ plans, pools }): StoredGrants => {
    const list = (grants: readonly GrantTerms[]) => grants.map(grantDocument);
    return { plans: documentOfMap(plans, list), pools: documentOfMap(pools, (own) => documentOfMap(own, list)) };
  },
  [
    ({ plans, pools }: StoredGrants) => {
      const list = (grants: StoredGrant[]) => grants.map(grantFrom);
      return { plans: mapFrom(plans, list), pools: mapFrom(pools, (own) => mapFrom(own, list)) };
    },
  ],
);

/** The document of a catalog's grants; null where nothing comes again. */
export function grantsDocument(grants: RecurringGrants): string | null {
  return grants.plans.size + grants.pools.size === 0 ? null : grantsCodec.write(grants);
}
