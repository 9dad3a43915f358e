/**
 * Ways past row-level security, each as a query over PostgreSQL's catalogue that names what leaks, with an object that
 * does: a query that finds nothing proves nothing until it has found that.
 */
export interface Leak {
  leak: string;
  sql: string;
  /** Makes something with `careless` in its name that leaks like this. */
  make: string;
}

const OF_TENANTS = `
  exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id' and not t.attisdropped)`;
const OWN = `not in ('pg_catalog', 'information_schema', 'pg_toast')`;
const TABLES = `pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname ${OWN}`;
const BOUND = `create table careless (tenant_id text not null, id bigint); call spillway_seal('careless');`;

export const LEAKS: Leak[] = [
  {
    leak: 'table with a tenant whose row-level security is not forced',
    sql: `select c.relname as name from ${TABLES}
      where c.relkind in ('r', 'p', 'f') and ${OF_TENANTS} and not (c.relrowsecurity and c.relforcerowsecurity)`,
    make: `create table careless (tenant_id text not null); alter table careless enable row level security`,
  },
  {
    leak: 'table with a tenant that its rows need not name',
    sql: `select c.relname as name from ${TABLES} join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
      where c.relkind in ('r', 'p', 'f') and not (a.attnotnull and a.atttypid = 'text'::regtype)`,
    make: 'create table careless (tenant_id text)',
  },
  {
    leak: 'table with a tenant and another policy than the one for the API’s role, its owner and all commands',
    sql: `select c.relname as name from ${TABLES} where c.relkind in ('r', 'p', 'f') and ${OF_TENANTS} and (
        select array_agg(concat_ws(' | ', polname, polpermissive, polcmd, polroles::regrole[], polwithcheck, pg_get_expr(polqual, c.oid)))
        from pg_policy p where p.polrelid = c.oid
      ) is distinct from array[
        'tenant | t | * | {spillway_api,' || c.relowner::regrole || '} | (tenant_id = ANY (( SELECT spillway_tenants() AS spillway_tenants)::text[]))']`,
    make: `${BOUND} create policy generous on careless for select using (true)`,
  },
  {
    leak: 'view that reads with its owner’s rights',
    sql: `select c.relname as name from ${TABLES}
      where c.relkind = 'v' and not coalesce(c.reloptions @> array['security_invoker=true'], false)`,
    make: 'create view careless as select * from lot',
  },
  {
    leak: 'materialised view or foreign table, which no policy binds',
    sql: `select c.relname as name from ${TABLES} where c.relkind in ('m', 'f')`,
    make: 'create materialized view careless as select * from lot',
  },
  {
    leak: 'function that runs with its owner’s rights',
    sql: `select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname ${OWN}
      where p.prosecdef`,
    make: 'create function careless() returns bigint language sql security definer return (select count(*) from lot)',
  },
  {
    leak: 'function that is called leakproof, so that it sees rows before the policy does',
    sql: `select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname ${OWN}
      where p.proleakproof`,
    make: 'create function careless(text) returns boolean language sql leakproof return true',
  },
  {
    leak: 'function or procedure that names tenants itself',
    sql: `select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname ${OWN}
      where p.prokind in ('f', 'p') and coalesce(p.prosrc, '') ~* 'set_config|set +(local|session)'
        or exists (select from unnest(p.proconfig) setting where setting ~ '^(spillway|role|row_security)')`,
    make: `create function careless() returns bigint language sql set spillway.tenants = 'acme' return 1::bigint`,
  },
  {
    leak: 'trigger or rule, which would act where no statement says so',
    sql: `select t.tgname as name from pg_trigger t where not t.tgisinternal
      union all select r.rulename from pg_rewrite r join ${TABLES} on c.oid = r.ev_class and c.relkind not in ('v', 'm')`,
    make: 'create rule careless as on insert to lot do also nothing',
  },
  {
    leak: 'unique key that does not begin with the tenant, and so tells of another’s',
    sql: `select i.indexrelid::regclass::text as name from pg_index i join ${TABLES} on c.oid = i.indrelid
      left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
      where (i.indisunique or i.indisexclusion) and ${OF_TENANTS} and a.attname is distinct from 'tenant_id'`,
    make: `${BOUND} create unique index on careless (id)`,
  },
  {
    leak: 'foreign key that may lead to another tenant',
    sql: `select k.conname as name from pg_constraint k where k.contype = 'f' and not exists (
        select from unnest(k.conkey, k.confkey) as pair (here, there)
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.here and a.attname = 'tenant_id'
        join pg_attribute b on b.attrelid = k.confrelid and b.attnum = pair.there and b.attname = 'tenant_id')`,
    make: `create table other (id bigint primary key); ${BOUND} alter table careless add foreign key (id) references other`,
  },
  {
    leak: 'privilege of the API’s role or of everybody beyond select and insert, update of state, and removing counts and processes',
    sql: `select c.relname || ': ' || p.privilege_type as name from ${TABLES}, aclexplode(c.relacl) p
      where p.grantee in (0, 'spillway_api'::regrole) and p.privilege_type not in ('SELECT', 'INSERT', 'UPDATE')
        and (c.relname not in ('denial_count', 'policy_preview', 'policy_preview_change', 'process', 'shown_name') or p.privilege_type <> 'DELETE' or p.grantee <> 'spillway_api'::regrole)
      union all
      select c.relname || '.' || a.attname from ${TABLES} join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl)
      union all
      select 'from now on: ' || defaclobjtype::text from pg_default_acl`,
    make: 'create table careless (tenant_id text); grant delete on careless to public',
  },
];
