/**
 * Addresses: what is one, and what only looks like one.
 */
import { describe, expect, test } from '@jest/globals';
import { isAddress, isBudget, parseAddress, poolOf, subjectOf } from '../../src/core/address.js';

describe('an address', () => {
  test('is taken apart at its first colon, the name as it stands', () => {
    expect(parseAddress('subject:alice')).toEqual({ kind: 'subject', name: 'alice' });
    expect(parseAddress('pool:a:b')).toEqual({ kind: 'pool', name: 'a:b' });
    expect(parseAddress('budget:x|y#z')).toEqual({ kind: 'budget', name: 'x|y#z' });
    expect([subjectOf('subject:alice'), poolOf('subject:alice')]).toEqual(['alice', null]);
  });

  test("is named by callers and policies where it is a subject's or a pool's: a budget's never is", () => {
    expect(['subject:a', 'pool:a', 'budget:a', 'pool:', 'team:a'].map(isAddress)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(['subject:a', 'pool:a', 'budget:a', 'budgets:a'].map(isBudget)).toEqual([false, false, true, false]);
  });

  test.each(['pool', 'pools', 'subject', 'subjects', 'subjectX', 'Pool:x', 'team:x', ':x', ''])(
    'is no %p: a kind and a colon come first',
    (text) => {
      expect(parseAddress(text)).toBeNull();
    },
  );
});
