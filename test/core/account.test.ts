/**
 * An account before its first use.
 */
import { expect, test } from '@jest/globals';
import { emptyAccount } from '../../src/core/empty-account.js';
import { decide } from '../../src/core/decide.js';
import { ask, credits, facts, fiveHour, layers, NOW, plan } from './build.js';

test('an account that was never seen is active and empty, and owes nothing (rule 12)', () => {
  expect(emptyAccount('acme', 'subject:new', plan())).toEqual({
    tenant: 'acme',
    id: '',
    address: 'subject:new',
    plan: 'pro',
    subscribedAt: null,
    state: 'ACTIVE',
    seq: 0n,
    lastAt: 0,
    debt: 0n,
    debtTerms: { forgivePerMonth: 0n, repaidBy: [] },
    turnedAt: null,
    forgiven: { amount: 0n, since: null },
    windowTerms: [],
    windows: [],
    guard: null,
    lots: [],
    holds: [],
    openHolds: 0,
    shares: new Map(),
  });
});

test('a subject that was never seen gets all that its plan includes, also where nobody may owe anything', () => {
  const own = facts({
    plan: plan([fiveHour(5)]),
    layers: layers('allowance'),
    account: emptyAccount('acme', 'subject:new', plan()),
    maxDebt: 0n,
  });
  expect(decide(ask({ token: 5 }), own, NOW)).toMatchObject({ outcome: 'ALLOWED', granted: credits(5) });
});
