/**
 * One connection to the books for a tool that looks at them by itself: in their schema, with the login's own rights. It
 * finds the books, and the host that takes writes where there are several.
 */
import { Hosts } from './database-url.js';
import { findHome, type HomeOptions } from './home.js';
import { SessionClient, type Settings } from './session-client.js';

export interface OpenSessionOptions extends HomeOptions {
  /** What the server calls it. */
  applicationName?: string;
  /** Further settings. */
  settings?: Settings;
  /** Whether it is worth nothing without books. */
  needsBooks?: boolean;
}

/** Looking at all books takes its time, and nobody waits for it. */
const PATIENT: Settings = { statement_timeout: '0', lock_timeout: '0', idle_in_transaction_session_timeout: '0' };

/**
 * Connects as the login that the URL names; the caller ends it.
 * @throws Error that says what to do where the login cannot see the books that are needed
 */
export async function openSession(options: OpenSessionOptions): Promise<SessionClient> {
  const { applicationName, settings, needsBooks = false, ...where } = options;
  const { schema, hasBooks, login } = await findHome(where);
  if (needsBooks && !hasBooks) throw new Error(`There are no books in the schema ${schema} of this database.`);
  if (needsBooks && !login.uses) {
    throw new Error(
      `The login "${login.name}" may not use the schema ${schema}: connect as its owner or as the API's login.`,
    );
  }
  const client = new SessionClient({
    connectionString: where.url,
    application_name: applicationName ?? 'spillway',
    session: { schema, settings: { ...PATIENT, ...settings }, hosts: Hosts.of(where.url, 5_000) },
  });
  await client.connect();
  return client;
}
