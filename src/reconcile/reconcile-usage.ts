/**
 * Usage events and their charges in the order of their numbers, derived again: each event has exactly one charge, at
 * the price that its own rate card gives, paid in full, and its SETTLE among the account's balance updates. Holds a bounded
 * stretch of rows at a time.
 */
import { sum } from '../core/amounts.js';
import type { Instant, Quantity } from '../core/words.js';
import type { Tx } from '../database/database.js';
import { attempt, type Judged } from './derive-journal.js';
import { hashCharge, type StoredCharge } from '../books/charge.js';
import type { PriceSize } from '../books/size-document.js';
import type { CardShare, UsedSoFar, Voids } from '../books/usage-documents.js';
import type { About, Findings } from './difference.js';
import type { AccountRow } from '../books/tables.js';
import type { Owner } from './journal-rows.js';
import { hashEvent, keySpaceOf, type StoredEvent } from '../books/usage-event.js';
import { findUnsettled } from '../usage/find-usage.js';
import { catalogsOf, priceOf, withoutUndone, type Price } from '../usage/price-usage.js';
import { countsBySize, sizedWork, usedBefore } from '../usage/sized-holds.js';
import type { StoredCatalogs } from './reconcile-catalogs.js';
import { chargesAfter, undoneCharges, type FoundCharge, type FoundUndone } from './reconcile-rows.js';

/** One number on an account: an event, its charge, or both. */
export interface UsageRow {
  usageNo: bigint;
  event: StoredEvent | null;
  charge: FoundCharge | null;
  /** What its hold had used before by the charges, where it is priced by size; else null. */
  before: UsedSoFar | null;
}

/** An event with its charge. */
type WholeRow = UsageRow & { event: StoredEvent; charge: FoundCharge };

const CHUNK = 100;
/** How far an update's charge is looked for before it counts as gone. */
const AHEAD_AT_MOST = 15 * CHUNK;

export class UsageAudit {
  events = 0n;
  charges = 0n;
  /** What charges come to, and those among them that undo others. */
  used = 0n;
  reversed = 0n;
  private rows: UsageRow[] = [];
  private loaded: bigint;
  private exhausted = false;
  private next: bigint;
  /** The charges that loaded events undo, by their numbers: they were judged in their own turn, or before the period. */
  private readonly undone = new Map<bigint, FoundUndone>();

  /**
   * @param first the number to begin with
   * @param judged told of every event that is settled
   */
  constructor(
    private readonly tx: Tx,
    private readonly owner: Owner,
    private readonly account: Pick<AccountRow, 'address' | 'usageNo' | 'settledNo'>,
    private readonly catalogs: StoredCatalogs,
    private readonly findings: Findings,
    first: bigint,
    private readonly judged: (row: UsageRow) => void,
  ) {
    this.next = first;
    this.loaded = first - 1n;
  }

  /** The row that a SETTLE names as its cause, judged; null where it is not there. SETTLEs come in their order. */
  async settledBy({ row: { seq, causeId, at }, sound }: Judged): Promise<UsageRow | null> {
    const named = ({ charge, event }: UsageRow) => charge?.charge.uuid === causeId || event?.uuid === causeId;
    let place = this.rows.findIndex(named);
    while (place === -1 && !this.exhausted && this.rows.length < AHEAD_AT_MOST) {
      await this.load();
      place = this.rows.findIndex(named);
    }
    // An update that was changed may have lost its cause: by its instant it is still known.
    if (place === -1 && !sound && this.rows[0]?.charge?.charge.at.getTime() === at) place = 0;
    if (place === -1) return null;
    const [row] = this.rows.splice(place, 1);
    for (const passed of this.rows.splice(0, place)) this.pass(passed);
    if (row) this.judge(row, seq);
    return row ?? null;
  }

  /**
   * Judges what no SETTLE has named, when the journal has ended.
   * @param to the end of the period; null: all the account has
   */
  async end(to: Instant | null): Promise<void> {
    for (;;) {
      const [row] = this.rows;
      if (!row && this.exhausted) break;
      if (!row) await this.load();
      else if (to !== null && !(row.charge && row.charge.charge.at.getTime() < to)) return;
      else {
        this.rows.shift();
        this.pass(row);
      }
    }
    if (to === null) this.gap(this.account.usageNo + 1n);
  }

  private async load(): Promise<void> {
    const { tenant, accountId } = this.owner;
    const asked = { tenant, accountId, settledNo: this.loaded };
    const events = await findUnsettled(this.tx, [asked], CHUNK);
    const charges = await chargesAfter(this.tx, this.owner, this.loaded, CHUNK);
    const numbers = [events.map((e) => e.usageNo), charges.map(({ charge }) => charge.usageNo)];
    const ends = numbers.filter((list) => list.length === CHUNK).map((list) => list.at(-1)!);
    this.exhausted = ends.length === 0;
    const all = [...new Set(numbers.flat())].sort((a, b) => (a < b ? -1 : 1));
    const until = this.exhausted ? all.at(-1) : ends.reduce((a, b) => (a < b ? a : b));
    const eventAt = new Map(events.map((event) => [event.usageNo, event]));
    const chargeAt = new Map(charges.map((found) => [found.charge.usageNo, found]));
    const rows: UsageRow[] = [];
    for (const usageNo of all) {
      if (until === undefined || usageNo > until) break;
      rows.push({ usageNo, event: eventAt.get(usageNo) ?? null, charge: chargeAt.get(usageNo) ?? null, before: null });
    }
    this.loaded = until ?? this.loaded;
    const undone = events.flatMap((event) => attempt(() => event.body.voids)?.usageNo ?? []);
    for (const [no, charge] of await undoneCharges(this.tx, this.owner, undone)) this.undone.set(no, charge);
    await this.lookBack(rows);
    this.rows.push(...rows);
    const versions = events.flatMap((event) => attempt(() => catalogsOf(event)) ?? []);
    const used = rows.flatMap(({ before }) => before?.used ?? []);
    await this.catalogs.load(this.tx, [...versions, ...used.map(({ catalog }) => catalog)]);
  }

  /** Gives rows that are priced by size what the charge before them says: of their stretch, or of before it. */
  private async lookBack(rows: readonly UsageRow[]): Promise<void> {
    const sized = rows.flatMap((row) => {
      const { event } = row;
      return event && attempt(() => countsBySize(event)) ? [{ row, event, key: sizedWork(event) }] : [];
    });
    const first = new Map(sized.toReversed().map(({ key, event }) => [key, event]));
    const asked = [...first.values()].map((event) => ({ event, below: event.usageNo }));
    const found = await usedBefore(this.tx, asked);
    const last = new Map([...found].map(([event, soFar]) => [sizedWork(event), soFar]));
    for (const { row, key } of sized) {
      row.before = last.get(key) ?? null;
      const soFar = row.charge?.charge.body.soFar ?? null;
      if (soFar) last.set(key, soFar);
    }
  }

  /** A row that the journal has passed over. */
  private pass(row: UsageRow): void {
    if (row.charge) {
      const sentence = 'No balance update settles this charge.';
      this.findings.add('MISSING', 'BALANCE_UPDATE', sentence, aboutRow(row, null));
    }
    this.judge(row, null);
  }

  /** @param seq of the update that settles it */
  private judge(row: UsageRow, seq: bigint | null): void {
    const { usageNo, event, charge } = row;
    const about = aboutRow(row, seq);
    if (event) this.events += 1n;
    if (charge) this.charges += 1n;
    if (charge?.charge.body.reverses) this.reversed += charge.charge.amount;
    else if (charge) this.used += charge.charge.amount;
    const { account, findings } = this;
    if (usageNo > account.usageNo) {
      findings.add('UNEXPECTED', event ? 'USAGE_EVENT' : 'CHARGE', 'The account has not come to this number.', about);
      return;
    }
    this.gap(usageNo);
    this.next = usageNo + 1n;
    if (event && event.space !== keySpaceOf(event, account.address)) {
      findings.add(
        'STATE',
        'USAGE_EVENT',
        'The key of the usage event does not stand in the space of its caller.',
        about,
      );
    }
    if (!event) findings.add('MISSING', 'USAGE_EVENT', 'The usage event of this charge is not there.', about);
    if (!charge && usageNo <= account.settledNo) {
      findings.add('MISSING', 'CHARGE', 'The charge of this usage event is not there.', about);
    }
    if (!charge) return;
    if (usageNo > account.settledNo) {
      findings.add('UNEXPECTED', 'CHARGE', 'The account is not settled this far.', about);
    }
    const intact = judgeHashes(row, findings, about);
    if (!charge.readable) findings.add('UNREADABLE', 'CHARGE', 'The charge cannot be read.', about);
    else judgePayment(charge, findings, about);
    if (!event) return;
    if (intact && charge.readable) {
      const voids = attempt(() => event.body.voids);
      if (voids) this.judgeUndoing(voids, { ...row, event, charge }, about);
      else judgePrice({ ...row, event, charge }, this.catalogs, findings, about);
    }
    this.judged(row);
  }

  /** The charge of an event that undoes another against that one's. */
  private judgeUndoing(voids: Voids, { usageNo, event, charge: { charge }, before }: WholeRow, about: About): void {
    if (charge.body.setAside) return;
    const undone = this.undone.get(voids.usageNo);
    this.undone.delete(voids.usageNo);
    const { body, uuid } = undone?.charge ?? {};
    const isThere = undone?.readable && uuid === voids.uuid && !body?.setAside && !body?.reverses;
    const others = undone?.by === usageNo ? null : `none: ${undone?.by} does`;
    const soFar = withoutUndone(event, undone?.charge.amount ?? 0n, before);
    const expected = isThere
      ? (others ?? textOfPayment(undone.charge, soFar))
      : 'no charge: what it undoes is not there';
    const found =
      charge.body.reverses?.usageNo === voids.usageNo ? textOfPayment(charge, charge.body.soFar) : 'of another charge';
    if (expected === found) return;
    const sentence = 'The charge does not undo the one that its usage event names (nano-credits).';
    this.findings.add('PRICE', 'CHARGE', sentence, { ...about, expected, found });
  }

  /** Tells of numbers that were left out before `usageNo`. */
  private gap(usageNo: bigint): void {
    if (usageNo <= this.next) return;
    const numbers = usageNo - this.next === 1n ? `${this.next}` : `${this.next} to ${usageNo - 1n}`;
    this.findings.add('MISSING', 'USAGE_EVENT', `There is no usage event and no charge with the number ${numbers}.`, {
      usageNo: this.next,
    });
    this.next = usageNo;
  }
}

function aboutRow({ usageNo, event, charge }: UsageRow, seq: bigint | null): About {
  const uuid = charge?.charge.uuid ?? event?.uuid ?? null;
  return { seq, usageNo, usageEvent: event?.uuid ?? uuid, charge: uuid };
}

/** @returns whether the event is what it was when it was settled */
function judgeHashes({ event, charge: found }: UsageRow, findings: Findings, about: About): boolean {
  if (!found) return true;
  const { charge, derived, sound } = found;
  if (!sound) {
    findings.add('HASH', 'CHARGE', 'The charge is not what it was when it was written.', {
      ...about,
      expected: derived.toString('hex'),
      found: charge.hash.toString('hex'),
    });
  }
  if (!event) return true;
  const eventHash = hashEvent(event);
  if (eventHash.equals(charge.eventHash)) return true;
  // The charge alone was changed where it would be whole again with the event's hash.
  if (!sound && hashCharge({ ...charge, eventHash }).equals(charge.hash)) return true;
  findings.add('HASH', 'USAGE_EVENT', 'The usage event is not what it was when it was settled.', {
    ...about,
    expected: charge.eventHash.toString('hex'),
    found: eventHash.toString('hex'),
  });
  return false;
}

function judgePayment({ charge }: FoundCharge, findings: Findings, about: About): void {
  const { amount, forgiven, debt, body } = charge;
  const paid = sum(body.draws, (draw) => draw.amount) + forgiven + debt;
  if (paid === amount && !(body.setAside && amount !== 0n)) return;
  const [expected, found] = [String(paid), String(amount)];
  findings.add('ARITHMETIC', 'CHARGE', 'The charge is not the sum of what paid it (nano-credits).', {
    ...about,
    expected,
    found,
  });
}

function judgePrice(
  { event, charge: found, before }: WholeRow,
  catalogs: StoredCatalogs,
  findings: Findings,
  about: About,
): void {
  const { amount, body } = found.charge;
  if (body.setAside) return;
  const text = (nano: bigint, { card, catalog, cards, sizes, soFar }: Omit<Price, 'amount' | 'uncharged'>) =>
    [
      `${nano} by ${card} of catalog ${catalog}`,
      ...cards.map(textOfShare),
      ...sizes.map(textOfSize),
      ...(soFar ? [textOfSoFar(soFar)] : []),
    ].join(', ');
  const price = attempt(() => priceOf(event, catalogs, before));
  const expected = price ? text(price.amount, price) : 'no price: its rate card cannot be read';
  const stored = text(amount, body);
  if (expected === stored) return;
  findings.add('PRICE', 'CHARGE', 'The charge is not what its usage event costs (nano-credits).', {
    ...about,
    expected,
    found: stored,
  });
}

function textOfPayment({ amount, forgiven, debt, body }: StoredCharge, soFar: UsedSoFar | null): string {
  const draws = body.draws.map(({ source, account, lot, windows, amount: drawn }) => {
    const places = windows.map(({ name, startedAt }) => `${name} of ${startedAt}`).join(' and ');
    return `${drawn} of ${source} on ${account} ${lot ?? places}`;
  });
  const left = soFar ? [textOfSoFar(soFar)] : [];
  return [`${amount}`, `${forgiven} forgiven`, `${debt} debt`, ...draws, ...left].join(', ');
}

function textOfShare({ card, usage, amount }: CardShare): string {
  return `${amount} by ${card} for ${textOfUsage(usage)}`;
}

function textOfSize({ card, dimension, limit, counted, above }: PriceSize): string {
  return `${counted} counted by ${card}, ${above ? 'beyond' : 'within'} ${limit} ${dimension}`;
}

function textOfSoFar({ used, charged }: UsedSoFar): string {
  const usedBy = used.map(({ card, catalog, usage }) => `${textOfUsage(usage)} by ${card} of catalog ${catalog}`);
  return `${charged} charged so far for ${usedBy.join(' and ')}`;
}

function textOfUsage(usage: readonly Quantity[]): string {
  return usage.map(({ dimension, quantity }) => `${quantity} ${dimension}`).join(' and ');
}
