/** What the address of the ledger says. */
export interface LedgerSearch {
  /** The update whose drawer is open; the list begins with it. */
  seq?: string;
  /** The instant whose balance is asked for. */
  at?: string;
}

export function readLedger(search: Record<string, unknown>): LedgerSearch {
  const seq = String(search['seq'] ?? '');
  const at = Date.parse(String(search['at'] ?? ''));
  return {
    ...(/^\d{1,19}$/.test(seq) ? { seq } : {}),
    ...(Number.isFinite(at) ? { at: new Date(at).toISOString() } : {}),
  };
}
