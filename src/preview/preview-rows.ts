/**
 * Previews as rows: begun one at a time for a tenant, told from time to time how far they have come, ended once. So many are
 * kept of a tenant; the oldest goes as a new one comes.
 */
import { PolicyPreview, type PreviewedText } from '../books/policy-preview.js';
import type { Instant } from '../core/words.js';
import type { Database, Tx } from '../database/database.js';
import { SpillwayError } from '../errors.js';
import { newUuid } from '../ids.js';
import { isoInstant } from '../books/journal-hash.js';
import { changeCodec, sumsCodec, type Sums, type ToldChange } from './preview-documents.js';

/** So many previews of a tenant are kept. */
export const MOST_PREVIEWS = 10;
/** A run that has not been heard of for so long has ended with its process. */
const LEASE_SECONDS = 30;
/** Changes that are written at once. */
const STEP = 500;

const SERIALISE = `select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'preview', current_schema(), $1::text), 0))`;
const CLOCK = 'select clock_timestamp() as now';
const OLDEST = `
  select id from policy_preview where tenant_id = $1 order by id desc offset ${MOST_PREVIEWS - 1} limit 100`;
const FORGET_CHANGES = 'delete from policy_preview_change where tenant_id = $1 and preview_id = any ($2::uuid[])';
const FORGET = 'delete from policy_preview where tenant_id = $1 and id = any ($2::uuid[])';
const INSERT = `
  insert into policy_preview (tenant_id, id, key, fingerprint, what, text_version, asked_by, from_at, to_at, state, total,
    started_at, lease_until)
  select $1, $2::uuid, $3, $4::bytea, $5, $6, $7, $8::timestamptz, $9::timestamptz, 'RUNNING', $10::int,
    clock_timestamp(), clock_timestamp() + interval '${LEASE_SECONDS} seconds'`;
const RUNNING = `
  select id from policy_preview where tenant_id = $1 and state = 'RUNNING' and lease_until >= clock_timestamp() limit 1`;
const PROGRESS = `
  update policy_preview set done = $3::int, lease_until = clock_timestamp() + interval '${LEASE_SECONDS} seconds'
  where tenant_id = $1 and id = $2 and state = 'RUNNING'`;
const FAIL = `
  update policy_preview set state = 'FAILED', message = $3, ended_at = clock_timestamp()
  where tenant_id = $1 and id = $2 and state = 'RUNNING'`;
const KEEP = `
  insert into policy_preview_change (tenant_id, preview_id, no, change)
  select $1, $2::uuid, k.no, k.change::jsonb from unnest($3::int[], $4::text[]) as k (no, change)`;
const DONE = `
  update policy_preview set state = 'DONE', done = total, ended_at = clock_timestamp(), result = $3::jsonb
  where tenant_id = $1 and id = $2 and state = 'RUNNING' returning id`;
const RESULT = 'select result::text as result from policy_preview where tenant_id = $1 and id = $2';
const CHANGES = `
  select no, change::text as change from policy_preview_change
  where tenant_id = $1 and preview_id = $2 and no > $3::int order by no limit $4`;

/** What somebody asks for, validated. */
export interface PreviewCall {
  tenant: string;
  askedBy: string;
  key: string;
  fingerprint: Buffer;
  what: PreviewedText;
  textVersion: string;
  from: Instant;
  to: Instant;
  total: number;
}

/** Channel on which processes tell each other how far previews have come. */
export const PREVIEW_CHANNEL = 'spillway_preview';

/**
 * Stores a preview that begins.
 * @returns it; `replayed` where the key had begun it before
 * @throws SpillwayError IDEMPOTENCY_CONFLICT; CONFLICT while another of the tenant runs
 */
export async function beginPreview(database: Database, call: PreviewCall): Promise<PolicyPreview> {
  const { tenant, key, fingerprint, askedBy, what, textVersion, from, to, total } = call;
  return database.transaction([tenant], async (tx) => {
    await tx.query(SERIALISE, [tenant]);
    const earlier = await tx.em.findOne(PolicyPreview, { tenantId: tenant, key });
    if (earlier) {
      if (earlier.fingerprint.equals(fingerprint)) return Object.assign(await readAt(tx, earlier), { replayed: true });
      throw new SpillwayError('IDEMPOTENCY_CONFLICT', 'This idempotency key was used with another preview.');
    }
    const running = await tx.query(RUNNING, [tenant]);
    if (running.length > 0) {
      throw new SpillwayError('CONFLICT', 'Another preview of your tenant is running: one is made at a time.');
    }
    const old = (await tx.query<{ id: string }>(OLDEST, [tenant])).map(({ id }) => id);
    if (old.length > 0) {
      await tx.query(FORGET_CHANGES, [tenant, old]);
      await tx.query(FORGET, [tenant, old]);
    }
    const uuid = newUuid(Date.now());
    const period = [isoInstant(from), isoInstant(to)];
    await tx.query(INSERT, [tenant, uuid, key, fingerprint, what, textVersion, askedBy, ...period, total]);
    return readAt(tx, await tx.em.findOneOrFail(PolicyPreview, { tenantId: tenant, uuid }));
  });
}

/** A preview by its UUID; null where the tenant has none. */
export function findPreview(database: Database, tenant: string, uuid: string): Promise<PolicyPreview | null> {
  const look = async (tx: Tx) => {
    const found = await tx.em.findOne(PolicyPreview, { tenantId: tenant, uuid });
    return found && readAt(tx, found);
  };
  return database.transaction([tenant], look, { readOnly: true });
}

async function readAt(tx: Tx, preview: PolicyPreview): Promise<PolicyPreview> {
  const [row] = await tx.query<{ now: Instant }>(CLOCK, []);
  return Object.assign(preview, { readAt: new Date(row?.now ?? 0) });
}

/** Which preview. */
export interface PreviewKey {
  tenant: string;
  uuid: string;
}

/** Notes how far it has come, and that it is still being made. */
export async function noteProgress(database: Database, { tenant, uuid }: PreviewKey, done: number): Promise<void> {
  await database.transaction([tenant], (tx) => tx.query(PROGRESS, [tenant, uuid, done]));
}

/** Ends it without an answer. @param message why, as one sentence */
export async function failPreview(database: Database, { tenant, uuid }: PreviewKey, message: string): Promise<void> {
  await database.transaction([tenant], (tx) => tx.query(FAIL, [tenant, uuid, message]));
}

/** Ends it with what was found. */
export async function endPreview(
  database: Database,
  { tenant, uuid }: PreviewKey,
  sums: Sums,
  changes: readonly ToldChange[],
): Promise<void> {
  await database.transaction([tenant], async (tx) => {
    for (let i = 0; i < changes.length; i += STEP) {
      const some = changes.slice(i, i + STEP);
      const written = some.map((change) => changeCodec.write(change));
      await tx.query(KEEP, [tenant, uuid, some.map((_, n) => i + n + 1), written]);
    }
    const ended = await tx.query(DONE, [tenant, uuid, sumsCodec.write(sums)]);
    if (ended.length === 0) throw new Error('The preview is not running any more.');
  });
}

/** What it comes to; null while it is not done. */
export async function readSums(database: Database, { tenant, uuid }: PreviewKey): Promise<Sums | null> {
  const [row] = await database.transaction(
    [tenant],
    (tx) => tx.query<{ result: string | null }>(RESULT, [tenant, uuid]),
    { readOnly: true },
  );
  return row?.result == null ? null : sumsCodec.read(row.result);
}

/** A change, and its number. */
export interface NumberedChange {
  no: number;
  change: ToldChange;
}

/** The next changes after a number. */
export async function readChanges(
  database: Database,
  { tenant, uuid }: PreviewKey,
  after: number,
  first: number,
): Promise<NumberedChange[]> {
  const rows = await database.transaction(
    [tenant],
    (tx) => tx.query<{ no: number; change: string }>(CHANGES, [tenant, uuid, after, first]),
    { readOnly: true },
  );
  return rows.map(({ no, change }) => ({ no, change: changeCodec.read(change) }));
}
