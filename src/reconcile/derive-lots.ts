/**
 * The lots of one account, folded from the lines of its journal and compared with what is stored of them. A lot that is
 * used up is compared at once and forgotten, so that only open ones are kept.
 */
import type { Bucket, Line } from '../core/account.js';
import type { Nano } from '../core/words.js';
import type { Tx } from '../database/database.js';
import type { Findings } from './difference.js';
import type { LotRow } from '../books/tables.js';
import { lotsAfter, type Owner } from './journal-rows.js';

type Column = 'remaining' | 'held' | 'spent' | 'expired' | 'takenBack';
type LotFold = Record<Column, Nano> & { amount: Nano; effective: boolean; closed: LotRow['closed'] };

/** `pending` credits lie in `remaining` until they are effective; what paid debt is spent. */
const COLUMN: Partial<Record<Bucket, Column>> = {
  pending: 'remaining',
  remaining: 'remaining',
  held: 'held',
  spent: 'spent',
  debt: 'spent',
  expired: 'expired',
  takenBack: 'takenBack',
};
const PAGE = 2_000;

export class LotsAudit {
  private readonly folds = new Map<string, LotFold>();
  private issued = 0n;

  constructor(
    private readonly owner: Owner,
    private readonly findings: Findings,
  ) {}

  take(lines: readonly Line[]): void {
    for (const { lot, amount, from, to } of lines) {
      if (lot === null) continue;
      const fold = this.folds.get(lot) ?? nothing();
      this.folds.set(lot, fold);
      if (from === 'issued') {
        fold.amount += amount;
        this.issued += 1n;
      }
      const [source, target] = [COLUMN[from], COLUMN[to]];
      if (source) fold[source] -= amount;
      if (target) fold[target] += amount;
      if (to === 'remaining' && (from === 'pending' || from === 'issued')) fold.effective = true;
      if ((to === 'expired' || to === 'takenBack') && from !== 'held') fold.closed = to;
    }
  }

  /** Compares those of the lots that nothing can change any more, and forgets them. */
  closeFinished(rows: ReadonlyMap<string, LotRow>): void {
    for (const [id, row] of rows) {
      const fold = this.folds.get(id);
      if (!fold || fold.remaining !== 0n || fold.held !== 0n) continue;
      this.compare(fold, row);
      this.folds.delete(id);
    }
  }

  /**
   * Compares the rest, when the journal has ended.
   * @param heldBy what open holds hold of each lot
   * @param each told of every lot, in the order in which they were issued
   */
  async end(tx: Tx, heldBy: ReadonlyMap<string, Nano>, each: (row: LotRow) => void): Promise<void> {
    let stored = 0n;
    let last: string | null = null;
    for (let more = true; more;) {
      const rows: LotRow[] = await lotsAfter(tx, this.owner, last, PAGE);
      for (const row of rows) {
        this.endOne(row, heldBy.get(row.id) ?? 0n);
        each(row);
      }
      stored += BigInt(rows.length);
      last = rows.at(-1)?.id ?? null;
      more = rows.length === PAGE;
    }
    for (const lot of this.folds.keys()) this.findings.add('MISSING', 'LOT', 'The lot is not there.', { lot });
    if (stored === this.issued) return;
    const [expected, found] = [`${this.issued}`, `${stored}`];
    this.findings.add('STATE', 'LOT', 'There are not as many lots as were issued.', { expected, found });
  }

  private endOne(row: LotRow, held: Nano): void {
    const { id: lot } = row;
    const fold = this.folds.get(lot);
    this.folds.delete(lot);
    if (fold) this.compare(fold, row);
    else if (row.open) this.findings.add('UNEXPECTED', 'LOT', 'No balance update has issued this lot.', { lot });
    if (row.held === held) return;
    const [expected, found] = [String(held), String(row.held)];
    this.findings.add('STATE', 'LOT', 'What the lot holds is not what open holds hold of it (nano-credits).', {
      lot,
      expected,
      found,
    });
  }

  private compare(fold: LotFold, row: LotRow): void {
    const [expected, found] = [textOf(fold), textOf(row)];
    if (expected === found) return;
    this.findings.add('STATE', 'LOT', 'The lot does not follow from the journal (nano-credits).', {
      lot: row.id,
      expected,
      found,
    });
  }
}

function nothing(): LotFold {
  return { amount: 0n, remaining: 0n, held: 0n, spent: 0n, expired: 0n, takenBack: 0n, effective: false, closed: null };
}

function textOf({ amount, remaining, held, spent, expired, takenBack, effective, closed }: LotFold): string {
  const buckets = `remaining ${remaining}, held ${held}, spent ${spent}, expired ${expired}, takenBack ${takenBack}`;
  return `amount ${amount}: ${buckets}; ${effective ? 'effective' : 'pending'}, ${closed ?? 'open'}`;
}
