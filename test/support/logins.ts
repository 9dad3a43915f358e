/** Logins and roles of a test's own: they are the whole server's, so each has a name that no other test has. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { TestDatabase } from './database.js';
import { testServer } from './database.js';

export interface Logins {
  /** A name of a role or a login, to be made by whoever takes it, and dropped at the end with all that it owns. */
  name(of: string): string;
  /** Runs statements as a superuser, in the database or where the server is reached. */
  asSuperuser(sql: string, url?: string): Promise<pg.QueryResult>;
  /** Makes a login. @param how as CREATE ROLE has it */
  make(of: string, how?: string): Promise<string>;
  /** The address of a database as that login. */
  urlFor(login: string, store: Pick<TestDatabase, 'url'>): string;
  /** Drops what it made; databases first. */
  drop(): Promise<void>;
}

export function testLogins(): Logins {
  const mark = randomBytes(4).toString('hex');
  const names: string[] = [];
  const asSuperuser: Logins['asSuperuser'] = async (sql, url = testServer().adminUrl) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const name: Logins['name'] = (of) => {
    const made = `${of}_${mark}`;
    if (!names.includes(made)) names.push(made);
    return made;
  };
  return {
    name,
    asSuperuser,
    async make(of, how = '') {
      const login = name(of);
      await asSuperuser(`create role ${login} login password '${login}' ${how}`);
      return login;
    },
    urlFor(login, { url }) {
      const own = new URL(url);
      [own.username, own.password] = [login, login];
      return own.href;
    },
    async drop() {
      for (const each of names) await asSuperuser(`drop role if exists ${each}`);
    },
  };
}
