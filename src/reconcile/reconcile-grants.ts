/**
 * The lots of grants that come again: the period of each, worked out anew, and the last ones as the account knows them.
 */
import { RESETS, type GrantPeriod } from '../core/grant-terms.js';
import { grantPeriodAt } from '../core/recurring.js';
import { grantedCodec, lotPeriodCodec } from '../books/grant-documents.js';
import type { AccountRow, LotRow } from '../books/tables.js';
import { attempt } from './derive-journal.js';
import type { Findings } from './difference.js';

export class GrantsAudit {
  private readonly last = new Map<string, GrantPeriod>();

  constructor(
    private readonly findings: Findings,
    private readonly account: Pick<AccountRow, 'subscribedAt' | 'granted'>,
  ) {}

  /** Takes the account's lots in the order in which they were issued. */
  take({ id: lot, recurs, createdAt, expiresAt }: LotRow): void {
    if (recurs === null) return;
    // As it was read: its text.
    const period = attempt(() => lotPeriodCodec.read(recurs));
    if (!period) {
      this.findings.add('UNREADABLE', 'LOT', 'The period that the lot is for cannot be read.', { lot });
      return;
    }
    const { grant, rolled, ...terms } = period;
    const { start, end } = grantPeriodAt(this.account, period.calendar, createdAt);
    const before = this.last.get(grant);
    const begins = rolled ? createdAt : Math.max(start, before?.end ?? start);
    const is = (what: string, expected: number, found: number | null) => {
      if (expected === found) return;
      const texts = { expected: isoOf(expected), found: found === null ? 'never' : isoOf(found) };
      this.findings.add('STATE', 'LOT', `The ${what} of the period that the lot is for is another.`, { lot, ...texts });
    };
    is('start', begins, terms.start);
    is('end', end, terms.end);
    if (rolled) is('end, as the lot expires,', end, expiresAt);
    else this.last.set(grant, { grant, ...terms });
  }

  /** Compares them with what the account says that it was given last. */
  end(): void {
    const { granted } = this.account;
    const derived = [...this.last.values()].sort((a, b) => (a.grant < b.grant ? -1 : 1));
    // Resets in store are no lots: the journal tells them.
    const ofLots = attempt(() => grantedCodec.read(granted).filter(({ grant }) => grant !== RESETS));
    const stored = ofLots && grantedCodec.write(ofLots);
    const expected = grantedCodec.write(derived);
    if (expected === stored) return;
    const found = stored ?? 'nothing that can be read';
    this.findings.add('STATE', 'ACCOUNT', 'The last periods that it was given of each grant are others.', {
      expected,
      found,
    });
  }
}

const isoOf = (instant: number) => new Date(instant).toISOString();
