/**
 * Addresses: what is one, and what only looks like one.
 */
import { describe, expect, test } from '@jest/globals';
import { parseAddress, poolOf, subjectOf } from '../../src/core/address.js';

describe('an address', () => {
  test('is taken apart at its first colon, the name as it stands', () => {
    expect(parseAddress('subject:alice')).toEqual({ kind: 'subject', name: 'alice' });
    expect(parseAddress('pool:a:b')).toEqual({ kind: 'pool', name: 'a:b' });
    expect([subjectOf('subject:alice'), poolOf('subject:alice')]).toEqual(['alice', null]);
  });

  test.each(['pool', 'pools', 'subject', 'subjects', 'subjectX', 'Pool:x', 'team:x', ':x', ''])(
    'is no %p: a kind and a colon come first',
    (text) => {
      expect(parseAddress(text)).toBeNull();
    },
  );
});
