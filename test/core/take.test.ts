/**
 * What a decision that takes leaves on the accounts it draws from: the update, the part of the hold, and the count of
 * the guard.
 */
import { expect, test } from '@jest/globals';
import { decide } from '../../src/core/decide.js';
import { take } from '../../src/core/take.js';
import { account, ask, credits, facts, fiveHour, HOUR, layers, lot, NOW, plan, pool, takeAndHold } from './build.js';

test('each account drawn from gets a HOLD update and its part of the hold, whose draws are numbered on', () => {
  const team = pool('team', [lot('t', 2)]);
  const own = facts(
    {
      plan: plan([fiveHour(50)]),
      layers: layers('credits', 'pool:team'),
      account: account({ lots: [lot('z', 1)] }),
    },
    [team],
  );
  const common = { caller: 'gateway', openedAt: NOW - HOUR, claims: 2, ending: true };
  const terms = { decisionId: 'dec_2', holdId: 'h1', expiresAt: NOW + HOUR, firstNo: 3, common };
  const taken = take(own, decide(ask({ token: 3 }), own, NOW), terms, NOW);

  const draw = { decisionId: 'dec_2', at: NOW, settled: 0n, released: 0n, windows: [] };
  const part = { id: 'h1', subject: 'acc_alice', expiresAt: NOW + HOUR, ...common };
  const bought = { no: 3, layer: 'CREDITS', source: 'credits', amount: credits(1), lot: 'z' };
  const pooled = { no: 4, layer: 'POOL', source: 'pool:team', amount: credits(2), lot: 't' };
  expect(taken.map((share) => share.part)).toEqual([
    { ...part, draws: [{ ...draw, ...bought }] },
    { ...part, draws: [{ ...draw, ...pooled }] },
  ]);
  expect(taken.map(({ account: on, update }) => [on.address, update.cause, update.causeId, update.at])).toEqual([
    ['subject:alice', 'HOLD', 'dec_2', NOW],
    ['pool:team', 'HOLD', 'dec_2', NOW],
  ]);
});

test("the image of a pool shows none of the subject's windows", () => {
  const own = facts({ plan: plan([fiveHour(50)]), layers: layers('pool:team') }, [pool('team', [lot('t', 2)])]);
  const taken = takeAndHold(own, decide(ask({ token: 2 }), own, NOW), 'h1');
  expect(taken.map(({ update }) => update.after.windows.map(({ window }) => window))).toEqual([['five_hour'], []]);
});

test.each([
  ['the plan has no guard', plan([], null)],
  ['there is no plan', null],
])('no request is counted where %s (rule 10)', (_, unguarded) => {
  const own = facts({ plan: unguarded, account: account({ lots: [lot('a', 9)] }) });
  takeAndHold(own, decide(ask({ token: 1 }), own, NOW), 'h1');
  expect(own.account.guard).toBeNull();
});
