/** The command line of `spillway rolling`: read and checked once. It opens nothing. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { wholeNumber } from '../support/whole-number.js';

export const ROLLING_USAGE = `Usage: spillway rolling [options]
       npm run rolling -- [options]

Replaces every process of a service under load, and says whether anybody noticed. It runs two API processes and a
settlement worker in production, each with a login that is only a member of the API's role, behind nginx with the file in
deploy/nginx.conf. First all are replaced one by one with the same version. Then the next version migrates the database
while this one serves, and replaces it, one process after the other. Clients check and report all the while, and repeat
what was not answered, or was refused with retryable, with the same key. Afterwards each answer that a client got is looked
up by its key, and the books are audited and derived again. It needs nginx on the path.

  --clients 16     how many clients there are, each with one call under way
  --calm 5         seconds of load between two replacements
  --database URL   a PostgreSQL 15 or newer as its administrator: it gets a database and logins of its own, and keeps them
                   (default: an embedded one in a scratch folder)
  --previous DIR   a built checkout that serves first (default: this one)
  --next DIR       a built checkout that replaces it (default: a copy of this one with one more migration)

Exit code: 0 where each call ended well and the books close, else 1.
`;

export interface RollingOptions {
  clients: number;
  calmMs: number;
  /** Null: an embedded PostgreSQL. */
  databaseUrl: string | null;
  /** Null: this one. */
  previous: string | null;
  /** Null: a copy of this one with one more migration. */
  next: string | null;
}

/**
 * @returns null where help was asked for
 * @throws Error with a sentence for a person
 */
export function rollingOptions(args: string[]): RollingOptions | null {
  const { values } = parseArgs({
    args,
    options: {
      clients: { type: 'string', default: '16' },
      calm: { type: 'string', default: '5' },
      database: { type: 'string' },
      previous: { type: 'string' },
      next: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  const { database = null } = values;
  if (database !== null && !(URL.canParse(database) && /^postgres(ql)?:$/.test(new URL(database).protocol))) {
    throw new Error('--database is a URL such as postgresql://postgres:secret@127.0.0.1:5432/postgres.');
  }
  return {
    clients: wholeNumber('clients', values.clients, 1, 256),
    calmMs: wholeNumber('calm', values.calm, 1, 600) * 1000,
    databaseUrl: database,
    previous: checkout('previous', values.previous),
    next: checkout('next', values.next),
  };
}

function checkout(name: string, path: string | undefined): string | null {
  if (path === undefined) return null;
  const folder = resolve(path);
  if (existsSync(join(folder, 'dist/src/main.js'))) return folder;
  throw new Error(`--${name} ${folder} has no build: run "npm run build" there.`);
}
