/** The calls of the model-based test as plain data: what model and engine are both given. Earlier calls go by number. */
import type { AccountName, Subject } from './closed-world.js';

export interface Used {
  dimension: string;
  quantity: number;
}
export interface CheckCall {
  key: string;
  subject: Subject;
  product: string;
  feature: string;
  usage: (Used & { minimum: number })[];
  mode: 'ALL_OR_NOTHING' | 'UP_TO';
  holdSeconds: number;
  session: string | null;
  /** Which decision's hold to extend. */
  extends: number | null;
}
export interface RecordCall {
  key: string;
  subject: Subject;
  /** Which decision the work ran under; null: none. */
  check: number | null;
  product: string;
  feature: string;
  /** Of usage without a decision; else the decision's. */
  session: string | null;
  usage: Used[];
  final: boolean;
  /** Whether the quantities are counters of the whole hold. */
  cumulative: boolean;
  /** Whether it may come after the final report. */
  late: boolean;
  status: 'COMPLETED' | 'CANCELLED' | 'FAILED';
  occurredAt: number | null;
}
export interface GrantCall {
  key: string;
  to: AccountName;
  kind: 'PROMOTIONAL' | 'PURCHASED' | 'REFUND' | 'ENTITLEMENT';
  credits: string;
  priority: number;
  /** The product that it may be used for; null: all. */
  scope: string | null;
  effectiveAt: number | null;
  expiresAt: number | null;
}
export interface PurchaseCall {
  key: string;
  to: AccountName;
  credits: string;
  method: 'sandbox:ok' | 'sandbox:declined';
}
/** A refund of a purchase or a revocation of a lot, by its number. */
export interface UndoCall {
  key: string;
  which: number;
  reason: string;
}
