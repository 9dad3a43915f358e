/** What the address of the credits says. */
import type { PurchaseStatus } from '../../gql/graphql';

export interface CreditsSearch {
  status?: PurchaseStatus;
  /** The purchase whose drawer is open. */
  purchase?: string;
  /** All lots that ever were, in place of those that have something. */
  history?: boolean;
}

const STATUSES: readonly string[] = ['PENDING', 'PAID', 'DECLINED', 'REFUNDED'];

export function readCredits(search: Record<string, unknown>): CreditsSearch {
  const { status, purchase, history } = search;
  return {
    ...(STATUSES.includes(String(status)) ? { status: status as PurchaseStatus } : {}),
    ...(typeof purchase === 'string' && purchase !== '' ? { purchase } : {}),
    ...(history === true ? { history } : {}),
  };
}
