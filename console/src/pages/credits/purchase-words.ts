/** How the states of a purchase look. */
import type { PurchaseStatus } from '../../gql/graphql';
import type { Tone } from '../../parts/basics';

export const PURCHASE_TONE: Record<string, Tone> = {
  PAID: 'good',
  PENDING: 'warn',
  DECLINED: 'bad',
  REFUNDED: 'quiet',
};
export const PURCHASE_STATUSES: readonly PurchaseStatus[] = ['PENDING', 'PAID', 'DECLINED', 'REFUNDED'];
