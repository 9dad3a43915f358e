/**
 * Grants that come again: when the next of an account is due, how it is issued, and what of it goes on as its period ends
 * (docs/rules.md, 46). A period is issued once: it begins no sooner than the last one that was issued has ended.
 */
import { least, sum } from './amounts.js';
import { bankReset } from './banked-resets.js';
import { repayDebt } from './debt.js';
import { post, type Update } from './journal.js';
import { periodAt, type Period } from './periods.js';
import { subscriptionMonthAt } from './subscriptions.js';
import type { Account, Line, Lot } from './account.js';
import type { GrantCalendar, GrantPeriod, GrantTerms, LotPeriod, Recurring } from './grant-terms.js';
import type { AnyLotKind } from './kinds.js';
import type { Instant, Nano } from './words.js';

/** A grant that will be issued. */
export interface ComingGrant {
  at: Instant;
  terms: GrantTerms;
}

/** What says which grants come. */
export type Granted = Pick<Account, 'lastAt' | 'plan'> & { recurring?: Pick<Recurring, 'eras' | 'issued'> | undefined };

/**
 * The next of each grant, by the terms of its instant: as its period begins, or at once where the account, its plan or the
 * catalog has come to it in the middle of one.
 */
export function comingGrants({ recurring, lastAt, plan }: Granted): ComingGrant[] {
  const eras = recurring?.eras(plan) ?? [];
  const coming = new Map<string, ComingGrant>();
  for (const [i, era] of eras.entries()) {
    const [from, until] = [Math.max(era.from, lastAt), eras[i + 1]?.from ?? Infinity];
    for (const terms of from < until ? era.grants : []) {
      const at = Math.max(from, issuedOf(recurring, terms.id)?.end ?? from);
      if (at < until && !coming.has(terms.id)) coming.set(terms.id, { at, terms });
    }
  }
  return [...coming.values()];
}

/** The instant of the first of them; null where none comes. */
export function grantDueAt(account: Granted): Instant | null {
  const coming = comingGrants(account);
  return coming.length ? Math.min(...coming.map(({ at }) => at)) : null;
}

function issuedOf(recurring: Pick<Recurring, 'issued'> | undefined, grant: string): GrantPeriod | undefined {
  return recurring?.issued.find((period) => period.grant === grant);
}

/** The period of a grant that an instant lies in; a subscription that has not begun begins then. */
export function grantPeriodAt(
  { subscribedAt }: Pick<Account, 'subscribedAt'>,
  calendar: GrantCalendar,
  at: Instant,
): Period {
  return calendar.anchor ? subscriptionMonthAt(subscribedAt ?? at, at, calendar.zone) : periodAt(calendar, at);
}

/**
 * Issues a grant for the period of an instant: a GRANT, and DEBT_REPAID after it where the lot pays debt; or the reset that
 * it puts in store.
 */
export function issueGrant(account: Account, terms: GrantTerms, at: Instant): Update[] {
  const { id: grant, kind, amount, calendar, livesMs, rollOver, keep } = terms;
  const { recurring } = account;
  if (!recurring) throw new Error(`grant: nothing recurs on ${account.address}`);
  const { start, end } = grantPeriodAt(account, calendar, at);
  // Where the terms have changed, this period may have begun before the last one ended.
  const begins = Math.max(start, issuedOf(recurring, grant)?.end ?? start);
  const period: GrantPeriod = { grant, start: begins, end, calendar, rollOver };
  const others = recurring.issued.filter((issued) => issued.grant !== grant);
  recurring.issued = [...others, period].sort((a, b) => (a.grant < b.grant ? -1 : 1));
  if (keep !== undefined) return [bankReset(account, keep, at)];
  const expiresAt = livesMs === null ? end : at + livesMs;
  const lot = addLot(account, { ...period, rolled: false }, { kind, amount, expiresAt }, at);
  const line: Line = { lot: lot.id, window: null, amount, from: 'issued', to: 'remaining' };
  return [post(account, at, 'GRANT', lot.id, [line]), ...repayDebt(account, lot, at)];
}

/** The period whose end a lot's expiry is, where something of the grant goes on then; null for all other lots. */
export function rollingPeriod({ recurring }: Account, { recurs, expiresAt }: Lot): GrantPeriod | null {
  const period = recurs ? issuedOf(recurring, recurs.grant) : undefined;
  return period && period.rollOver !== null && period.end === expiresAt ? period : null;
}

/**
 * Ends a period of a grant that goes on: its lots expire, and as much of what remained of them as their terms let comes
 * as a lot of its own, for another such period. It becomes effective as all lots of that instant do. What is held does not
 * go on.
 */
export function endPeriod(account: Account, lots: readonly Lot[], { rollOver, ...period }: GrantPeriod): Update[] {
  const [at, left] = [period.end, sum(lots, ({ remaining }) => remaining)];
  const kind = lots.at(-1)!.kind;
  const updates = lots.map((lot) => expireLot(account, lot, at));
  const amount = least(left, rollOver ?? 0n);
  if (amount === 0n) return updates;
  const { end } = grantPeriodAt(account, period.calendar, at);
  const next: LotPeriod = { ...period, start: at, end, rollOver: null, rolled: true };
  const lot = addLot(account, next, { kind, amount, expiresAt: end }, at, false);
  const line: Line = { lot: lot.id, window: null, amount, from: 'issued', to: 'pending' };
  return [...updates, post(account, at, 'GRANT', lot.id, [line])];
}

/** What remains of a lot expires at an instant. */
export function expireLot(account: Account, { id, remaining }: Lot, at: Instant): Update {
  const line: Line = { lot: id, window: null, amount: remaining, from: 'remaining', to: 'expired' };
  return post(account, at, 'LOT_EXPIRED', id, [line]);
}

interface NewLot {
  kind: AnyLotKind;
  amount: Nano;
  expiresAt: Instant;
}

/** Like any grant where nothing else is said. */
const PRIORITY = 100;

function addLot(account: Account, recurs: LotPeriod, terms: NewLot, at: Instant, effective = true): Lot {
  const nothing = { remaining: 0n, held: 0n, spent: 0n, expired: 0n, takenBack: 0n };
  const instants = { createdAt: at, effectiveAt: at, effective };
  const id = account.recurring!.lotId(at, recurs);
  const lot: Lot = { id, ...terms, ...nothing, priority: PRIORITY, products: null, ...instants, closed: null, recurs };
  account.lots.push(lot);
  return lot;
}
