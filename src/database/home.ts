/**
 * Where the books of a database are, and who the login is that comes to them: one look at the start, before anything is
 * set or changed. What a login may do is read from PostgreSQL's catalogue, for the login and not for a role that it takes.
 */
import pg from 'pg';
import { writerUrl } from './database-url.js';
import { refuseSharedSessions } from './pooler.js';
import { quoted } from './session-client.js';

export const DEFAULT_SCHEMA = 'spillway';
export const DEFAULT_ROLE = 'spillway_api';

/** An identifier that PostgreSQL takes as it is. A schema's name ends names of channels too, which have 63 characters. */
export const PLAIN_NAME = /^(?!pg_)[a-z_][a-z0-9_]{0,39}$/;

export interface Login {
  name: string;
  /** `server_version_num`. */
  version: number;
  superuser: boolean;
  /** Whether it owns the books, or may become who does. */
  owns: boolean;
  /** Why it may do more than the API needs, each as what follows "it". */
  mighty: string[];
  /** Whether it may make the schema, or make tables in it. */
  mayMake: boolean;
  member: boolean;
  /** Whether it may look names up in the schema itself. */
  uses: boolean;
  /** Whether it has the role's rights without taking the role. */
  inherits: boolean;
  /** Whether it may take the role. */
  maySet: boolean;
}

export interface Home {
  schema: string;
  /** Whether there are books in it. */
  hasBooks: boolean;
  /** Where earlier versions would look for books, and there are some, if that is another schema. */
  elsewhere: string | null;
  hasSchema: boolean;
  /** Whom the books belong to. */
  owner: string | null;
  /** Whose rights the API has. */
  role: string;
  hasRole: boolean;
  /** Whether the role may look names up in the schema. */
  roleUses: boolean;
  /** Whom connections act as: the role for an owner, who would be allowed too much; null for a member. */
  actsAs: string | null;
  /** Whether nothing can be written there now. */
  readOnly: boolean;
  login: Login;
}

export interface HomeOptions {
  url: string;
  /** Null: `spillway`, unless the books are where earlier versions put them. */
  schema?: string | null;
  role?: string;
  connectTimeoutMs?: number;
}

const WHERE = `
  select session_user::text as name, current_setting('server_version_num')::int as version, current_schema()::text as own,
    pg_is_in_recovery() or current_setting('default_transaction_read_only')::boolean as readonly,
    array(
      select n.nspname::text from pg_namespace n where (
        select count(*) from pg_class c
        where c.relnamespace = n.oid and c.relkind = 'r' and c.relname in ('schema_migration', 'balance_update')
      ) = 2
    ) as homes`;

interface Where {
  name: string;
  version: number;
  own: string | null;
  readonly: boolean;
  homes: string[];
}

/** `$1`: the schema, `$2`: the role. A superuser may do and become anything. */
const whoSql = (version: number) => `
  select l.rolsuper as superuser, l.rolbypassrls as bypasses, l.rolcreaterole as "makesRoles",
    l.rolreplication as replicates, n.oid is not null as "hasSchema", r.oid is not null as "hasRole",
    (select pg_get_userbyid(c.relowner)::text from pg_class c
      where c.relnamespace = n.oid and c.relname = 'schema_migration') as owner,
    exists (
      select from pg_class c where c.relnamespace = n.oid and c.relkind in ('r', 'p') and pg_has_role(l.oid, c.relowner, 'member')
    ) as "ownsTables",
    coalesce(pg_has_role(l.oid, n.nspowner, 'member'), false) as "ownsSchema",
    pg_has_role(l.oid, d.datdba, 'member') as "ownsDatabase",
    case when n.oid is null then has_database_privilege(l.oid, d.oid, 'create')
      else has_schema_privilege(l.oid, n.oid, 'create') end as "mayMake",
    coalesce(has_schema_privilege(l.oid, n.oid, 'usage'), false) as uses,
    coalesce(has_schema_privilege(r.oid, n.oid, 'usage'), false) as "roleUses",
    coalesce(pg_has_role(l.oid, r.oid, 'member'), false) as member,
    coalesce(pg_has_role(l.oid, r.oid, 'usage'), false) as inherits,
    coalesce(pg_has_role(l.oid, r.oid, '${version >= 160_000 ? 'set' : 'member'}'), false) as "maySet"
  from pg_roles l
  join pg_database d on d.datname = current_database()
  left join pg_namespace n on n.nspname = $1
  left join pg_roles r on r.rolname = $2
  where l.rolname = session_user`;

interface Who extends Pick<Login, 'superuser' | 'mayMake' | 'uses' | 'member' | 'inherits' | 'maySet'> {
  bypasses: boolean;
  makesRoles: boolean;
  replicates: boolean;
  hasSchema: boolean;
  hasRole: boolean;
  owner: string | null;
  ownsTables: boolean;
  ownsSchema: boolean;
  ownsDatabase: boolean;
  roleUses: boolean;
}

/**
 * Looks who comes, and where to.
 * @throws Error that says what to do, where a pooler shares sessions
 */
export async function findHome({ url, schema = null, role = DEFAULT_ROLE, ...rest }: HomeOptions): Promise<Home> {
  const { connectTimeoutMs: patience = 5_000 } = rest;
  const connectionString = await writerUrl(url);
  const client = new pg.Client({
    connectionString,
    application_name: 'spillway-start',
    connectionTimeoutMillis: patience,
    query_timeout: Math.max(patience, 5_000),
  });
  client.on('error', () => undefined);
  await client.connect().catch((error: Error) => {
    client.end().catch(() => undefined);
    throw withPoolersHint(error);
  });
  try {
    await refuseSharedSessions(client, connectionString);
    const [where] = (await client.query<Where>(WHERE)).rows as [Where];
    const chosen = chooseSchema(schema, where);
    const [who] = (await client.query<Who>(whoSql(where.version), [chosen, role])).rows as [Who];
    return homeOf(chosen, role, where, who);
  } finally {
    client.end().catch(() => undefined);
  }
}

function withPoolersHint(error: Error): Error {
  const [, name] = /unsupported startup parameter: (\S+)/.exec(error.message) ?? [];
  if (name === undefined) return error;
  return new Error(
    `A pooler answers at DATABASE_URL and refuses the start-up option "${name}": take it out of the URL.`,
    {
      cause: error,
    },
  );
}

function homeOf(schema: string, role: string, where: Where, who: Who): Home {
  const { superuser, mayMake, uses, member, inherits, maySet, hasSchema, hasRole, owner, roleUses } = who;
  const owns = superuser || who.ownsTables || who.ownsSchema;
  const reasons: [boolean, string][] = [
    [superuser, 'is a superuser'],
    [who.bypasses && !superuser, 'passes row-level security (BYPASSRLS)'],
    [who.replicates && !superuser, 'may copy the whole server (REPLICATION)'],
    [who.makesRoles && !superuser, 'may make roles (CREATEROLE)'],
    [who.ownsTables && !superuser, 'owns the books, or may become who does'],
    [who.ownsSchema && !superuser && !who.ownsTables, `owns the schema ${schema}, or may become who does`],
    [who.ownsDatabase && !superuser && !who.ownsTables && !who.ownsSchema, 'owns the database, or may become who does'],
  ];
  const mighty = reasons.flatMap(([is, reason]) => (is ? [reason] : []));
  const earlier = booksOfEarlier(where);
  return {
    schema,
    hasBooks: where.homes.includes(schema),
    elsewhere: earlier === schema ? null : earlier,
    hasSchema,
    owner,
    role,
    hasRole,
    roleUses,
    actsAs: owns ? role : null,
    readOnly: where.readonly,
    login: {
      name: where.name,
      version: where.version,
      superuser,
      owns,
      mighty,
      mayMake,
      uses,
      member,
      inherits,
      maySet,
    },
  };
}

/** Earlier versions put their tables where the database put its connections, `public` as a rule: they stay there. */
function booksOfEarlier({ homes, own }: Where): string | null {
  return [own, 'public'].find((each) => each !== null && homes.includes(each)) ?? null;
}

function chooseSchema(wanted: string | null, where: Where): string {
  if (wanted !== null) return wanted;
  return where.homes.includes(DEFAULT_SCHEMA) ? DEFAULT_SCHEMA : (booksOfEarlier(where) ?? DEFAULT_SCHEMA);
}

/** How an administrator lets the login take the role. */
export const actingSql = ({ role, login }: Pick<Home, 'role' | 'login'>): string =>
  `grant ${quoted(role)} to ${quoted(login.name)};`;

/** How an administrator makes the login a member whose rights are those of the role. */
export function membershipSql({ role, login }: Pick<Home, 'role' | 'login'>): string {
  const grant = `grant ${quoted(role)} to ${quoted(login.name)}`;
  if (login.version >= 160_000) return `${grant} with inherit true;`;
  return `${grant}; alter role ${quoted(login.name)} inherit;`;
}
