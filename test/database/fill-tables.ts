/** One row per tenant in every table that has one, made from the columns' types: whatever table comes next has its rows. */
import pg from 'pg';

/** Every table with a tenant, as the catalogue lists them. */
export async function tenantTables(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(`
    select c.relname as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relkind in ('r', 'p') and c.relnamespace = 'spillway'::regnamespace order by 1`);
  return rows.map(({ name }) => name);
}

/** A value of each type that the tables have; ids and accounts agree, so that rows of different tables belong together. */
const VALUES: Record<string, string> = {
  text: `'x'`,
  'text[]': `'{x}'`,
  uuid: `md5(t.tenant)::uuid`,
  bigint: '1',
  integer: '1',
  numeric: '1',
  boolean: 'true',
  json: `'{}'`,
  jsonb: `'[]'`,
  bytea: `'\\x00'`,
  'timestamp(3) with time zone': 'now()',
  date: 'current_date',
};

/**
 * Fills them, as their owner. What values mean is nothing to row-level security, so the checks on them are dropped: the
 * database is good for nothing else afterwards.
 */
export async function fillTables(owner: pg.Client, tables: string[], tenants: string[]): Promise<void> {
  for (const table of tables) {
    const { rows } = await owner.query<{ name: string; type: string }>(
      `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
      [table],
    );
    const checks = await owner.query<{ name: string }>(
      `select conname as name from pg_constraint where conrelid = $1::regclass and contype = 'c'`,
      [table],
    );
    for (const { name } of checks.rows)
      await owner.query(`alter table ${table} drop constraint ${pg.escapeIdentifier(name)}`);
    const values = rows.map(({ name, type }) => {
      const value = name === 'tenant_id' ? 't.tenant' : VALUES[type];
      if (value === undefined) throw new Error(`${table}.${name}: no value for the type ${type} yet`);
      return value;
    });
    await owner.query(
      `insert into ${table} (${rows.map(({ name }) => name).join(', ')})
       select ${values.join(', ')} from unnest($1::text[]) as t (tenant)`,
      [tenants],
    );
  }
}
