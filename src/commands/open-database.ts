/**
 * The database that a command looks into, whether or not a server runs on it: the one of DATABASE_URL, or the embedded one in
 * SPILLWAY_DATA_DIR. It reads and writes as the API's own role does.
 */
import { openDatabase, type Database } from '../database/database.js';
import { findHome } from '../database/home.js';
import { reachPostgres } from '../local/reach-postgres.js';
import { createLog, type Log } from '../log.js';
import { readDoorlessConfig, type Config } from '../processes/config.js';

/** A database, and how it was found. */
export interface CommandDatabase {
  database: Database;
  url: string;
  config: Config;
  log: Log;
}

/** Opens it for as long as the work lasts. @throws Error with a sentence for a person where there is none */
export async function withDatabase<T>(poolSize: number, work: (open: CommandDatabase) => Promise<T>): Promise<T> {
  const config = readDoorlessConfig();
  const { databaseUrl, dataDir, schema, apiRole: role } = config;
  const log = createLog({ logLevel: 'error' });
  const postgres = databaseUrl === null ? await reachPostgres({ dataDir, log }) : null;
  try {
    const url = databaseUrl ?? postgres?.url ?? '';
    const home = await findHome({ url, schema, role });
    // An owner that is no member of the role acts as itself.
    const own = home.login.maySet ? home : { ...home, actsAs: null };
    const database = await openDatabase({ url, role, home: own, entities: [], log, poolSize });
    try {
      return await work({ database, url, config, log });
    } finally {
      await database.close();
    }
  } finally {
    await postgres?.leave();
  }
}
