/**
 * A preview made in a thread of its own, on connections of its own. It writes what it has found itself, so that nothing large
 * goes through the thread that answers calls.
 */
import 'reflect-metadata';
import { openDatabase } from '../database/database.js';
import { findHome } from '../database/home.js';
import { SpillwayError } from '../errors.js';
import { answer } from '../in-thread.js';
import { createLog } from '../log.js';
import { candidateOf, liveCatalog, policyBuilder, type Draft } from './draft.js';
import type { Period } from './past.js';
import { toldChange } from './preview-documents.js';
import { PreviewRefused } from './preview-refused.js';
import { endPreview, type PreviewKey } from './preview-rows.js';
import { runPreview } from './preview.js';

/** What the thread is given. */
export interface PreviewWork extends PreviewKey {
  url: string;
  schema: string | null;
  role: string;
  draft: Draft;
  period: Period;
}

/** One connection reads the next part of the history while another loads what this part names. */
const CONNECTIONS = 2;
const STATEMENT_MS = 60_000;

/** Answers null where it has written what it found, else why there is nothing, in a sentence. */
await answer<PreviewWork, string | null, number>(async ({ url, schema, role, tenant, uuid, draft, period }, tell) => {
  const log = createLog({ logLevel: 'silent' });
  const home = await findHome({ url, schema, role });
  const options = { poolSize: CONNECTIONS, statementTimeoutMs: STATEMENT_MS };
  const database = await openDatabase({ url, role, home, entities: [], log, ...options });
  try {
    const live = await database.transaction([tenant], liveCatalog, { readOnly: true });
    const candidate = await candidateOf(tenant, draft, live);
    const build = policyBuilder(tenant);
    const asked = { database, tenant, period, candidate, live, build, progress: tell };
    const { replay, sums } = await runPreview(asked);
    const changes = replay.tally.changes.map((change) => toldChange(change, replay));
    await endPreview(database, { tenant, uuid }, sums, changes);
    return null;
  } catch (error) {
    if (error instanceof PreviewRefused || error instanceof SpillwayError) return error.message;
    throw error;
  } finally {
    await database.close();
  }
});
