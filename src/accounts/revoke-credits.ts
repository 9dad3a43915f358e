/**
 * A grant undone: what is left of its lot is taken back and the lot is closed, exactly once per key. What was used stays
 * used; bought credits are refunded, not revoked.
 */
import { Field, ID, InputType } from 'type-graphql';
import { post } from '../core/journal.js';
import { finished } from '../core/lots.js';
import { SpillwayError } from '../errors.js';
import { uuidOf } from '../ids.js';
import type { Database } from '../database/database.js';
import { cleanName, LONGEST } from '../text.js';
import type { Loaders } from '../api/loaders.js';
import { act, type Actor } from '../books/admin-action.js';
import { Lot } from '../books/lot.js';
import type { Ledger } from '../books/unit-of-work.js';

@InputType({ description: 'A granted lot of which to take back what is left.' })
export class RevokeCreditsInput {
  @Field(() => ID, { description: 'The lot; not a purchased one.' }) lotId!: string;
  @Field(() => String, { description: 'The key of this call, retired for ever by the revocation, per account.' })
  idempotencyKey!: string;
  @Field(() => String, { description: 'Why, for the books.' }) reason!: string;
}

/** The UUID and the account's address of a lot of the caller's tenant. @throws SpillwayError NOT_FOUND */
export async function findLot(loaders: Loaders, lotId: string): Promise<{ uuid: string; address: string }> {
  const uuid = uuidOf('lot', lotId);
  const lot = uuid && (await loaders.lot.load(uuid));
  const account = lot && (await loaders.account.load(lot.accountId));
  if (!account) throw new SpillwayError('NOT_FOUND', 'There is no lot with this id.');
  return { uuid: lot.uuid, address: account.address };
}

/**
 * Takes back what is left of a granted lot, pending ones included. Held parts stay held and go the same way when they
 * are given back.
 * @returns the lot as it is now; `replayed` where the key had revoked it before
 * @throws SpillwayError BAD_USER_INPUT, IDEMPOTENCY_CONFLICT, CONFLICT for purchased lots and where nothing is left
 */
export async function revokeCredits(
  { ledger, database }: { ledger: Ledger; database: Database },
  { tenant, uuid, address, actor }: { tenant: string; uuid: string; address: string; actor: Actor },
  input: RevokeCreditsInput,
): Promise<Lot> {
  const key = cleanName('idempotencyKey', input.idempotencyKey, LONGEST.key);
  const reason = cleanName('reason', input.reason, LONGEST.reason);
  const lock = { tenant, address };
  const replayed = await ledger.work([tenant], { lock: [lock], create: [] }, async (books, tx) => {
    const account = books.account(lock);
    const earlier = await tx.em.findOne(Lot, { tenantId: tenant, accountId: account.id, revokeKey: key });
    if (earlier?.uuid === uuid && earlier.revokeReason === reason) return true;
    if (earlier)
      throw new SpillwayError('IDEMPOTENCY_CONFLICT', 'This idempotency key was used with another revocation.');

    const stored = await tx.em.findOneOrFail(Lot, { tenantId: tenant, uuid });
    if (stored.purchaseId !== null) {
      throw new SpillwayError('CONFLICT', 'These credits were bought: refund the purchase instead.');
    }
    const now = books.bringUpTo(account);
    const lot = account.lots.find(({ id }) => id === uuid);
    if (!lot || lot.closed || finished(lot)) {
      throw new SpillwayError('CONFLICT', 'Nothing of this lot is left to be taken back.');
    }
    const from = lot.effective ? 'remaining' : 'pending';
    const line = { lot: uuid, window: null, amount: lot.remaining, from, to: 'takenBack' } as const;
    const done = { kind: 'REVOKE', accountId: account.id, targetId: uuid, reason } as const;
    books.record(post(account, now, 'REVOKE', uuid, [line]), act(books, tenant, actor, now, done));
    Object.assign(stored, { revokeKey: key, revokeReason: reason });
    return false;
  });
  const lot = await database.transaction([tenant], ({ em }) => em.findOneOrFail(Lot, { tenantId: tenant, uuid }), {
    readOnly: true,
  });
  return Object.assign(lot, { replayed });
}
