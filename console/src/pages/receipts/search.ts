/** The filters of the receipts, as the address has them. */
import type { AccessOutcome, AccessReason } from '../../gql/graphql';

export interface ReceiptsSearch {
  product?: string;
  feature?: string;
  session?: string;
  outcome?: AccessOutcome;
  reason?: AccessReason;
  /** `key=value`. */
  label?: string;
  key?: string;
  from?: string;
  to?: string;
  everyone?: boolean;
  /** The one whose drawer is open. */
  receipt?: string;
}

const OUTCOMES: readonly string[] = ['ALLOWED', 'PARTIAL', 'DENIED'];
const TEXTS = ['product', 'feature', 'session', 'reason', 'label', 'key', 'receipt'] as const;

export function readReceipts(search: Record<string, unknown>): ReceiptsSearch {
  const read: Record<string, unknown> = {};
  for (const name of TEXTS) {
    const value = search[name];
    // A number in an address is read as one; all of these are texts.
    if (value !== undefined && value !== null && value !== '') read[name] = String(value);
  }
  if (OUTCOMES.includes(String(search['outcome']))) read['outcome'] = search['outcome'];
  for (const name of ['from', 'to'] as const) {
    const at = Date.parse(String(search[name] ?? ''));
    if (Number.isFinite(at)) read[name] = new Date(at).toISOString();
  }
  if (search['everyone'] === true) read['everyone'] = true;
  return read as ReceiptsSearch;
}

/** "key=value" in its two parts; null where it is neither. */
export function labelOf(text: string | undefined): { key: string; value: string } | null {
  const at = text?.indexOf('=') ?? -1;
  return text === undefined || at <= 0 ? null : { key: text.slice(0, at), value: text.slice(at + 1) };
}
