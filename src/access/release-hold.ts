/**
 * Gives back what a hold still holds, to the very lots and windows it came from. Releasing twice is releasing once.
 */
import { subjectAddress } from '../core/address.js';
import { isOverdue, release } from '../core/holds.js';
import { instantOn, post } from '../core/journal.js';
import { SpillwayError } from '../errors.js';
import type { Decision } from '../books/decision.js';
import { LockMore, type Ledger } from '../books/unit-of-work.js';
import { findExtended } from './find-decisions.js';

/**
 * Releases the hold of a decision.
 * @throws SpillwayError CONFLICT where the decision held nothing, or usage of it is on its way
 */
export async function releaseHold(ledger: Ledger, decision: Decision): Promise<void> {
  const { tenantId: tenant, uuid, holdId, subject } = decision;
  if (holdId === null) throw new SpillwayError('CONFLICT', 'This decision took nothing: there is no hold to release.');
  await ledger.work(
    [tenant],
    async (tx) => {
      const [found] = (await findExtended(tx, [{ tenant, extends: uuid }])).values();
      const lock = (found?.addresses ?? []).map((address) => ({ tenant, address }));
      return { lock, create: [], holds: [{ tenant, holdId }] };
    },
    (books) => {
      const parts = books.partsOf(tenant, holdId);
      if (parts.some(({ accountId }) => !books.holds(tenant, accountId))) throw new LockMore();
      const accounts = parts.map(({ accountId }) => books.accountById(tenant, accountId));
      const now = books.bringUpTo(books.account({ tenant, address: subjectAddress(subject) }), ...accounts);
      if (parts.some(({ part }) => part.claims > 0)) {
        throw new SpillwayError('CONFLICT', 'Usage of this hold is being settled: it can no longer be released.');
      }
      if (parts.some(({ part, state }) => state !== 'HELD' || isOverdue(part, now))) return;
      for (const { part, accountId } of parts) {
        const account = books.accountById(tenant, accountId);
        books.record(post(account, instantOn(account, now), 'RELEASE', holdId, release(account, part)));
        books.savePart(account, part, 'RELEASED');
      }
    },
  );
}
