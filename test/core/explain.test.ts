/**
 * What a refused or partial answer says about itself: what blocked it, and what helps.
 */
import { describe, expect, test } from '@jest/globals';
import { sentence } from '../../src/core/explain.js';
import { account, ask, credits, DAY, explained, facts, fiveHour, fullWindow, HOUR } from './build.js';
import { layers, lot, NOW, plan, pool, running, weekly } from './build.js';

describe('blockers (rule 9)', () => {
  test('name every source that could not give what was still needed, in the order of the waterfall', () => {
    const own = facts({
      plan: plan([fiveHour(50), weekly(500)]),
      account: account({
        windows: [running('five_hour', 20, NOW + HOUR), running('weekly', 40, NOW + DAY)],
        lots: [lot('promo', 20, { kind: 'PROMOTIONAL' }), lot('bought', 30)],
      }),
    });
    const { blockers } = explained(ask({ token: 100 }), own);
    expect(blockers.map(({ kind, source, limit, remaining }) => [kind, source, limit, remaining])).toEqual([
      ['WINDOW', 'window:five_hour', credits(50), credits(30)],
      ['LOTS', 'promotion', null, credits(20)],
      ['LOTS', 'credits', null, credits(30)],
    ]);
  });

  test('do not name a window that had what was still needed when its turn came', () => {
    const own = facts({ plan: plan([fiveHour(50), weekly(100)]), layers: layers('credits', 'allowance') });
    own.account.windows = [running('five_hour', 30, NOW + HOUR), running('weekly', 95, NOW + DAY)];
    own.account.lots = [lot('a', 90)];
    const { blockers } = explained(ask({ token: 100 }), own);
    expect(blockers.map(({ source }) => source)).toEqual(['credits', 'window:weekly']);
  });

  test.each([
    ['NOT_PERMITTED', 'policy', null],
    ['NO_LAYER', 'policy', null],
    ['ACCOUNT_SUSPENDED', 'account', 'subject:alice'],
  ])('after %s is the %s', (reason, source, on) => {
    const sound = facts();
    const own = facts({
      permission: { ...sound.permission, permitted: reason !== 'NOT_PERMITTED' },
      layers: reason === 'NO_LAYER' ? [] : sound.layers,
      account: account({ state: reason === 'ACCOUNT_SUSPENDED' ? 'SUSPENDED' : 'ACTIVE' }),
    });
    const { blockers, ...rest } = explained(ask({ token: 1 }), own);
    expect(rest).toMatchObject({ reason, unblocksAt: null, remedies: ['ASK_ADMIN'] });
    expect(blockers).toMatchObject([{ kind: 'POLICY', source, account: on }]);
  });

  test.each([
    ['a plan without windows', facts({ layers: layers('allowance') })],
    ['a pool that has no account yet', facts({ layers: layers('pool:new') })],
    ['a suspended pool', facts({ layers: layers('pool:ops') }, [pool('ops', [lot('o', 9)], { state: 'SUSPENDED' })])],
  ])('are never empty when capacity is missing: not with only %s', (_, own) => {
    const { reason, blockers } = explained(ask({ token: 1 }), own);
    expect(reason).toBe('OUT_OF_CAPACITY');
    expect(blockers).not.toEqual([]);
  });
});

describe('remedies (rule 9)', () => {
  const short = fullWindow();

  test.each([
    ['buying first, then waiting', { layers: layers('allowance', 'credits') }, ['BUY_CREDITS', 'WAIT']],
    ['only waiting without a credits layer', {}, ['WAIT']],
    ['only waiting without leave to buy', { layers: layers('allowance', 'credits'), mayPurchase: false }, ['WAIT']],
    ['only buying when time does not help', { layers: layers('credits') }, ['BUY_CREDITS']],
    ['asking an admin when neither does', { layers: layers('promotion') }, ['ASK_ADMIN']],
    ['nothing when there is no such product', { productKnown: false }, ['NONE']],
    ['asking an admin when there is no such feature', { featureKnown: false }, ['ASK_ADMIN']],
    ['asking an admin when the hold is closed', { extended: 'closed' as const }, ['ASK_ADMIN']],
    ['asking an admin when nothing is priced', { cards: [] }, ['ASK_ADMIN']],
  ])('are %s', (_, more, remedies) => {
    expect(explained(ask({ token: 10 }), facts({ ...short, ...more })).remedies).toEqual(remedies);
  });

  test('are none for what is allowed, which has no blocker either', () => {
    const own = facts({ account: account({ lots: [lot('a', 9)] }) });
    expect(explained(ask({ token: 1 }), own)).toMatchObject({ remedies: ['NONE'], blockers: [], unblocksAt: null });
  });
});

test('every answer is one sentence, with its amounts where they matter', () => {
  const amounts = { granted: credits(12.5), requested: credits(20), shortfall: credits(7.5), extending: false };
  expect(sentence('PARTIAL', 'OUT_OF_CAPACITY', amounts)).toBe('12.5 of 20 credits are granted.');
  expect(sentence('DENIED', 'OUT_OF_CAPACITY', amounts)).toBe('7.5 of 20 credits are missing.');
  expect(sentence('ALLOWED', 'ALLOWED', amounts)).toBe('All 20 credits are granted.');
  const refusals = ['UNKNOWN_PRODUCT', 'UNKNOWN_FEATURE', 'NOT_PERMITTED', 'ACCOUNT_SUSPENDED', 'DEBT_LIMIT'] as const;
  const others = ['HOLD_CLOSED', 'HOLD_LIMIT', 'NOT_PRICED', 'RATE_LIMITED', 'NO_LAYER'] as const;
  for (const reason of [...refusals, ...others]) {
    for (const extending of [true, false]) {
      expect(sentence('DENIED', reason, { ...amounts, extending })).toMatch(/^[A-Z][^.]+\.$/);
    }
  }
});
