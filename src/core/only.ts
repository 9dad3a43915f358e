/**
 * What a request itself says about who may give it anything: only some layers, or at most so much from those that are paid
 * for. It binds that one check, each decision for itself, and is counted nowhere: usage that exceeds its hold is drawn as
 * ever.
 */
import { least, sum } from './amounts.js';
import { countsLayer, emptyBudget } from './budgets.js';
import { leftIn, type BudgetRoom } from './budget-room.js';
import type { Draw, Request } from './facts.js';
import type { Source } from './layers.js';
import type { Blocker, BudgetTerms, Instant, Layer, Nano, Work } from './words.js';

/** What of a request says what the layers may give. */
export type Asked = Work &
  Pick<Request, 'only'> & {
    /** What the paid layers have given it already. */
    paid?: Nano;
  };

/** How a blocker names the bound that stood in the way. */
export const MAX_PAID = 'maxPaid';
export const LAYERS = 'layers';

const PAID = { source: 'paid' };

/** Whether the request lets a layer give at all. */
export function isNamed({ only }: Pick<Asked, 'only'>, { layer }: Pick<Layer, 'layer'>): boolean {
  return only?.layers?.includes(layer) ?? true;
}

/** The sources that the request lets give, the paid ones bounded as it says. */
export function withinRequest(asked: Asked, sources: readonly Source[], tenant: string, now: Instant): Source[] {
  const named = sources.filter(({ layer }) => isNamed(asked, layer));
  const most = asked.only?.maxPaid ?? null;
  if (most === null) return named;
  const room = passingRoom(tenant, most - (asked.paid ?? 0n), now);
  return named.map((source) => {
    if (!countsLayer(PAID, source.layer)) return source;
    const capacity = least(source.capacity, leftIn(room) ?? source.capacity);
    return { ...source, capacity, through: [...source.through, room] };
  });
}

/** What draws take from the paid layers. */
export function paidIn(draws: readonly Draw[]): Nano {
  return sum(draws, (draw) => (countsLayer(PAID, draw) ? draw.amount : 0n));
}

/** The blocker of the most that the paid layers may give. */
export function maxPaidBlocker({ only }: Asked): Blocker {
  return requestBlocker(MAX_PAID, only?.maxPaid ?? null);
}

/** The blocker of the layers that a request names. @param limit what these can give together */
export function layersBlocker(limit: Nano): Blocker {
  return requestBlocker(LAYERS, limit);
}

function requestBlocker(source: string, limit: Nano | null): Blocker {
  return { kind: 'REQUEST', source, account: null, limit, remaining: limit, unblocksAt: null };
}

/** A budget that nobody keeps: it bounds the paid layers of one check. */
function passingRoom(tenant: string, left: Nano, now: Instant): BudgetRoom {
  const terms: BudgetTerms = {
    ...{ address: 'request:maxPaid', who: 'request', object: 'product:*', source: 'paid', period: 'once', paced: null },
    window: { name: MAX_PAID, capacity: left, kind: 'once' },
    ...{ subject: null, session: null },
    ...{ cap: null, alerts: [] },
  };
  const account = emptyBudget(tenant, terms);
  return { terms, account, startedAt: now, resetsAt: null, period: left, increases: [], passing: true };
}
