/**
 * Balance updates against the rows that caused them: the hash that an update covers, and the lines that it has because
 * of a decision's or a charge's draws, or of a lot's terms; and the acts of admins, which move no more than they say.
 */
import { sum } from '../core/amounts.js';
import type { Line } from '../core/account.js';
import type { BudgetCount } from '../core/facts.js';
import type { Nano } from '../core/words.js';
import type { Judged } from './derive-journal.js';
import type { PlacedDraw } from '../books/documents.js';
import type { ChargeBody, ChargeDraw } from '../books/usage-documents.js';
import type { About, Dataset, Findings } from './difference.js';
import type { LotRow, UpdateRow } from '../books/tables.js';
import type { Owner } from './journal-rows.js';
import { hashTerms } from '../books/issued-lot.js';
import type { FoundAction, FoundCharge, FoundDecision } from './reconcile-rows.js';

/** The account that is judged. */
type OnAccount = Owner & { address: string };

const isoOf = (instant: number) => new Date(instant).toISOString();

/** A HOLD against the decision that it names. */
export function judgeHold(
  judged: Judged,
  decision: FoundDecision | undefined,
  owner: OnAccount,
  findings: Findings,
): void {
  const { row, lines } = judged;
  const about = { seq: row.seq, decision: row.causeId };
  if (!decision) {
    if (judged.sound)
      findings.add('MISSING', 'DECISION', 'The decision that caused this balance update is not there.', about);
    return;
  }
  judgeHash(judged, 'DECISION', [decision.derived], findings, about);
  const draws = decision.body?.draws;
  if (!lines || !draws) return;
  const expected = [
    ...draws.filter(({ accountId }) => accountId === owner.accountId).flatMap(heldBy),
    ...countsOn(owner, draws).flatMap(placesOfCount).flatMap(heldBy),
  ];
  judgeLines(row, expected, lines.map(textOf), 'what its decision drew', findings, about);
}

/** A PURCHASE or GRANT against the lot that it issues. */
export function judgeIssue(judged: Judged, lots: ReadonlyMap<string, LotRow>, findings: Findings): void {
  const { row, lines } = judged;
  const id = lines?.[0]?.lot ?? null;
  const about = { seq: row.seq, lot: id };
  const lot = id === null ? undefined : lots.get(id);
  if (!lot) {
    if (judged.sound) findings.add('MISSING', 'LOT', 'The lot that this balance update issues is not there.', about);
    return;
  }
  judgeHash(judged, 'LOT', [hashTerms(lot)], findings, about);
  const named = row.cause === 'GRANT' ? lot.id : lot.purchaseId;
  const [expected, found] = [`${lot.amount} for ${named}`, `${lines?.[0]?.amount} for ${row.causeId}`];
  if (expected === found) return;
  findings.add('CAUSE', 'BALANCE_UPDATE', 'The lot is not issued as its terms say (nano-credits).', {
    ...about,
    expected,
    found,
  });
}

/** A BUDGET_RAISED against the act that caused it, and the lot that it issues: the act covers the terms of that very lot. */
export function judgeRaise(
  judged: Judged,
  { lots, actions }: { lots: ReadonlyMap<string, LotRow>; actions: ReadonlyMap<string, FoundAction> },
  findings: Findings,
): void {
  const { row, lines } = judged;
  judgeAct(judged, actions, findings);
  const id = lines?.[0]?.lot ?? null;
  const about = { seq: row.seq, lot: id };
  const lot = id === null ? undefined : lots.get(id);
  if (!lot) {
    if (judged.sound) findings.add('MISSING', 'LOT', 'The lot that this balance update issues is not there.', about);
    return;
  }
  const action = actions.get(row.causeHash?.toString('hex') ?? '');
  const said = action ? `${action.targetId} ${action.answers?.lot}` : 'an act that is there';
  const [expected, found] = [
    `${lot.kind} ${lot.amount} for ${lot.id}, as ${lot.id} ${hashTerms(lot).toString('hex')}`,
    `INCREASE ${lines?.[0]?.amount} for ${row.causeId}, as ${said}`,
  ];
  if (expected === found || !judged.sound) return;
  const message = 'What was approved is not issued as its act and its terms say (nano-credits).';
  findings.add('CAUSE', 'BALANCE_UPDATE', message, { ...about, expected, found });
}

/** An update that an admin caused against the act; those from before acts were written down have none. */
export function judgeAct(judged: Judged, actions: ReadonlyMap<string, FoundAction>, findings: Findings): void {
  const { row, sound } = judged;
  if (row.causeHash === null) return;
  const about = { seq: row.seq };
  const action = actions.get(row.causeHash.toString('hex'));
  if (!action) {
    if (sound) findings.add('MISSING', 'ADMIN_ACTION', 'The act that caused this balance update is not there.', about);
    return;
  }
  judgeHash(judged, 'ADMIN_ACTION', [action.derived], findings, about);
  // A plan that was to come has come.
  const isTold = action.kind === row.cause || (row.cause === 'PLAN_CHANGED' && action.kind === 'PLAN_SCHEDULED');
  if (isTold || !sound) return;
  const [expected, found] = [action.kind, row.cause];
  findings.add('CAUSE', 'BALANCE_UPDATE', 'The act is of another kind than this update.', {
    ...about,
    expected,
    found,
  });
}

/** A SETTLE, VOIDED, DEBT_INCURRED or FORGIVEN against the charge that it names. */
export function judgeCharged(judged: Judged, found: FoundCharge, owner: OnAccount, findings: Findings): void {
  const { row, lines } = judged;
  const { charge, derived, readable } = found;
  const { uuid, usageNo } = charge;
  const about = { seq: row.seq, usageEvent: uuid, charge: uuid, usageNo };
  judgeHash(judged, 'CHARGE', [derived, charge.hash], findings, about);
  if (!lines || !readable) return;
  if (row.cause === 'VOIDED') {
    const [expected, found] = [
      backBy(charge.body, owner, charge.accountId === owner.accountId),
      [...givenBackBy(lines)].map(textOfSum),
    ];
    judgeLines(row, expected.sort(), found.sort(), 'what the charge that is undone had taken', findings, about);
    return;
  }
  if (row.cause === 'SETTLE') {
    const { draws: all, counts } = charge.body;
    const overshoot = counts.filter(({ account }) => account === owner.address);
    const draws = [
      ...all.filter(({ accountId }) => accountId === owner.accountId),
      ...all.flatMap((draw) => marked(countsOn(owner, [draw]), draw.captured)),
      ...marked(overshoot, false),
    ];
    const paid = paidBy(lines);
    const expected = [...sumsOf(draws, paid)].map(textOfSum).sort();
    judgeLines(row, expected, [...paid.sums].map(textOfSum).sort(), 'what its charge drew', findings, about);
    return;
  }
  const amount = row.cause === 'FORGIVEN' ? charge.forgiven : charge.forgiven + charge.debt;
  const moved = lines.map(textOf);
  const way = row.cause === 'FORGIVEN' ? 'debt → ended' : 'issued → debt';
  judgeLines(row, [`debt: ${amount} ${way}`], moved, 'what its charge left', findings, about);
}

/** Whether the hash that an update covers is its cause's. An update that was itself changed answers for that alone. */
function judgeHash(
  { row, sound }: Judged,
  dataset: Dataset,
  accepted: readonly Buffer[],
  findings: Findings,
  about: About,
): void {
  const { causeHash } = row;
  if (!sound || accepted.some((hash) => causeHash?.equals(hash))) return;
  findings.add('CAUSE', dataset, 'The row is not the one that its balance update was made from.', {
    ...about,
    expected: causeHash?.toString('hex') ?? 'none',
    found: accepted[0]?.toString('hex'),
  });
}

function judgeLines(
  { seq }: UpdateRow,
  expected: readonly string[],
  found: readonly string[],
  what: string,
  findings: Findings,
  about: About,
): void {
  if (expected.join() === found.join()) return;
  findings.add('CAUSE', 'BALANCE_UPDATE', `The lines are not ${what} (nano-credits).`, {
    ...about,
    seq,
    expected: expected.join(', ') || 'none',
    found: found.join(', ') || 'none',
  });
}

/** How draws counted on the account of a budget. */
function countsOn({ address }: OnAccount, draws: readonly Pick<PlacedDraw, 'budgets'>[]): BudgetCount[] {
  return draws.flatMap(({ budgets = [] }) => budgets.filter(({ account }) => account === address));
}

/** Where one count lies: what is not of increases, in the instance of the period. */
function placesOfCount({ window, amount, increases }: BudgetCount): Place[] {
  const inPeriod = amount - sum(increases, (each) => each.amount);
  const period = { lot: null, windows: window ? [window] : [], amount: inPeriod };
  const used = increases.map((each) => ({ lot: each.lot, windows: [], amount: each.amount }));
  return inPeriod === 0n ? used : [period, ...used];
}

type Place = Pick<PlacedDraw, 'lot' | 'windows' | 'amount'>;

function heldBy({ lot, windows, amount }: Place): string[] {
  if (lot) return [`lot ${lot}: ${amount} remaining → held`];
  return windows.map(({ name, startedAt }) => `window ${name} of ${isoOf(startedAt)}: ${amount} remaining → held`);
}

function placeOf({ lot, window }: Pick<Line, 'lot' | 'window'>): string {
  if (lot) return `lot ${lot}`;
  return window ? `window ${window.name} of ${isoOf(window.startedAt)}` : 'debt';
}

function textOf(line: Line): string {
  return `${placeOf(line)}: ${line.amount} ${line.from} → ${line.to}`;
}

/** What lines give back, per place: to the lots and windows that were drawn on, to lots that had repaid, and of debt. */
function givenBackBy(lines: readonly Line[]): Sums {
  const sums: Sums = new Map();
  for (const line of lines) {
    const { lot, window, from, to, amount } = line;
    const isDebt = lot === null && window === null;
    const way = isDebt ? `${from} → ${to}` : from === 'ended' || from === 'used' ? 'drawn' : from;
    // A window that has given all back is withdrawn.
    if (window && from === 'used' && to === 'ended' && amount === 0n) continue;
    const key = `${placeOf(line)} ${way}`;
    sums.set(key, (sums.get(key) ?? 0n) + amount);
  }
  return sums;
}

/** The same as a charge that undoes another says it, on one account. */
function backBy({ draws, counts, reverses }: ChargeBody, owner: OnAccount, isOwn: boolean): string[] {
  const sums: Sums = new Map();
  const add = (place: string, amount: Nano) => {
    if (amount > 0n) sums.set(place, (sums.get(place) ?? 0n) + amount);
  };
  const places = (of: { lot: string | null; windows: readonly NonNullable<Line['window']>[] }, way: string) =>
    of.lot
      ? [`${placeOf({ lot: of.lot, window: null })} ${way}`]
      : of.windows.map((window) => `${placeOf({ lot: null, window })} drawn`);
  const drawn = draws.filter(({ accountId }) => accountId === owner.accountId);
  const counted = [...countsOn(owner, draws), ...counts.filter(({ account }) => account === owner.address)];
  for (const each of [...drawn, ...counted.flatMap(placesOfCount)]) {
    for (const place of places(each, 'spent')) add(place, each.amount);
  }
  if (isOwn && reverses) {
    for (const repaid of reverses.repaid) for (const place of places(repaid, 'debt')) add(place, repaid.amount);
    add('debt ended → debt', reverses.carried);
    add('debt debt → issued', reverses.owed + reverses.carried);
  }
  return [...sums].map(textOfSum);
}

type Sums = Map<string, Nano>;

function textOfSum([place, amount]: [string, Nano]): string {
  return `${place} ${amount}`;
}

/** What lines paid, per place and way; and windows that had ended, where captured cannot be told from released. */
function paidBy(lines: readonly Line[]): { sums: Sums; ended: Set<string> } {
  const sums: Sums = new Map();
  const ended = new Set<string>();
  for (const line of lines) {
    if (line.from === 'ended') ended.add(placeOf(line));
    else if (line.to === 'spent' || line.to === 'used') add(sums, placeOf(line), line.from === 'held', line.amount);
  }
  return { sums, ended };
}

function marked(counts: readonly BudgetCount[], captured: boolean): PaidPlace[] {
  return counts.flatMap(placesOfCount).map((place) => ({ ...place, captured }));
}

type PaidPlace = Place & Pick<ChargeDraw, 'captured'>;

/** The same of a charge's draws on the account, what was captured from windows that had ended left out. */
function sumsOf(draws: readonly PaidPlace[], { ended }: { ended: Set<string> }): Sums {
  const sums: Sums = new Map();
  for (const { lot, windows, amount, captured } of draws) {
    const places = lot ? [placeOf({ lot, window: null })] : windows.map((window) => placeOf({ lot: null, window }));
    for (const place of places) if (!(captured && ended.has(place))) add(sums, place, captured, amount);
  }
  return sums;
}

function add(sums: Sums, place: string, captured: boolean, amount: Nano): void {
  const key = `${place} ${captured ? 'captured' : 'drawn'}`;
  sums.set(key, (sums.get(key) ?? 0n) + amount);
}
