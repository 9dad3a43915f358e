/** A decision is made again from what it names: what differs is told, whatever it is. */
import { describe, expect, test } from '@jest/globals';
import { differencesOf, type StoredDecision } from '../../proof/storm/made-again.js';

const [OWN, TEAM, EACH] = ['own', 'team', 'each'];
const image = (windows: { used: string; held: string }[], balance: Record<string, string> = {}) => ({
  balance,
  windows: windows.map((window) => ({ window: 'period', capacity: '0', startedAt: null, ...window })),
  state: 'ACTIVE',
});

/** 10 units asked: 4 of promotions, of which a budget of each lets 3 through, then 20 credits, of which the team's has 5. */
function decision(more: Partial<StoredDecision['body']> = {}, outcome = 'PARTIAL'): StoredDecision {
  const credit = (amount: number) => `${amount}000000000`;
  return {
    ...{ id: 'd', outcome, at: new Date(0) },
    policy:
      '# first\np3, team:a, product:storm, any, 30, day, cap\np3, each tenant, product:storm, promotion, 8, day, cap',
    images: {
      own: image([], { promotional: credit(4), purchased: credit(20) }),
      team: image([{ used: credit(20), held: credit(2) }]),
      each: image([{ used: credit(5), held: '0' }]),
    },
    body: {
      ...{
        mode: 'UP_TO',
        reason: 'BUDGET_EXCEEDED',
        usage: [{ minimum: '0' }],
        requested: credit(10),
        granted: credit(8),
      },
      accounts: [{ address: 'subject:a', id: OWN, seq: '1' }],
      layers: [
        { layer: 'PROMOTION', source: 'promotion' },
        { layer: 'CREDITS', source: 'credits' },
      ],
      budgets: [
        { id: TEAM, seq: '1', name: 'team:a,product:storm,any,day', cap: { limit: credit(30), line: 2 } },
        { id: EACH, seq: '1', name: 'each tenant,product:storm,promotion,day', cap: { limit: credit(8), line: 3 } },
      ],
      draws: [
        {
          source: 'promotion',
          amount: credit(3),
          counts: [
            [0, 5],
            [1, 5],
          ],
        },
        { source: 'credits', amount: credit(5), counts: [[0, 5]] },
      ],
      blockers: [],
      ...more,
    },
  };
}

test('one that follows from its facts differs in nothing', () => {
  expect(differencesOf(decision())).toEqual([]);
});

/** The same, where the team's budget has used up all but 2 of its limit, and 3 were approved beyond. */
function beyond(increases: string[] | null): StoredDecision {
  const each = decision();
  const amount = (whole: number) => `${whole}000000000`;
  const team = image([{ used: amount(28), held: '0' }], { available: amount(3) });
  const lots = increases && increases.map((nano) => ({ lot: 'a lot', amount: nano }));
  const [promotion] = each.body.draws;
  const counts: object = [
    [0, 5, ...(lots ? [lots] : [])],
    [1, 5],
  ];
  const drawn = { ...promotion!, counts: counts as never };
  const credits = { source: 'credits', amount: amount(2), counts: [[0, 5, [{ amount: amount(2) }]]] as never };
  const body = { ...each.body, draws: [drawn, credits], granted: amount(5) };
  return { ...each, images: { ...each.images, team }, body };
}

test('what counts beyond a limit is in increases, all of it and nothing else', () => {
  expect(differencesOf(beyond(['1000000000']))).toEqual([]);
  expect(differencesOf(beyond(null)).join()).toMatch(/3000000000 of team:a.* in increases, not 2000000000/);
  expect(differencesOf(beyond(['2000000000'])).join()).toMatch(/3000000000 of team:a.* in increases, not 4000000000/);
});

describe('told is', () => {
  const [body] = [decision().body];
  const [promotion, credits] = body.draws;
  test.each<[string, Partial<StoredDecision['body']>, string, RegExp]>([
    ['another outcome', {}, 'ALLOWED', /PARTIAL, not ALLOWED/],
    ['another reason', { reason: 'OUT_OF_CAPACITY' }, 'PARTIAL', /BUDGET_EXCEEDED, not OUT_OF_CAPACITY/],
    ['less granted than could be', { granted: '7000000000' }, 'PARTIAL', /8000000000 granted, not 7000000000/],
    [
      'a draw beyond a budget',
      { draws: [{ ...promotion!, amount: '4000000000' }, credits!] },
      'PARTIAL',
      /promotion 3/,
    ],
    ['a draw that did not count', { draws: [{ ...promotion!, counts: [[0, 5]] }, credits!] }, 'PARTIAL', /in 0,1/],
    [
      'a limit that the policy never had',
      { budgets: [{ ...body.budgets[0]!, cap: { limit: '31000000000', line: 2 } }, body.budgets[1]!] },
      'PARTIAL',
      /no cap team:a,product:storm,any,day of 31000000000/,
    ],
    ['a denial of what was there', { mode: 'UP_TO', draws: [], granted: '0' }, 'DENIED', /PARTIAL, not DENIED/],
  ])('%s', (_, more, outcome, says) => {
    expect(differencesOf(decision(more, outcome)).join('; ')).toMatch(says);
  });
});
