/**
 * Refuses an edit of the catalog that would take something from those who use it: plans that accounts are on, and what
 * compare-catalogs.ts finds, unless the edit says that it is meant.
 */
import { allowedIn, isAllowed } from '../catalog/allowed.js';
import { compareCatalogs, USED_DAYS, type Guarded, type Hits } from '../catalog/compare-catalogs.js';
import type { Catalog } from '../catalog/catalog.js';
import { parseCatalog } from '../catalog/parse-catalog.js';
import { byPlace, FileRefused, problemOf, type Problem } from '../catalog/problem.js';
import type { Instant } from '../core/words.js';
import type { Tx } from '../database/database.js';

const LOST_PLANS = `
  select distinct tenant_id as tenant, plan from (
    select tenant_id, plan from account where tenant_id = any ($1::text[])
    union all
    select tenant_id, next_plan from account where tenant_id = any ($1::text[]) and next_plan is not null
  ) known
  where plan <> all ($2::text[])
  order by tenant_id, plan limit 10`;

const ON_PLAN = `
  select distinct tenant_id as tenant from account where tenant_id = any ($1::text[]) and plan = $2
  order by tenant_id limit 1000`;

const USED = `
  select t.tenant from unnest($1::text[]) as t (tenant) cross join lateral (
    select from usage_bucket b
    where b.tenant_id = t.tenant and b.session = '' and b.slot > clock_timestamp() - $4::int * interval '1 day'
      and b.product = $2 and b.feature = $3
    limit 1
  ) used
  order by 1 limit 1000`;

/** It reads every account, once per changed catalog. */
const TAKE_TIME = `select set_config('statement_timeout', '60s', true)`;

/**
 * @param live the text that serves; null where none was published, so that there is nothing to compare with
 * @param tenants whose accounts the catalog is to serve
 * @returns what would have been refused, but for a line that allows it
 * @throws FileRefused with everything that no line allows
 */
export async function guardCatalog(
  tx: Tx,
  catalog: Catalog,
  live: string | null,
  tenants: readonly string[],
): Promise<readonly Guarded[]> {
  await tx.query(TAKE_TIME, []);
  const lost = await lostPlans(tx, catalog, tenants);
  if (live === null) {
    if (lost.length > 0) throw new FileRefused(lost, true);
    return [];
  }
  const before = parseCatalog(live, catalog.file);
  const [clock] = await tx.query<{ now: Instant }>('select clock_timestamp() as now', []);
  const { problems, hits } = compareCatalogs(before, catalog, clock!.now);
  const allowed = allowedIn(catalog.text, live);
  const found = [...problems];
  const onPlans = new Set<Problem>();
  for (const hit of hits) {
    const hitBy = await hitting(tx, hit, tenants);
    found.push(...hitBy);
    if (hit.what === 'plan') for (const problem of hitBy) onPlans.add(problem);
  }
  const refused = [...lost, ...formatDown(before, catalog), ...found.filter((each) => !isAllowed(each, allowed))];
  if (refused.length > 0) {
    const sorted = refused.sort(byPlace);
    // Accounts move from plan to plan; prices and what was used stay as they are.
    throw new FileRefused(sorted, lost.length > 0 || refused.some((each) => onPlans.has(each)));
  }
  return found;
}

async function lostPlans(tx: Tx, { file, text, plans }: Catalog, tenants: readonly string[]): Promise<Problem[]> {
  const lost = await tx.query<{ tenant: string; plan: string }>(LOST_PLANS, [tenants, [...plans.keys()]]);
  const line = Math.max(1, text.split('\n').findIndex((each) => /^plans:/.test(each)) + 1);
  return [...Map.groupBy(lost, ({ tenant }) => tenant)].map(([tenant, rows]): Problem => {
    const named = rows.map(({ plan }) => `"${plan}" of ${tenant}`).join(', ');
    const message = `the catalog lacks plans that accounts are on, or will be: ${named}; move these accounts to others first`;
    return problemOf('catalog/plan-in-use', { file, line, concerns: [tenant] }, message);
  });
}

function formatDown(before: Catalog, { format, file }: Catalog): Problem[] {
  if (format >= before.format) return [];
  const why = 'its last line tells a whole file from half of one';
  const message = `format ${before.format} serves, and does not go back to ${format}: ${why}`;
  return [problemOf('catalog/format-down', { file, line: 1 }, message)];
}

/** The problem, where it hits any of these tenants. */
async function hitting(tx: Tx, hit: Hits, tenants: readonly string[]): Promise<Guarded[]> {
  const rows =
    hit.what === 'plan'
      ? await tx.query<{ tenant: string }>(ON_PLAN, [tenants, hit.plan])
      : await tx.query<{ tenant: string }>(USED, [tenants, hit.product, hit.feature, USED_DAYS]);
  return rows.length === 0 ? [] : [{ ...hit.problem, concerns: rows.map(({ tenant }) => tenant) }];
}
