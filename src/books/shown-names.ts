/**
 * The names of groups and subjects that tokens have shown, by tenant, with the first and the last day: written in the
 * background, read where a policy is judged. No book is made of them, and old ones go.
 */
import type { Database, Tx } from '../database/database.js';
import { SEEN_DAYS, type SeenNames } from '../policy/seen-names.js';

/** A name, and what it is the name of. */
export interface ShownName {
  tenant: string;
  kind: 'group' | 'subject';
  name: string;
}

/** How many names of a tenant are kept; beyond them those go that were shown longest ago. */
export const MOST_NAMES = { group: 2_000, subject: 8_000 } as const;
/** So many days without being shown, and a name goes. */
const KEPT_DAYS = 60;
/** For so many days a tenant's tokens must have been seen before what they did not show is worth a word. */
const KNOWN_DAYS = 7;

const TODAY = `(clock_timestamp() at time zone 'UTC')::date`;

const WRITE = `
  insert into shown_name as s (tenant_id, kind, name, first_day, last_day)
  select n.tenant_id, n.kind, n.name, d.day, d.day
  from unnest($1::text[], $2::text[], $3::text[]) as n (tenant_id, kind, name), (select ${TODAY} as day) d
  order by n.tenant_id, n.kind, n.name
  on conflict (tenant_id, kind, name) do update set last_day = excluded.last_day where s.last_day < excluded.last_day
  returning tenant_id as tenant, xmax = 0 as is_new`;

const TRIM = `
  delete from shown_name s using (
    select tenant_id, kind, name, last_day,
      row_number() over (partition by tenant_id, kind order by last_day desc, name) as place
    from shown_name where tenant_id = any ($1::text[])
  ) ranked
  where s.tenant_id = ranked.tenant_id and s.kind = ranked.kind and s.name = ranked.name
    and (ranked.last_day < ${TODAY} - ${KEPT_DAYS}
      or ranked.place > case ranked.kind when 'group' then ${MOST_NAMES.group} else ${MOST_NAMES.subject} end)`;

const READ = `
  select coalesce(min(first_day) <= ${TODAY} - ${KNOWN_DAYS}, false) as known,
    coalesce(array_agg(name) filter (where kind = 'group' and last_day > ${TODAY} - ${SEEN_DAYS}), '{}') as groups,
    coalesce(array_agg(name) filter (where kind = 'subject' and last_day > ${TODAY} - ${SEEN_DAYS}), '{}') as subjects
  from shown_name where tenant_id = $1`;

/**
 * Writes down that these were shown today.
 * @param names each once; of at most 200 tenants
 * @returns how many of each tenant are new
 */
export async function writeShownNames(
  database: Database,
  names: readonly ShownName[],
): Promise<ReadonlyMap<string, number>> {
  const tenants = [...new Set(names.map(({ tenant }) => tenant))];
  const columns = [tenantsOf(names), names.map(({ kind }) => kind), names.map(({ name }) => name)];
  const written = await database.transaction(tenants, (tx) =>
    tx.query<{ tenant: string; is_new: boolean }>(WRITE, columns),
  );
  const fresh = new Map<string, number>();
  for (const { tenant, is_new: isNew } of written) if (isNew) fresh.set(tenant, (fresh.get(tenant) ?? 0) + 1);
  return fresh;
}

/** Lets names go that are old, or more than a tenant may have. @param tenants at most 200 */
export async function trimShownNames(database: Database, tenants: readonly string[]): Promise<void> {
  await database.transaction(tenants, (tx) => tx.query(TRIM, [tenants]));
}

/** What was shown of a tenant lately; null where its tokens were not seen for long enough to tell. */
export async function readShownNames(tx: Tx, tenant: string): Promise<SeenNames | null> {
  const [found] = await tx.query<{ known: boolean; groups: string[]; subjects: string[] }>(READ, [tenant]);
  if (!found?.known) return null;
  const all = (names: readonly string[], most: number) => (names.length < most ? new Set(names) : null);
  return {
    groups: all(found.groups, MOST_NAMES.group),
    subjects: all(found.subjects, MOST_NAMES.subject),
  };
}

function tenantsOf(names: readonly ShownName[]): string[] {
  return names.map(({ tenant }) => tenant);
}
