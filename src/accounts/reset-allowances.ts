/**
 * Allowance windows ended early, for some subjects or for all: units of work of 500 accounts in the order of their
 * addresses, each of which also writes how far it came, so that a retry continues where it stopped (docs/rules.md, 23).
 */
import { subjectAddress } from '../core/address.js';
import { Field, ID, InputType } from 'type-graphql';
import type { Catalog } from '../catalog/catalog.js';
import { turnDebt } from '../core/debt.js';
import { endWindow } from '../core/end-window.js';
import { badInput, SpillwayError } from '../errors.js';
import { newUuid } from '../ids.js';
import type { Tx } from '../database/database.js';
import { cleanName, cleanSubject, LONGEST } from '../text.js';
import { act, type Actor } from '../books/admin-action.js';
import { AllowanceReset } from '../books/allowance-reset.js';
import type { AccountKey, Books } from '../books/books.js';
import { hashFields } from '../books/journal-hash.js';
import type { Ledger } from '../books/unit-of-work.js';
import { countResets, type Bounded } from './admin-bounds.js';

const AT_ONCE = 500;
const MOST_WINDOWS = 100;

@InputType({ description: 'Whose allowance windows to end: name subjects, or everyone.' })
export class ResetAllowancesInput {
  @Field(() => [ID], {
    nullable: true,
    description: `The subjects; those without an account are passed over. 1 to ${AT_ONCE}.`,
  })
  subjects?: string[] | null;
  @Field(() => Boolean, { defaultValue: false, description: 'All subjects of the tenant.' }) everyone!: boolean;
  @Field(() => [ID], {
    nullable: true,
    description: `The windows to end, such as weekly; null: all. 1 to ${MOST_WINDOWS}.`,
  })
  windows?: string[] | null;
  @Field(() => String, { nullable: true, description: 'Why, for the books.' })
  reason?: string | null;
  @Field(() => String, { description: 'The key of this call, retired for ever by the reset, per tenant.' })
  idempotencyKey!: string;
}

/** A validated input: null stands for all. */
export interface ResetCall {
  key: string;
  subjects: string[] | null;
  windows: string[] | null;
  reason: string | null;
  fingerprint: Buffer;
}

const NEXT_ADDRESSES = `
  select address from account
  where tenant_id = $1 and address > $2 and address like 'subject:%' and ($3::text[] is null or address = any ($3))
  order by address
  limit ${AT_ONCE}`;

const LOCK_RESET = `
  select r.at, r.done_through, r.finished, (
    select a.hash from admin_action a where a.tenant_id = r.tenant_id and a.target_id = r.id limit 1) as cause_hash
  from allowance_reset r where r.tenant_id = $1 and r.id = $2 for update of r`;

const PROGRESS = `
  update allowance_reset set accounts = accounts + $3, done_through = $4, finished = $5
  where tenant_id = $1 and id = $2`;

/** Validates what is asked, the catalog apart. @throws SpillwayError BAD_USER_INPUT naming the field */
export function resetCall(input: ResetAllowancesInput): ResetCall {
  const { everyone } = input;
  if (everyone === (input.subjects != null)) throw badInput('Give either subjects or everyone: true.', 'subjects');
  const subjects = input.subjects?.map((subject) => cleanSubject('subjects', subject)) ?? null;
  if (subjects && (subjects.length < 1 || subjects.length > AT_ONCE))
    throw badInput(`subjects: name 1 to ${AT_ONCE}.`, 'subjects');
  const windows = input.windows?.map((window) => cleanName('windows', window, LONGEST.name)) ?? null;
  if (windows && (windows.length < 1 || windows.length > MOST_WINDOWS))
    throw badInput(`windows: name 1 to ${MOST_WINDOWS}, or leave it null for all.`, 'windows');
  const key = cleanName('idempotencyKey', input.idempotencyKey, LONGEST.key);
  const reason = input.reason == null ? null : cleanName('reason', input.reason, LONGEST.reason);
  const lists = [subjects, windows].flatMap((names) => [names && String(names.length), ...(names ?? [])]);
  // A new argument is fingerprinted only where it is used: keys from before it stay what they were.
  const more = reason === null ? [] : ['reason', reason];
  return { key, subjects, windows, reason, fingerprint: hashFields([...lists, ...more]) };
}

/**
 * Ends the windows that started before the reset did, account by account, and returns when all is done.
 * @throws SpillwayError BAD_USER_INPUT for a window that no plan has, IDEMPOTENCY_CONFLICT, OVERLOADED; FORBIDDEN beyond
 *   what the operator lets the tenant's admins reset
 */
export async function resetAllowances(
  { ledger, catalog }: { ledger: Ledger; catalog: Catalog },
  { tenant, actor }: { tenant: string; actor: Actor },
  call: ResetCall,
): Promise<AllowanceReset> {
  const { reset, replayed } = await beginReset(ledger, { catalog, tenant, actor }, call);
  let finished = reset.finished;
  while (!finished) finished = await resetNext(ledger, reset, call);
  const done = await ledger.work(
    [tenant],
    { lock: [], create: [] },
    (_, { em }) => em.findOneOrFail(AllowanceReset, { tenantId: tenant, uuid: reset.uuid }),
    { continues: true },
  );
  return Object.assign(done, { replayed });
}

const BEGIN = `
  insert into allowance_reset (tenant_id, id, key, fingerprint, at)
  values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))
  on conflict (tenant_id, key) do nothing
  returning id`;

/** Records the reset and its instant, or finds it under its key. @throws SpillwayError as resetAllowances */
export async function beginReset(ledger: Ledger, of: Bounded, call: ResetCall) {
  const { catalog, tenant, actor } = of;
  return ledger.work([tenant], { lock: [], create: [] }, async (books, tx) => {
    const { clock } = books;
    const { key, fingerprint, reason } = call;
    const made = await tx.query(BEGIN, [tenant, newUuid(clock), key, fingerprint, clock]);
    const reset = await tx.em.findOneOrFail(AllowanceReset, { tenantId: tenant, key });
    if (!reset.fingerprint.equals(fingerprint)) {
      throw new SpillwayError('IDEMPOTENCY_CONFLICT', 'This idempotency key was used with another reset.');
    }
    if (made.length === 0) return { reset, replayed: true };
    checkWindows(call, catalog);
    await countResets(tx, of, 1, clock);
    act(books, tenant, actor, clock, { kind: 'ALLOWANCE_RESET', targetId: reset.uuid, reason });
    return { reset, replayed: false };
  });
}

/**
 * One unit of work of a reset: the next 500 accounts and the note that they are done. Calls of the same reset wait for
 * each other at its row, so none of them does an account again.
 * @returns whether all is done
 */
export async function resetNext(ledger: Ledger, { tenantId, uuid }: AllowanceReset, call: ResetCall): Promise<boolean> {
  let next: Progress = { at: 0, keys: [], causeHash: null, last: true, over: true };
  return ledger.work(
    [tenantId],
    async (tx) => {
      next = await nextAccounts(tx, tenantId, uuid, call);
      return { lock: next.keys, create: [] };
    },
    async (books, tx) => {
      if (next.over) return true;
      for (const key of next.keys) endWindows(books, key, next, call.windows, uuid);
      const through = next.keys.at(-1)?.address ?? '';
      await tx.query(PROGRESS, [tenantId, uuid, next.keys.length, through, next.last]);
      return next.last;
    },
    { continues: true },
  );
}

interface Progress {
  at: number;
  keys: AccountKey[];
  /** The hash of the act; null where the reset was begun before acts were written down. */
  causeHash: Buffer | null;
  /** These are the last ones. */
  last: boolean;
  /** Somebody else has finished it. */
  over: boolean;
}

interface ResetRow {
  at: number;
  done_through: string;
  finished: boolean;
  cause_hash: Buffer | null;
}

async function nextAccounts(tx: Tx, tenant: string, uuid: string, { subjects }: ResetCall): Promise<Progress> {
  const [row] = await tx.query<ResetRow>(LOCK_RESET, [tenant, uuid]);
  if (!row) throw new Error(`reset ${uuid} is not there`);
  const named = subjects?.map(subjectAddress) ?? null;
  const params = [tenant, row.done_through, named];
  const found = row.finished ? [] : await tx.query<{ address: string }>(NEXT_ADDRESSES, params);
  const keys = found.map(({ address }) => ({ tenant, address }));
  return { at: row.at, keys, causeHash: row.cause_hash, last: keys.length < AT_ONCE, over: row.finished };
}

function endWindows(
  books: Books,
  key: AccountKey,
  { at: before, causeHash }: Progress,
  names: string[] | null,
  resetId: string,
): void {
  const account = books.account(key);
  const now = books.bringUpTo(account);
  for (const window of [...account.windows]) {
    if (window.startedAt >= before || (names && !names.includes(window.name))) continue;
    books.record(endWindow(account, window, now, 'ALLOWANCE_RESET', resetId), causeHash);
  }
  if (account.turnedAt !== null) for (const update of turnDebt(account, now)) books.record(update);
}

function checkWindows({ windows }: ResetCall, catalog: Catalog): void {
  const known = new Set([...catalog.plans.values()].flatMap((plan) => plan.windows.map(({ name }) => name)));
  for (const window of windows ?? []) {
    if (!known.has(window)) throw badInput(`windows: no plan has a window "${window}".`, 'windows');
  }
}
