/**
 * One account's journal, derived again row by row: numbers without gaps, time that never falls, the hash of each row
 * and the chain through them, and each after-image from the one before. Keeps nothing of a row once the next has come.
 */
import type { Line } from '../core/account.js';
import type { Instant, Nano } from '../core/words.js';
import type { AfterImage } from '../core/journal.js';
import { movedBy } from '../core/lines.js';
import { afterCodec, linesCodec } from '../books/journal-documents.js';
import type { About, Findings } from './difference.js';
import { FIRST_IMAGE, follow, imageFrom, partingOf, type Image, type KindOf } from './image.js';
import type { AccountRow, UpdateRow } from '../books/tables.js';
import { hashUpdate } from '../books/seal.js';

/** A row that was judged. `lines` is null where they cannot be read. */
export interface Judged {
  row: UpdateRow;
  lines: Line[] | null;
  /** Whether its own hash holds: then no other row has to answer for what it says. */
  sound: boolean;
}

interface Last {
  seq: bigint;
  at: Instant;
  stored: Buffer;
  /** Recomputed: where only the stored one was changed, the chain goes on from this. */
  derived: Buffer;
}

const NO_HASH = Buffer.alloc(32);

export class JournalAudit {
  updates = 0n;
  /** Available credits by the lines alone, and as the last update that could be read says. */
  derived: Nano;
  found: Nano;
  private last: Last;
  /** What the account may be now: more than one where an update and its lines do not agree, until the next decides. */
  private images: Image[];

  /** @param base the update before the first one to be judged; null where that is the account's first */
  constructor(
    private readonly findings: Findings,
    base: UpdateRow | null,
  ) {
    const after = base && attempt(() => imageFrom(afterCodec.read(base.after)));
    this.images = base ? (after ? [after] : []) : [FIRST_IMAGE];
    this.found = this.derived = after?.balance.available ?? 0n;
    this.last = base
      ? { seq: base.seq, at: base.at, stored: base.hash, derived: base.hash }
      : { seq: 0n, at: 0, stored: NO_HASH, derived: NO_HASH };
  }

  /** The account as it must be now; undefined where the journal cannot say. */
  get image(): Image | undefined {
    return this.images[0];
  }

  /** The number of the last update. */
  get seq(): bigint {
    return this.last.seq;
  }

  /** Judges the next row: they come in the order of their numbers. */
  take(row: UpdateRow, lines: Line[] | null, kindOf: KindOf): Judged {
    this.updates += 1n;
    const derived = hashUpdate(row);
    const sound = derived.equals(row.hash);
    this.judgePlace(row, derived, sound);
    this.last = { seq: row.seq, at: row.at, stored: row.hash, derived };
    const stored = attempt(() => afterCodec.read(row.after));
    if (stored) this.found = stored.balance.available;
    if (lines && stored) this.judgeImage(row, lines, stored, kindOf);
    else {
      this.findings.add('UNREADABLE', 'BALANCE_UPDATE', 'The balance update cannot be read.', aboutUpdate(row));
      this.images = stored ? [imageFrom(stored)] : [];
    }
    return { row, lines, sound };
  }

  /** Compares the end of the journal with what the account says of it. */
  end(account: Pick<AccountRow, 'seq' | 'lastAt' | 'lastHash'>): void {
    const { seq, at, stored, derived } = this.last;
    if (seq < account.seq) this.missing(seq + 1n, account.seq);
    if (seq !== account.seq || seq === 0n) return;
    const is = (expected: string, found: string, what: string) => {
      if (expected === found) return;
      this.findings.add('STATE', 'ACCOUNT', `The account's ${what} is not the last update's.`, {
        seq,
        expected,
        found,
      });
    };
    is(new Date(at).toISOString(), new Date(account.lastAt).toISOString(), 'last instant');
    if (!account.lastHash.equals(derived)) is(stored.toString('hex'), account.lastHash.toString('hex'), 'last hash');
  }

  private judgePlace(row: UpdateRow, derived: Buffer, sound: boolean): void {
    const { last, findings } = this;
    const { seq } = row;
    const about = aboutUpdate(row);
    if (!sound) {
      const hashes = { expected: derived.toString('hex'), found: row.hash.toString('hex') };
      const link = [seq - 1n, seq] as const;
      findings.add('HASH', 'BALANCE_UPDATE', 'The balance update is not what it was when it was written.', {
        ...about,
        link,
        ...hashes,
      });
    }
    if (row.at < last.at) {
      const instants = {
        expected: `${new Date(last.at).toISOString()} or later`,
        found: new Date(row.at).toISOString(),
      };
      findings.add('SEQUENCE', 'BALANCE_UPDATE', 'The balance update is earlier than the one before it.', {
        ...about,
        ...instants,
      });
    }
    if (seq > last.seq + 1n) {
      this.missing(last.seq + 1n, seq - 1n);
      this.images = [];
    } else if (!row.prevHash.equals(last.stored) && !row.prevHash.equals(last.derived)) {
      // Where the row itself is whole, it is the one before it that was put in another's place.
      findings.add('CHAIN', 'BALANCE_UPDATE', 'The hash chain is broken: an update continues another than this one.', {
        seq: sound && last.seq > 0n ? last.seq : seq,
        link: [last.seq, seq],
        expected: row.prevHash.toString('hex'),
        found: last.stored.toString('hex'),
      });
    }
  }

  private missing(first: bigint, last: bigint): void {
    const which = first === last ? `Balance update ${first} is` : `Balance updates ${first} to ${last} are`;
    const link = [first - 1n, last + 1n] as const;
    this.findings.add('MISSING', 'BALANCE_UPDATE', `${which} not there.`, { seq: first, link });
  }

  private judgeImage(row: UpdateRow, lines: Line[], stored: AfterImage, kindOf: KindOf) {
    const { at, cause, delta, heldDelta } = row;
    const about = aboutUpdate(row);
    const [available, held] = [movedBy(lines, 'remaining'), movedBy(lines, 'held')];
    this.derived += available;
    if (delta !== available || heldDelta !== held) {
      const [expected, found] = [`${available} and ${held}`, `${delta} and ${heldDelta}`];
      this.findings.add('ARITHMETIC', 'BALANCE_UPDATE', 'The changes are not what the lines come to (nano-credits).', {
        ...about,
        expected,
        found,
      });
    }
    const followed = this.images.map((image) => follow(image, { at, cause, lines, stored }, kindOf));
    const fitting = followed.filter((image) => partingOf(image, stored) === null);
    const [first] = followed;
    if (fitting.length || !first) {
      this.images = fitting.length ? fitting : [imageFrom(stored)];
      return;
    }
    this.findings.add('ARITHMETIC', 'BALANCE_UPDATE', 'The balance after it does not follow (nano-credits).', {
      ...about,
      ...partingOf(first, stored),
    });
    this.images = [first, imageFrom(stored, first.windows)];
  }
}

/** What leads to an update: itself, and the row of the other datasets that it names as its cause. */
function aboutUpdate({ seq, cause, causeId }: UpdateRow): About {
  if (cause === 'HOLD') return { seq, decision: causeId };
  const charged = ['SETTLE', 'VOIDED', 'DEBT_INCURRED', 'FORGIVEN'].includes(cause);
  return charged ? { seq, usageEvent: causeId, charge: causeId } : { seq };
}

/** The lines of a row; null where they cannot be read. */
export function linesOf(row: UpdateRow): Line[] | null {
  return attempt(() => linesCodec.read(row.lines));
}

/** What `make` makes; null where it cannot. */
export function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
