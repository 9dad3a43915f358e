/** The audit must be able to fail: sound books pass it, each spoilt copy does not. */
import { describe, expect, test } from '@jest/globals';
import { auditAccount, type AccountNow, type Receipt, type UpdateRow } from '../../src/tools/audit-account.js';

/** An account that was given 10, of which a decision took 3.5 and a quarter of the window, and another 2 that went back. */
function soundBooks(): { account: AccountNow; updates: UpdateRow[]; receipts: Receipt[] } {
  const lot = { id: 'lot_1' };
  const line = (remaining: string, held: string) => ({ lot, window: null, remaining, held });
  return {
    account: {
      id: 'acc_1',
      subject: 'ada',
      pool: null,
      seq: '4',
      balance: { available: '6.5', held: '3.5' },
      lots: [
        {
          ...{ id: 'lot_1', amount: '10', remaining: '6.5', held: '3.5', spent: '0', expired: '0', takenBack: '0' },
          effectiveAt: '2026-01-01T00:00:00.000Z',
        },
      ],
    },
    updates: [
      {
        ...{ seq: '1', cause: 'GRANT', delta: '10', heldDelta: '0', balance: { available: '10', held: '0' } },
        ...{ lines: [line('10', '0')], decision: null },
      },
      {
        ...{ seq: '2', cause: 'HOLD', delta: '-3.5', heldDelta: '3.5', balance: { available: '6.5', held: '3.5' } },
        lines: [{ lot: null, window: 'weekly', remaining: '-0.25', held: '0.25' }, line('-3.5', '3.5')],
        decision: { id: 'dec_1' },
      },
      {
        ...{ seq: '3', cause: 'HOLD', delta: '-2', heldDelta: '2', balance: { available: '4.5', held: '5.5' } },
        ...{ lines: [line('-2', '2')], decision: { id: 'dec_2' } },
      },
      {
        ...{ seq: '4', cause: 'RELEASE', delta: '2', heldDelta: '-2', balance: { available: '6.5', held: '3.5' } },
        ...{ lines: [line('2', '-2')], decision: { id: 'dec_2' } },
      },
    ],
    receipts: [
      {
        id: 'dec_1',
        draws: [
          { account: 'acc_1', amount: '0.25', windows: ['weekly'], lot: null },
          { account: 'acc_1', amount: '3.5', windows: [], lot },
          { account: 'acc_other', amount: '7', windows: [], lot: { id: 'lot_9' } },
        ],
      },
      { id: 'dec_2', draws: [{ account: 'acc_1', amount: '2', windows: [], lot }] },
    ],
  };
}

const audit = ({ account, updates, receipts }: ReturnType<typeof soundBooks>) =>
  auditAccount(account, updates, receipts);

test('sound books close, and show what was drawn and what went back', () => {
  expect(audit(soundBooks())).toEqual({
    ...{ name: 'ada', updates: 4, drawn: 5_500_000_000n, givenBack: 2_000_000_000n },
    problems: [],
  });
});

describe('each way in which books can fail to close is noticed', () => {
  type Books = ReturnType<typeof soundBooks>;
  const faults: [what: string, spoil: (books: Books) => unknown, problem: RegExp][] = [
    ['a missing update', ({ updates }) => updates.splice(2, 1), /update 3 carries seq 4/],
    ['a doubled update', ({ updates }) => updates.splice(1, 0, updates[1]!), /update 3 carries seq 2/],
    ['a head beyond the journal', ({ account }) => (account.seq = '5'), /4 updates, but seq 5/],
    ['another balance', ({ account }) => (account.balance.available = '6.500000001'), /changes of available/],
    ['another held', ({ account }) => (account.balance.held = '3.4'), /changes of held/],
    ['a balance-after', ({ updates }) => (updates[1]!.balance.available = '6.4'), /balance after seq 2/],
    ['a lot that leaks', ({ account }) => (account.lots[0]!.spent = '0.000000001'), /buckets of lot_1/],
    ['a draw nobody journalled', ({ receipts }) => (receipts[1]!.draws[0]!.amount = '2.1'), /drawn from lot_1/],
    ['a window nobody counted', ({ updates }) => updates[1]!.lines.shift(), /drawn from window:weekly/],
    ['a hold without a receipt', ({ receipts }) => (receipts[1]!.draws = []), /drawn from lot_1/],
  ];
  test.each(faults)('%s', (_, spoil, problem) => {
    const books = soundBooks();
    spoil(books);
    expect(audit(books).problems.join('\n')).toMatch(problem);
  });
});
