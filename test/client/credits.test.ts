/** Amounts of credits without a `number`: what goes in comes out, to the last digit. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { credits, creditsOf, nanoOf } from '../../clients/typescript/src/credits.js';
import { formatCredits } from '../../src/core/amounts.js';

test('an amount is written as Spillway writes it, and read as what it was', () => {
  fc.assert(
    fc.property(fc.bigInt(-9n * 10n ** 18n, 9n * 10n ** 18n), (nano) => {
      expect(creditsOf(nano)).toBe(formatCredits(nano));
      expect(nanoOf(creditsOf(nano))).toBe(nano);
    }),
  );
});

test('sums and comparisons are exact where floating point is not', () => {
  expect(credits.add('0.1', '0.2', '9000000000')).toBe('9000000000.3');
  expect(credits.subtract('0.3', '0.1')).toBe('0.2');
  expect(credits.subtract('1', '1.000000001')).toBe('-0.000000001');
  expect([credits.compare('10', '9'), credits.compare('1.0', '1'), credits.compare('-1', '0')]).toEqual([1, 0, -1]);
  expect([credits.isPositive('0.000000001'), credits.isPositive('0')]).toEqual([true, false]);
  expect([credits.share('1', '3'), credits.share('5', '3'), credits.share('1', '0')]).toEqual([3333, 10_000, 0]);
});

test('a person sees every digit in the own language', () => {
  expect(credits.show('9000000000.123456789', 'en')).toBe('9,000,000,000.123456789');
  expect(credits.show('1234.5', 'de')).toBe('1.234,5');
});

test.each(['12,5', '1e3', '', ' 1', '1.0000000001', '.5', 'NaN'])('%j is no amount', (text) => {
  expect(() => nanoOf(text)).toThrow(RangeError);
});
