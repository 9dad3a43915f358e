/**
 * A connection whose session is as this product needs it, whatever the server, the database, the role or a pooler in
 * between has as its own: one statement right after connecting sets everything that changes what a statement means or
 * how a value is written. Nothing is asked for in the start-up message, which poolers refuse.
 */
import pg from 'pg';
import { type Hosts, hostsOf } from './database-url.js';

export type Settings = Readonly<Record<string, string>>;

/**
 * What every session has. `default_transaction_read_only` is not among them: whoever sets it wants that nothing is
 * written, and so does a provider when a disk is full. Neither is `synchronous_commit`, which may ask for more.
 */
const PLAIN: Settings = {
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  client_encoding: 'UTF8',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  transform_null_equals: 'off',
  row_security: 'on',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  idle_session_timeout: '0',
  // Of PostgreSQL 17 and newer.
  transaction_timeout: '0',
};

/** Settings of PostgreSQL that this server does not know are left out. */
const PIN = `
  select set_config(s.name, s.value, false) from unnest($1::text[], $2::text[]) as s (name, value)
  where s.name like '%.%' or current_setting(s.name, true) is not null`;

/** How a session begins. */
export interface Session {
  /** The one schema that names are looked for in; null leaves it to the database. */
  schema: string | null;
  /** Whom it acts as; null: the login itself. */
  role?: string | null;
  /** Further settings. */
  settings?: Settings;
  /** Which host it goes to, where the address names several. */
  hosts?: Hosts | null;
}

export interface SessionConfig extends pg.ClientConfig {
  session: Session;
}

/** An identifier as SQL writes it, whatever it consists of. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export class SessionClient extends pg.Client {
  private readonly session: Session;

  constructor({ session, ...config }: SessionConfig) {
    const { connectionString } = config;
    super({
      ...config,
      ...(connectionString !== undefined && { connectionString: hostsOf(connectionString)[0] ?? '' }),
    });
    this.session = session;
    // A connection that is lost fails what is asked of it; nobody else need be there to hear of it.
    this.on('error', () => undefined);
  }

  override connect(): Promise<this>;
  override connect(callback: (error: Error) => void): void;
  override connect(callback?: (error: Error) => void): Promise<this> | void {
    const begun = this.begin();
    if (callback === undefined) return begun;
    begun.then(() => callback(undefined as never), callback);
  }

  private async begin(): Promise<this> {
    const { hosts } = this.session;
    try {
      if (hosts) Object.assign(this, await hosts.writer());
      await super.connect();
      await this.query(PIN, this.pins());
      return this;
    } catch (error) {
      hosts?.forget();
      // Whoever asked gets the error; the connection may be open still, and nobody would end it.
      this.end().catch(() => undefined);
      throw error;
    }
  }

  /** The role comes last: it may be allowed less. */
  private pins(): [string[], string[]] {
    const { schema, role = null, settings } = this.session;
    const pins = {
      ...PLAIN,
      ...settings,
      ...(schema !== null && { search_path: quoted(schema) }),
      ...(role !== null && { role }),
    };
    return [Object.keys(pins), Object.values(pins)];
  }
}
