/**
 * A year of one account under a moved clock: a subscription month from the 31st, and days and weeks of Berlin over both changes
 * of its clocks. Whether somebody looks each day or not for a year, the books come out the same.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { JOURNAL_INVARIANTS } from '../../src/audit/journal-invariants.js';
import { WINDOW_INVARIANTS } from '../../src/audit/window-invariants.js';
import { post } from '../../src/core/journal.js';
import { takeLines } from '../../src/core/lines.js';
import { DAY, HOUR } from '../support/api.js';
import { incurDebt } from '../support/hold-credits.js';
import { openTestLedger, type TestLedger } from '../support/ledger.js';
import { findContradictions } from '../support/reconcile.js';

const CREDIT = 1_000_000_000n;
const BEGIN = Date.parse('2027-01-31T14:30:00.000Z');
const PLAN = `
plans:
  year:
    windows:
      day: { capacity: "10", calendar: day, zone: Europe/Berlin }
      week: { capacity: "40", calendar: week, zone: Europe/Berlin, starts: sunday }
      month: { capacity: "100", anchor: subscription, zone: Europe/Berlin }
      codex: { capacity: "7", calendar: day, zone: Europe/Berlin, products: [codex] }`;

let t: TestLedger;
beforeAll(async () => {
  t = await openTestLedger(readFileSync('policies/catalog.yaml', 'utf8').replace('\nplans:', PLAN));
});
afterAll(async () => t.close());

const keyOf = (subject: string) => ({ tenant: 'acme', address: `subject:${subject}` });
const goTo = (at: number) => void (t.clock.ahead = at - Date.now());

/** Uses so much in every window; the account is made on the plan where it is not there. */
async function use(subject: string, credits: number): Promise<void> {
  const key = keyOf(subject);
  await t.ledger.work(['acme'], { lock: [key], create: [{ ...key, plan: 'year' }] }, (books) => {
    const account = books.account(key);
    const now = books.bringUpTo(account);
    const windows = account.windowTerms.map(({ name }) => {
      return { name, startedAt: account.windows.find((window) => window.name === name)?.startedAt ?? now };
    });
    const lines = takeLines({ lot: null, windows, amount: BigInt(credits) * CREDIT }, 'spent');
    books.record(post(account, now, 'SETTLE', null, lines));
  });
}

interface Row {
  at: Date;
  cause: string;
  lines: { window?: string; startedAt?: string; amount: string; from: string; to: string }[];
  after: { subscribedAt: string; windows: { window: string; resetsAt: string | null }[] };
}
const journal = (subject: string) =>
  t.asOwner<Row>(
    `select u.at, u.cause, u.lines, u.after from balance_update u
     join account a on a.tenant_id = u.tenant_id and a.id = u.account_id
     where a.tenant_id = 'acme' and a.address = $1 order by u.seq`,
    [`subject:${subject}`],
  );
const text = (at: Date | string) => new Date(at).toISOString().slice(0, 16);
/** When a window ended, and how its instances began. */
const resets = (rows: Row[], window: string) =>
  rows
    .filter(({ cause, lines }) => cause === 'WINDOW_RESET' && lines.some((line) => line.window === window))
    .map(({ at }) => text(at));

/**
 * What counts of an instant of work is told in milliseconds after the hour at which it was done: two runs are never at the
 * very same millisecond.
 */
const told = (rows: Row[]) => JSON.stringify(rows).replace(/T(\d\d:\d\d):\d\d\.\d{3}Z/g, 'T$1Z');

test('an account that is looked at each day and one that sleeps for a year have the same books', async () => {
  for (const subject of ['awake', 'asleep']) {
    goTo(BEGIN);
    await use(subject, 7);
    await incurDebt(t, keyOf(subject), 5_000n * CREDIT);
  }
  const end = BEGIN + 370 * DAY;
  for (let at = BEGIN + HOUR; at < end; at += DAY) {
    goTo(at);
    await t.ledger.writeAllDue(keyOf('awake'));
  }
  goTo(end);
  await t.ledger.writeAllDue(keyOf('awake'));
  await t.ledger.writeAllDue(keyOf('asleep'));
  const [awake, asleep] = [await journal('awake'), await journal('asleep')];
  expect(awake.length).toBeGreaterThan(200);
  expect(told(asleep)).toBe(told(awake));

  // In Berlin the subscription began on the 31st at 15:30, which is 14:30 UTC in winter and 13:30 in summer.
  expect(resets(asleep, 'month').map((at) => at.slice(5))).toEqual([
    '02-28T14:30',
    '03-31T13:30',
    '04-30T13:30',
    '05-31T13:30',
    '06-30T13:30',
    '07-31T13:30',
    '08-31T13:30',
    '09-30T13:30',
    '10-31T14:30',
    '11-30T14:30',
    '12-31T14:30',
    '01-31T14:30',
  ]);
  const days = resets(asleep, 'day');
  expect(days.filter((at) => at > '2027-03-26' && at < '2027-03-31')).toEqual([]);
  expect(new Set(days.map((at) => at.slice(11)))).toEqual(new Set(['23:00', '22:00']));
  expect(days.filter((at) => at.endsWith('22:00')).every((at) => at > '2027-03-28' && at < '2027-10-31')).toBe(true);
  expect(days.filter((at) => at.endsWith('23:00')).every((at) => at < '2027-03-28' || at >= '2027-10-31')).toBe(true);
  // Weeks from Sunday on: they end at midnight between Saturday and Sunday in Berlin.
  const weeks = resets(asleep, 'week');
  expect(new Set(weeks.map((at) => new Date(`${at}:00Z`).getUTCDay()))).toEqual(new Set([6]));
});

test('debt is paid by the windows without a scope alone, as far as the tightest of them lets it', async () => {
  const paid = (await journal('asleep')).filter(({ cause }) => cause === 'DEBT_REPAID');
  expect(new Set(paid.flatMap(({ lines }) => lines.flatMap(({ window }) => window ?? [])))).toEqual(
    new Set(['day', 'week', 'month']),
  );
  const perMonth = Map.groupBy(paid, ({ at }) => text(at).slice(0, 7));
  for (const updates of perMonth.values()) {
    const amounts = updates.map(({ lines }) => BigInt(lines[0]!.amount));
    expect(amounts.every((amount) => amount <= 10n * CREDIT)).toBe(true);
  }
});

test('work on the same instants keeps both alike over the clock changes', async () => {
  const dates = [
    '2028-02-29',
    '2028-03-25',
    '2028-03-26',
    '2028-03-31',
    '2028-05-01',
    '2028-10-28',
    '2028-10-29',
    '2028-10-30',
  ];
  for (const [i, date] of dates.entries()) {
    for (const subject of ['early', 'late']) {
      goTo(Date.parse(`${date}T23:30:00Z`));
      await use(subject, 1);
    }
    if (i < dates.length - 1) {
      goTo(Date.parse(`${date}T23:59:00Z`) + 7 * HOUR);
      await t.ledger.writeAllDue(keyOf('early'));
    }
  }
  for (const subject of ['early', 'late']) {
    goTo(Date.parse('2028-12-31T00:00:00Z'));
    await t.ledger.writeAllDue(keyOf(subject));
  }
  const [early, late] = [await journal('early'), await journal('late')];
  expect(told(late)).toBe(told(early));
  // From the 1st of March at 00:30 in Berlin on, for it was the 29th of February at 23:30 UTC.
  expect(resets(late, 'month')).toEqual([
    '2028-03-31T22:30',
    '2028-04-30T22:30',
    '2028-05-31T22:30',
    '2028-10-31T23:30',
  ]);
});

test('nothing is wrong with these windows in the eyes of the audit', async () => {
  const owner = new pg.Client({ connectionString: t.databaseUrl });
  await owner.connect();
  try {
    await owner.query('begin isolation level repeatable read');
    // What was used here has no charge: only what concerns windows, instants and hashes is asked.
    const asked = [...WINDOW_INVARIANTS, ...JOURNAL_INVARIANTS];
    expect(await findContradictions(owner, asked)).toEqual({});
  } finally {
    await owner.end();
  }
});
