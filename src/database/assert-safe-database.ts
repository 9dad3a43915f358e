/**
 * Refuses a database whose settings would break a promise: durability of what was acknowledged, and isolation of
 * tenants. It looks once, at start, through the very role that serves requests.
 */
import type { Database } from './database.js';

interface Findings {
  version: number;
  fsync: string;
  synchronous_commit: string;
  full_page_writes: string;
  role: string;
  superuser: boolean;
  bypassrls: boolean;
  tables: string[];
  open_tables: string[];
}

const LOOK = `
  with tenant_table as (
    select format('%I.%I', n.nspname, c.relname) as name, c.relrowsecurity and c.relforcerowsecurity as forced
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
  )
  select current_setting('server_version_num')::int as version, current_setting('fsync') as fsync,
    current_setting('synchronous_commit') as synchronous_commit,
    current_setting('full_page_writes') as full_page_writes, current_user::text as role,
    r.rolsuper as superuser, r.rolbypassrls as bypassrls,
    array(select name from tenant_table order by name) as tables,
    array(select name from tenant_table where not forced order by name) as open_tables
  from pg_roles r where r.rolname = current_user`;

/**
 * @throws Error that lists everything that is wrong and how to mend it.
 */
export async function assertSafeDatabase(database: Database): Promise<void> {
  const [found] = await database.transaction([], (tx) => tx.query<Findings>(LOOK, []));
  if (found === undefined) throw new Error('The database does not know the role that it was asked to use.');
  const problems: string[] = [];
  if (found.version < 150_000) problems.push('PostgreSQL is older than 15: use 15 or newer');
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes'] as const) {
    if (found[setting] === 'off') problems.push(`${setting} is off, so a crash could lose answered calls: set it on`);
  }
  if (found.superuser || found.bypassrls) {
    problems.push(`role ${found.role} passes row-level security: it must be neither superuser nor BYPASSRLS`);
  }
  for (const table of found.open_tables) {
    problems.push(`table ${table} has a tenant_id but no forced row-level security`);
  }
  if (found.tables.length === 0) problems.push('there are no tables with a tenant_id: run the migrations first');
  if (problems.length > 0) throw new Error(`This database is not safe to serve from: ${problems.join('; ')}.`);
}
