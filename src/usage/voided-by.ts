/**
 * From a usage event to the one that undoes it: a page of events asks once for all of them.
 */
import DataLoader from 'dataloader';
import type { Context } from '../api/context.js';
import { perOperation } from '../api/per-operation.js';
import { UsageEvent } from '../books/usage-event.js';

/** What undoes an event, by the event's UUID: of those that were set aside and recorded anew, the latest. */
export const voidedBy = perOperation<Context, DataLoader<string, UsageEvent | null>>(
  ({ database, caller: { tenant: tenantId } }) => {
    const read = async (uuids: readonly string[]) => {
      const found = await database.transaction(
        [tenantId],
        ({ em }) =>
          em.find(UsageEvent, { tenantId, voids: { $in: [...new Set(uuids)] } }, { orderBy: { usageNo: 'asc' } }),
        { readOnly: true },
      );
      const byTarget = new Map(found.map((event) => [event.voids, event]));
      return uuids.map((uuid) => byTarget.get(uuid) ?? null);
    };
    return new DataLoader(read, { cache: false });
  },
);
