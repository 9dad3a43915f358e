/**
 * The settings of the database: where it is, where the books are in it, and whose rights the API has there.
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import { isDatabaseUrl, MOST_HOSTS } from '../database/database-url.js';
import { DEFAULT_ROLE, PLAIN_NAME } from '../database/home.js';
import { aloud } from './exceptions.js';

/** A path, seen from where the process was started. */
export const path = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((value) => resolve(value));

const plainName = z.string().regex(PLAIN_NAME, {
  error: 'must be at most 40 small letters, digits and _, must not begin with a digit, nor with pg_',
});

const MOST_CONNECTIONS = 200;
const POOL_SIZE = `must be a whole number of connections, 2 to ${MOST_CONNECTIONS}`;

/** Each setting for itself. */
export const DATABASE = {
  DATABASE_URL: z
    .string()
    .refine(isDatabaseUrl, {
      error: `must be a URL that starts with postgres:// or postgresql:// and names at most ${MOST_HOSTS} hosts`,
    })
    .optional(),
  SPILLWAY_SCHEMA: plainName.optional(),
  SPILLWAY_API_ROLE: plainName.default(DEFAULT_ROLE),
  SPILLWAY_POOL_SIZE: z
    .string()
    .regex(/^\d{1,3}$/, POOL_SIZE)
    .transform(Number)
    .refine((value) => value >= 2 && value <= MOST_CONNECTIONS, POOL_SIZE)
    .default(10),
  // The login is judged where it is found; the log says there what this lets pass.
  SPILLWAY_ALLOW_OWNER_LOGIN: aloud,
};

export interface DatabaseSettings {
  /** Null: an embedded PostgreSQL in the data directory. */
  databaseUrl: string | null;
  /** Where the books are; null: `spillway`, or where earlier versions put them. */
  schema: string | null;
  /** Whose rights the API has in the database. */
  apiRole: string;
  /** Connections at most, beside the one that listens. */
  poolSize: number;
  /** Whether a login that owns the books, or a superuser, may serve in production. */
  ownerLoginAllowed: boolean;
}

export function databaseSettings(env: z.output<z.ZodObject<typeof DATABASE>>): DatabaseSettings {
  return {
    databaseUrl: env.DATABASE_URL ?? null,
    schema: env.SPILLWAY_SCHEMA ?? null,
    apiRole: env.SPILLWAY_API_ROLE,
    poolSize: env.SPILLWAY_POOL_SIZE,
    ownerLoginAllowed: env.SPILLWAY_ALLOW_OWNER_LOGIN === '1',
  };
}
