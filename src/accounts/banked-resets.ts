/**
 * Resets in store: an admin gives some, and whoever may check for the account uses one up, which ends one running window;
 * each exactly once per key. One that would change nothing is refused, and stays in store.
 */
import { subjectAddress } from '../core/address.js';
import { formatCredits, parseCredits } from '../core/amounts.js';
import { countOf, giveResets, MOST_BANKED, useReset, withoutOne } from '../core/banked-resets.js';
import { turnDebt } from '../core/debt.js';
import type { Account as CoreAccount, WindowInstance } from '../core/account.js';
import type { Instant, Nano } from '../core/words.js';
import type { Catalog } from '../catalog/catalog.js';
import { SpillwayError } from '../errors.js';
import type { Database, Tx } from '../database/database.js';
import { act, AdminAction, type Actor } from '../books/admin-action.js';
import { accountToCreate } from '../books/account-to-create.js';
import type { Books } from '../books/books.js';
import type { Ledger } from '../books/unit-of-work.js';
import { countResets } from './admin-bounds.js';

/** Whose account, and who does it. */
interface By {
  tenant: string;
  subject: string;
  actor: Actor;
}

export interface GiveCall {
  count: number;
  until: Instant | null;
  reason: string;
  key: string;
  fingerprint: Buffer;
}

export interface UseCall {
  window: string;
  key: string;
  fingerprint: Buffer;
}

/** What was given: as the act says it. */
export interface Given {
  accountId: string;
  count: number;
  until: Instant | null;
  replayed: boolean;
}

/** What was restored of a window, or would be. */
export interface Used {
  accountId: string;
  window: string;
  restored: Nano;
  /** How many are left in store, now. */
  left: number;
  replayed: boolean;
}

interface Managing {
  ledger: Ledger;
  database: Database;
  catalog: Catalog;
}

type Operation = 'GRANT' | 'REDEEM';

const FIND_CALL = `
  select fingerprint, action_id as "actionId" from reset_call
  where tenant_id = $1 and account_id = $2 and operation = $3 and key = $4`;
const STORE_CALL = `
  insert into reset_call (tenant_id, account_id, operation, key, fingerprint, action_id) values ($1, $2, $3, $4, $5, $6)`;

/**
 * Puts resets in store on a subject's account, which is made where it does not exist.
 * @throws SpillwayError IDEMPOTENCY_CONFLICT, OVERLOADED; BAD_USER_INPUT for an end that has passed; CONFLICT for more than
 *   an account may have; FORBIDDEN beyond what the operator lets the tenant's admins reset
 */
export async function grantResets({ ledger, catalog }: Managing, by: By, call: GiveCall): Promise<Given> {
  const { tenant, actor } = by;
  const key = { tenant, address: subjectAddress(by.subject) };
  const create = [accountToCreate(catalog, tenant, key.address)];
  return ledger.work([tenant], { lock: [key], create }, async (books, tx) => {
    const account = books.account(key);
    const earlier = await earlierAct(tx, account, 'GRANT', call);
    if (earlier) return { accountId: account.id, ...givenBy(earlier), replayed: true };
    const now = books.bringUpTo(account);
    const { count, until, reason } = call;
    if (until !== null && until <= now)
      throw new SpillwayError('BAD_USER_INPUT', 'expiresAt must be in the future.', { argument: 'expiresAt' });
    if (countOf(account.resets) + count > MOST_BANKED) {
      const left = MOST_BANKED - countOf(account.resets);
      throw new SpillwayError(
        'CONFLICT',
        `An account has at most ${MOST_BANKED} resets in store; ${left} more fit in.`,
      );
    }
    await countResets(tx, { catalog, tenant, actor }, count, now);
    const after = until === null ? `${count}` : `${count} until ${new Date(until).toISOString()}`;
    const causeHash = act(books, tenant, actor, now, { kind: 'RESETS_GRANTED', accountId: account.id, reason, after });
    books.record(giveResets(account, { until, count }, now), causeHash);
    await storeCall(tx, books, account, 'GRANT', call);
    return { accountId: account.id, count, until, replayed: false };
  });
}

/**
 * Uses one up: the window ends, and its next use begins it anew. Others of the plan go on.
 * @throws SpillwayError IDEMPOTENCY_CONFLICT, OVERLOADED; CONFLICT where there is none in store, also without an account,
 *   where its plan has no such window, and where nothing of that is used or held
 */
export async function redeemReset({ ledger }: Managing, { tenant, subject, actor }: By, call: UseCall): Promise<Used> {
  const key = { tenant, address: subjectAddress(subject) };
  return ledger.work([tenant], { lock: [key], create: [] }, async (books, tx) => {
    const account = books.find(key)?.account;
    if (!account) throw new SpillwayError('CONFLICT', NONE_IN_STORE);
    const earlier = await earlierAct(tx, account, 'REDEEM', call);
    const now = books.bringUpTo(account);
    if (earlier) {
      const { before, after } = earlier.body;
      const restored = parseCredits(before ?? '0') ?? 0n;
      return { accountId: account.id, window: after ?? '', restored, left: countOf(account.resets), replayed: true };
    }
    const instance = restorable(account, call.window);
    const restored = instance.used + instance.held;
    const told = { before: formatCredits(restored), after: call.window };
    const causeHash = act(books, tenant, actor, now, { kind: 'RESET_REDEEMED', accountId: account.id, ...told });
    books.record(useReset(account, instance, now), causeHash);
    if (account.turnedAt !== null) for (const update of turnDebt(account, now)) books.record(update);
    await storeCall(tx, books, account, 'REDEEM', call);
    return { accountId: account.id, window: call.window, restored, left: countOf(account.resets), replayed: false };
  });
}

/** What {@link redeemReset} would restore now; changes nothing. @throws SpillwayError CONFLICT as it would */
export async function previewReset(
  { ledger }: Pick<Managing, 'ledger'>,
  { tenant, subject }: Pick<By, 'tenant' | 'subject'>,
  window: string,
): Promise<Used> {
  const key = { tenant, address: subjectAddress(subject) };
  return ledger.read(tenant, [key], (books) => {
    const account = books.find(key)?.account;
    if (!account) throw new SpillwayError('CONFLICT', NONE_IN_STORE);
    books.bringUpTo(account);
    const { used, held } = restorable(account, window);
    const left = countOf(withoutOne(account.resets));
    return { accountId: account.id, window, restored: used + held, left, replayed: false };
  });
}

const NONE_IN_STORE = 'The account has no reset in store.';

/** The instance that a reset would end. @throws SpillwayError CONFLICT, also for a window that its plan has not */
function restorable(account: CoreAccount, window: string): WindowInstance {
  if (countOf(account.resets) === 0) throw new SpillwayError('CONFLICT', NONE_IN_STORE);
  if (!account.windowTerms.some(({ name }) => name === window)) {
    throw new SpillwayError('CONFLICT', 'The plan of the account has no such window: the reset stays in store.');
  }
  const instance = account.windows.find(({ name }) => name === window);
  if (instance && instance.used + instance.held > 0n) return instance;
  throw new SpillwayError('CONFLICT', 'Nothing of this window is used or held: the reset stays in store.');
}

async function earlierAct(
  tx: Tx,
  { tenant, id }: CoreAccount,
  operation: Operation,
  { key, fingerprint }: GiveCall | UseCall,
): Promise<AdminAction | null> {
  type Row = { fingerprint: Buffer; actionId: string };
  const [found] = await tx.query<Row>(FIND_CALL, [tenant, id, operation, key]);
  if (!found) return null;
  if (!found.fingerprint.equals(fingerprint)) {
    throw new SpillwayError('IDEMPOTENCY_CONFLICT', 'This idempotency key was used with another input.');
  }
  return tx.em.findOneOrFail(AdminAction, { tenantId: tenant, uuid: found.actionId });
}

/** The last act of the unit of work is the one that the call has made. */
async function storeCall(
  tx: Tx,
  books: Books,
  { tenant, id }: CoreAccount,
  operation: Operation,
  { key, fingerprint }: GiveCall | UseCall,
): Promise<void> {
  const action = books.actions.at(-1);
  if (!action) throw new Error('resets: a call without an act');
  await tx.query(STORE_CALL, [tenant, id, operation, key, fingerprint, action.uuid]);
}

function givenBy({ body }: AdminAction): Pick<Given, 'count' | 'until'> {
  const [count, , until] = (body.after ?? '').split(' ');
  return { count: Number(count), until: until === undefined ? null : Date.parse(until) };
}
