/** What the address of the credits says. */
import type { PurchaseStatus } from '../../gql/graphql';
import { PURCHASE_STATUSES } from './purchase-words';

export interface CreditsSearch {
  status?: PurchaseStatus;
  /** Purchases from this instant on, and before that one. */
  from?: string;
  to?: string;
  /** The purchase whose drawer is open. */
  purchase?: string;
  /** All lots that ever were, in place of those that have something. */
  history?: boolean;
  /** The lot that a link is about: shown first of all, and marked. */
  lot?: string;
}

export function readCredits(search: Record<string, unknown>): CreditsSearch {
  const { status, purchase, history, lot } = search;
  const instant = (name: 'from' | 'to') => {
    const at = Date.parse(String(search[name] ?? ''));
    return Number.isFinite(at) ? { [name]: new Date(at).toISOString() } : {};
  };
  return {
    ...(PURCHASE_STATUSES.some((each) => each === status) ? { status: status as PurchaseStatus } : {}),
    ...instant('from'),
    ...instant('to'),
    ...(typeof purchase === 'string' && purchase !== '' ? { purchase } : {}),
    ...(history === true ? { history } : {}),
    ...(typeof lot === 'string' && lot !== '' ? { lot } : {}),
  };
}
