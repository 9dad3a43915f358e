/**
 * What comes before a cell is served from: the login may serve, its owner's migrations are applied where it is the owner,
 * and otherwise they are there. Each refusal says what is missing, and the SQL that mends it.
 */
import { DEFAULT_CELL, type Cell } from './cell.js';
import { writerUrl } from './database-url.js';
import { actingSql, findHome, membershipSql, type Home } from './home.js';
import { checkServable, migrate } from './migrate.js';
import { knownMigrations } from './migrations.js';
import { quoted, SessionClient } from './session-client.js';
import type { Log } from '../log.js';

/** How the login must be. */
export interface LoginTerms {
  /** The API's role. */
  apiRole: string;
  production: boolean;
  /** Whether an owner's login, or a superuser's, may serve in production. */
  ownerLoginAllowed: boolean;
}

/**
 * Makes sure that a cell can be served from.
 * @returns what it looks like now, to be opened with
 * @throws Error that says what to do
 */
export async function prepareCell(
  cell: Pick<Cell, 'name' | 'url' | 'schema'>,
  { apiRole: role, production, ownerLoginAllowed }: LoginTerms,
  log: Log,
): Promise<Home> {
  const options = { ...cell, role };
  const home = await findHome(options);
  const { login } = home;
  if (production && login.mighty.length > 0) {
    if (!ownerLoginAllowed) throw new Error(tooMighty(home));
    log.warn(
      { login: login.name, because: login.mighty },
      'SPILLWAY_ALLOW_OWNER_LOGIN: the login may do more than the API needs',
    );
  }
  // Further cells have schemas beside the first one's.
  if (cell.name === DEFAULT_CELL) refuseElsewhere(home);
  if (home.readOnly) {
    throw new Error('The database takes no writes now: it is a standby, or default_transaction_read_only is on.');
  }
  const isOwner = home.hasBooks ? login.owns : login.superuser || login.mayMake;
  if (isOwner && (!production || ownerLoginAllowed)) {
    await migrate(options);
    const migrated = await findHome(options);
    if (migrated.login.maySet) return migrated;
    await letAct(cell.url, migrated);
    return { ...migrated, login: { ...migrated.login, member: true, maySet: true } };
  }
  assertMember(home);
  const client = new SessionClient({
    connectionString: await writerUrl(cell.url),
    application_name: 'spillway-start',
    session: { schema: home.schema },
  });
  await client.connect();
  try {
    await checkServable(client, await knownMigrations(role));
  } finally {
    await client.end();
  }
  return home;
}

function tooMighty({ role, login }: Home): string {
  const api = quoted(`${role}_login`);
  return (
    `The login "${login.name}" may do more than the API needs: it ${login.mighty.join(', and it ')}. In production serve ` +
    `as one that is only a member of ${role}, and keep this one for "spillway migrate". An administrator makes it so:\n` +
    `  create role ${api} login password '…' in role ${quoted(role)};\n` +
    'SPILLWAY_ALLOW_OWNER_LOGIN=1 serves as it is.'
  );
}

/** @throws Error where the settings name an empty schema, and the books are where no setting is needed to find them */
export function refuseElsewhere({ schema, hasBooks, elsewhere }: Home): void {
  if (hasBooks || elsewhere === null) return;
  throw new Error(
    `There are no books in the schema ${schema}, but there are in ${elsewhere}: leave SPILLWAY_SCHEMA out, or name that ` +
      'one. Books of another installation belong into another database.',
  );
}

/** @throws Error that says what an administrator must do */
function assertMember(home: Home): void {
  const { schema, hasBooks, hasRole, roleUses, role, login } = home;
  if (!hasBooks) {
    throw new Error(
      `There are no books in the schema ${schema} of this database: run "spillway migrate" as who shall own them first.`,
    );
  }
  const ask = (problem: string, sql: string) =>
    new Error(`${problem}. Have an administrator run, in this database:\n  ${sql}`);
  if (!hasRole) {
    throw new Error(
      `There is no role ${role}, though there are books: name theirs in SPILLWAY_API_ROLE. If they were restored where it ` +
        'was missing, make it and restore them once more (docs/operations.md, "Backup").',
    );
  }
  if (!login.member) throw ask(`The login "${login.name}" is no member of ${role}`, membershipSql(home));
  if (!login.inherits)
    throw ask(`The login "${login.name}" does not inherit the rights of ${role}`, membershipSql(home));
  if (roleUses) return;
  throw ask(
    `The role ${role} may not use the schema ${schema}`,
    `grant usage on schema ${quoted(schema)} to ${quoted(role)};`,
  );
}

/**
 * An owner serves as the role, of which it must be a member: who made the role, or may give it, becomes one here.
 * @throws Error that says what an administrator must do
 */
async function letAct(url: string, home: Home): Promise<void> {
  const { role, login, schema } = home;
  const client = new SessionClient({
    connectionString: await writerUrl(url),
    application_name: 'spillway-migrate',
    session: { schema },
  });
  await client.connect();
  try {
    await client.query(`grant ${quoted(role)} to ${quoted(login.name)}`);
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    throw new Error(
      `The login "${login.name}" owns the books but may not act as the role ${role}. Have an administrator run, in this ` +
        `database:\n  ${actingSql(home)}\nWhere the role is another installation's, name one of your own in ` +
        'SPILLWAY_API_ROLE.',
      { cause: error },
    );
  } finally {
    await client.end();
  }
}
