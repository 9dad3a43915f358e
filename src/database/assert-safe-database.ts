/**
 * Refuses a database whose settings would break a promise: durability of what was acknowledged, isolation of tenants,
 * and books that only grow. It looks once, at start, through the very role that serves requests.
 */
import type { Database } from './database.js';

/** Tables that rows are added to and read from, never changed or removed: by the API's role, that is. */
export const BOOKS = [
  'decision',
  'balance_update',
  'usage_event',
  'charge',
  'top_up_consent',
  'admin_action',
  'notice',
  'policy_version',
  'catalog_version',
  'catalog_activation',
  'budget',
  'reset_call',
];

/** Tables whose rows may go: counts, names and previews, from which nothing is derived. */
export const COUNTS = ['denial_count', 'shown_name', 'policy_preview', 'policy_preview_change'];

/** What the database says of itself and of the role that asks. */
export interface Findings {
  version: number;
  encoding: string;
  fsync: string;
  synchronous_commit: string;
  full_page_writes: string;
  role: string;
  /** It is, or may become, a role that passes row-level security. */
  unbound: boolean;
  /** Tables with a tenant, in the cell's own schema. */
  tables: string[];
  /** Tables with a tenant, of any cell, that row-level security does not bind every role to. */
  open_tables: string[];
  /** Tables with a tenant, in the cell's own schema, that the role may not read, or of which no policy shows it a row. */
  closed_tables: string[];
  /** Books of which the role may change rows. */
  writable_books: string[];
  /** Tables, books or not, of which it may remove rows that stay. */
  erasable_tables: string[];
}

const LOOK = `
  with own_table as (
    select c.oid, c.relname, n.nspname as schema, format('%I.%I', n.nspname, c.relname) as name,
      c.relrowsecurity and c.relforcerowsecurity as forced,
      exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
      ) as of_tenants
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  )
  select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
    current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit,
    current_setting('full_page_writes') as full_page_writes, current_user::text as role,
    exists (
      select from pg_roles r where (r.rolsuper or r.rolbypassrls) and pg_has_role(current_user, r.oid, 'member')
    ) as unbound,
    array(select name from own_table where of_tenants and schema = current_schema() order by name) as tables,
    array(select name from own_table where of_tenants and not forced order by name) as open_tables,
    array(
      select name from own_table t where of_tenants and schema = current_schema() and not (
        has_table_privilege(current_user, t.oid, 'select') and exists (
          select from pg_policy p, unnest(p.polroles) as granted (to_role)
          where p.polrelid = t.oid and (granted.to_role = 0 or pg_has_role(current_user, granted.to_role, 'usage'))
        ))
      order by name
    ) as closed_tables,
    array(
      select name from own_table where relname = any ($1) and has_any_column_privilege(current_user, oid, 'update')
      order by name
    ) as writable_books,
    array(
      select name from own_table where (of_tenants or relname = any ($1))
        and (relname <> all ($2) and has_table_privilege(current_user, oid, 'delete')
          or has_table_privilege(current_user, oid, 'truncate'))
      order by name
    ) as erasable_tables`;

/**
 * @throws Error that lists everything that is wrong and how to mend it.
 */
export async function assertSafeDatabase(database: Database): Promise<void> {
  const [found] = await database.transaction([], (tx) => tx.query<Findings>(LOOK, [BOOKS, COUNTS]), { readOnly: true });
  if (found === undefined) throw new Error('The database does not know the role that it was asked to use.');
  const problems = problemsOf(found);
  if (problems.length > 0) throw new Error(`This database is not safe to serve from: ${problems.join('; ')}.`);
}

/** Everything that forbids to serve, each with how to mend it. */
export function problemsOf(found: Findings): string[] {
  const problems: string[] = [];
  if (found.version < 150_000) problems.push('PostgreSQL is older than 15: use 15 or newer');
  if (found.encoding !== 'UTF8') {
    problems.push(`its encoding is ${found.encoding}, so two names could become one: make it anew with UTF8`);
  }
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes'] as const) {
    if (found[setting] === 'off') problems.push(`${setting} is off, so a crash could lose answered calls: set it on`);
  }
  for (const table of found.open_tables) {
    problems.push(`table ${table} has a tenant_id but no forced row-level security`);
  }
  if (found.tables.length === 0) problems.push('there are no tables with a tenant_id: run the migrations first');
  if (found.unbound) {
    problems.push(`role ${found.role} passes row-level security: it must be neither superuser nor BYPASSRLS`);
    return problems;
  }
  if (found.closed_tables.length > 0) {
    const tables = found.closed_tables.join(', ');
    problems.push(
      `role ${found.role} sees no row of ${tables}: restore it where the role is (docs/operations.md, "Backup")`,
    );
  }
  for (const table of found.writable_books) {
    problems.push(`role ${found.role} may update ${table}, whose rows never change: revoke it`);
  }
  for (const table of found.erasable_tables) {
    problems.push(`role ${found.role} may delete from or truncate ${table}, whose rows stay: revoke it`);
  }
  return problems;
}
