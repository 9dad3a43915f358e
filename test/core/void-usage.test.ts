/**
 * Undoing a settlement: in every world it leaves lots, windows, holds and debt as if nothing had been charged, and whatever
 * has happened since, all that is undone in any order comes to nothing taken.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sum } from '../../src/core/amounts.js';
import { monthStart } from '../../src/core/months.js';
import { voidUsage } from '../../src/core/void-usage.js';
import type { Repayment, Voided, VoidedCharge } from '../../src/core/voided-charge.js';
import type { Update } from '../../src/core/journal.js';
import type { Account } from '../../src/core/account.js';
import type { Settlement } from '../../src/core/settle.js';
import { account, credits, DAY, fiveHour, HOUR, layers, lot, NOW, plan } from './build.js';
import { settling, use, written } from './settle-build.js';
import { allAccounts, commands, play, setting, settleOn, type Settled, type State } from './settle-worlds.js';

const RUNS = { numRuns: 150 };

function chargeOf({ draws, forgiven, debt, counts = [] }: Settlement, at: number): VoidedCharge {
  return { id: 'void', at, draws, counts, forgiven, debt };
}

/** What a settlement changes of accounts; windows that count nothing are none. */
function standing(accounts: readonly Account[]) {
  return accounts.map(({ address, lots, windows, debt }) => {
    const counting = windows.filter(({ used, held }) => used + held > 0n);
    return { address, debt, lots, windows: [...counting].sort((a, b) => (a.name < b.name ? -1 : 1)) };
  });
}

function undo({ facts }: State, settlement: Settlement, at: number, now: number, repayments: Repayment[] = []): Voided {
  const { account: own, others } = facts;
  own.forgiven = { since: monthStart(at), amount: settlement.forgiven };
  return voidUsage(chargeOf(settlement, at), { account: own, others, repayments }, now);
}

test('undone at once, it is as if the event had cost nothing', () => {
  const look = ({ event, now, before, hold, overshoot, settlement }: Settled) => {
    // While its hold is open, nothing of an event is undone.
    if (!event.final && hold.some(({ state }) => state === 'HELD')) return;
    const id = hold[0]?.part.id ?? null;
    const [free, undone] = [structuredClone(before), structuredClone(before)];
    settleOn(free, { ...event, amount: 0n }, id, overshoot, now);
    const again = settleOn(undone, event, id, overshoot, now);
    expect(again.draws).toEqual(settlement.draws);
    undo(undone, again, now, now);
    expect(standing(allAccounts(undone))).toEqual(standing(allAccounts(free)));
    expect(undone.facts.account.forgiven.amount).toBe(0n);
  };
  fc.assert(
    fc.property(setting, commands, (start, all) => {
      for (const { settled } of play(start, all)) if (settled) look(settled);
    }),
    RUNS,
  );
});

/** What repaid debt, the latest first. */
function repaymentsIn(updates: readonly Update[], own: Account): Repayment[] {
  const repaid = updates.filter(
    ({ accountId, cause }) => accountId === own.id && /^DEBT_(REPAID|FORGIVEN)$/.test(cause),
  );
  return repaid
    .map(({ seq, at, lines }) => {
      const paid = lines.find(({ to, from }) => to === 'debt' || from === 'debt');
      const used = lines.filter(({ from, to }) => from === 'remaining' && to === 'used');
      const windows = used.flatMap(({ window }) => window ?? []);
      return { seq, at, amount: paid?.amount ?? 0n, lot: paid?.lot ?? null, windows };
    })
    .reverse();
}

test('all of it undone, later and in any order, nothing is taken: each lot has all that had not closed or paid other debt', () => {
  fc.assert(
    fc.property(setting, commands, fc.infiniteStream(fc.nat()), (start, all, order) => {
      const steps = play(start, all);
      const last = steps.at(-1);
      if (!last) return;
      const { facts } = last.after;
      const own = facts.account;
      const repayments = repaymentsIn(
        steps.flatMap(({ updates }) => updates),
        own,
      );
      const left = steps.flatMap(({ settled }) => settled ?? []);
      while (left.length > 0) {
        const [settled] = left.splice((order.next().value as number) % left.length, 1);
        const { repaid } = undo(last.after, settled!.settlement, settled!.now, last.now, repayments);
        for (const { seq, amount } of repaid) repayments.find((each) => each.seq === seq)!.amount -= amount;
      }
      // What the account owed at the start is owed, or was repaid.
      expect(own.debt + sum(repayments, ({ amount }) => amount)).toBe(start.start.account.debt);
      for (const each of [own, ...facts.others.values()]) {
        for (const { id, spent, amount, remaining, held, expired, takenBack } of each.lots) {
          const first = allAccountsOf(start.start)
            .flatMap(({ lots }) => lots)
            .find((same) => same.id === id);
          const paid = sum(repayments, (repayment) => (repayment.lot === id ? repayment.amount : 0n));
          expect([id, spent]).toEqual([id, (first?.spent ?? 0n) + paid]);
          expect(amount).toBe(remaining + held + spent + expired + takenBack);
        }
        const used = sum(each.windows, (window) => window.used);
        expect(used).toBe(usedByOthers(each, start.start, repayments));
      }
    }),
    RUNS,
  );
});

function allAccountsOf(facts: State['facts']): Account[] {
  return allAccounts({ facts, holds: new Map() });
}

/** What windows that run count beside what was undone: what they had counted at the start, and debt that they have paid. */
function usedByOthers({ id, windows }: Account, start: State['facts'], repayments: readonly Repayment[]): bigint {
  const first = allAccountsOf(start).find((same) => same.id === id);
  return sum(windows, ({ name, startedAt }) => {
    const same = (each: { name: string; startedAt: number }) => each.name === name && each.startedAt === startedAt;
    const before = first?.windows.find(same)?.used ?? 0n;
    return before + sum(repayments, (repayment) => (repayment.windows.some(same) ? repayment.amount : 0n));
  });
}

describe('where something has closed since', () => {
  const undoing = (facts: ReturnType<typeof settling>, settlement: Settlement, now: number) => {
    return voidUsage(chargeOf(settlement, NOW), { account: facts.account, others: facts.others, repayments: [] }, now);
  };

  test('what comes back goes the last draw first, to the lot that closed where it closed, to a lapsed one as expired', () => {
    const lots = [lot('a', 5, { expiresAt: NOW + HOUR }), lot('b', 5, { priority: 200 })];
    const facts = settling({ account: account({ lots }) });
    const settlement = use(facts, 8);
    facts.account.lots[1]!.closed = 'takenBack';
    const { updates } = undoing(facts, settlement, NOW + HOUR);
    expect(written(updates)).toEqual([['subject:alice VOIDED', 'b spent→takenBack 3', 'a spent→expired 5']]);
    expect(facts.account.lots[0]).toMatchObject({ closed: 'expired', spent: 0n });
  });

  test('the very lot that paid gets it, though another has as much spent', () => {
    const facts = settling({ account: account({ lots: [lot('a', 5), lot('b', 5, { priority: 200 })] }) });
    use(facts, 5);
    const settlement = use(facts, 3);
    expect(written(undoing(facts, settlement, NOW).updates)).toEqual([['subject:alice VOIDED', 'b spent→remaining 3']]);
  });

  test('an instance that ended stays ended, and one of its name that runs now counts what it counted', () => {
    const facts = settling({ plan: plan([fiveHour(10)]) });
    const settlement = use(facts, 4, { layers: layers('allowance') });
    const [first] = facts.account.windows;
    const later = {
      name: 'five_hour',
      startedAt: NOW + DAY,
      resetsAt: NOW + DAY + 5 * HOUR,
      used: credits(7),
      held: 0n,
    };
    facts.account.windows = [later];
    const { updates } = undoing(facts, settlement, NOW + DAY);
    expect(written(updates)).toEqual([['subject:alice VOIDED', 'five_hour ended→ended 4']]);
    expect(updates[0]?.update.lines[0]?.window).toEqual({ name: 'five_hour', startedAt: first?.startedAt });
    expect(facts.account.windows).toEqual([later]);
  });
});

test('what nobody has repaid cannot come back to anybody: that is a bug, and nothing is posted', () => {
  const facts = settling({});
  const settlement = use(facts, 3);
  facts.account.debt = 0n;
  const { account: own, others } = facts;
  const before = structuredClone(own.seq);
  expect(() => voidUsage(chargeOf(settlement, NOW), { account: own, others, repayments: [] }, NOW)).toThrow('void:');
  expect(own.seq).toBe(before);
});
