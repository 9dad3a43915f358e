/**
 * What a command needs that looks into what is published, or publishes: the database, whether or not a server runs on it. It
 * writes as the API does and no more.
 */
import 'reflect-metadata';
import { userInfo } from 'node:os';
import { KnownGrants } from '../books/known-grants.js';
import type { Database } from '../database/database.js';
import type { PolicyChanges } from '../policy/policy-drafts.js';
import type { Published } from '../policy/published.js';
import { publishInCells } from '../processes/publish-in-cells.js';
import { cleanName, LONGEST } from '../text.js';
import { withDatabase } from './open-database.js';
import { UsageError } from './run-verb.js';

/** The published versions, and the settings by which they are found. */
export interface OpenPublished {
  database: Database;
  published: Published;
  policyDir: string;
  policyChanges: PolicyChanges;
}

/** Opens them for as long as the work lasts. @throws Error with a sentence for a person where there is no database */
export function withPublished<T>(work: (open: OpenPublished) => Promise<T>): Promise<T> {
  return withDatabase(2, ({ database, url, config, log }) => {
    const { schema, policyDir, policyChanges } = config;
    const cell = { name: 'main', url, schema, holds: () => true, database, log };
    const published = publishInCells([cell], new KnownGrants(() => database));
    return work({ database, published, policyDir, policyChanges });
  });
}

/** Whoever runs a command acts as the operator. @param as the name given, else that of the system's user */
export function operatorNamed(as: string | undefined): { kind: 'OPERATOR'; name: string; requestId: null } {
  const name = `operator:${as ?? userInfo().username}`;
  return { kind: 'OPERATOR', name: checked('as', name, LONGEST.key), requestId: null };
}

/** A text from the command line. @throws UsageError */
export function checked(option: string, text: string, longest: number): string {
  const name = `--${option}`;
  try {
    return cleanName(name, text, longest);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** An option that must be given. @throws UsageError */
export function given(option: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new UsageError(`Give --${option}.`);
  return value;
}
