/**
 * Credits as text: exact both ways, and nothing but plain decimals is read.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatCredits, MAX_NANO, parseCredits } from '../../src/core/amounts.js';

const nano = fc.bigInt({ min: 0n, max: MAX_NANO });

test('every amount survives being written and read again', () => {
  fc.assert(fc.property(nano, (amount) => expect(parseCredits(formatCredits(amount))).toBe(amount)));
});

test('every canonical text survives being read and written again', () => {
  const text = fc
    .tuple(fc.bigInt({ min: 0n, max: 8_999_999_999n }), fc.stringMatching(/^[0-9]{0,8}[1-9]$/), fc.boolean())
    .map(([whole, fraction, plain]) => (plain ? `${whole}` : `${whole}.${fraction}`));
  fc.assert(fc.property(text, (written) => expect(formatCredits(parseCredits(written) ?? -1n)).toBe(written)));
});

test('amounts keep their order and their sums when written with nine fraction digits', () => {
  const padded = (amount: bigint) => `${amount / 10n ** 9n}.${(amount % 10n ** 9n).toString().padStart(9, '0')}`;
  fc.assert(fc.property(nano, (amount) => expect(parseCredits(padded(amount))).toBe(amount)));
});

test.each([
  ['0', 0n],
  ['0.0', 0n],
  ['1', 1_000_000_000n],
  ['12.5', 12_500_000_000n],
  ['12.500', 12_500_000_000n],
  ['0.000000001', 1n],
  ['9000000000', MAX_NANO],
  ['8999999999.999999999', MAX_NANO - 1n],
])('%j is read exactly', (text, amount) => {
  expect(parseCredits(text)).toBe(amount);
});

test.each([
  '',
  ' ',
  ' 1',
  '1 ',
  '1\n',
  '\u00a01',
  '1e3',
  '1E3',
  '.5',
  '5.',
  '.',
  '01',
  '00',
  '00.5',
  '-1',
  '-0',
  '+1',
  '1.2.3',
  '1,5',
  '1_000',
  '1n',
  '0x10',
  'NaN',
  'Infinity',
  '1.0000000001',
  '0.12345678901234567890',
  '٣',
  '1.٣',
  '１',
])('%j is no amount', (text) => {
  expect(parseCredits(text)).toBeNull();
});

test.each([
  ['one nano-credit above the largest amount', '9000000000.000000001'],
  ['2^63 - 1 nano-credits', '9223372036.854775807'],
  ['2^63 nano-credits', '9223372036.854775808'],
  ['2^64 nano-credits', '18446744073.709551616'],
  ['nineteen whole digits', '9999999999999999999'],
  ['ten thousand digits', '9'.repeat(10_000)],
])('%s is refused (rule 24)', (_, text) => {
  expect(parseCredits(text)).toBeNull();
});

test.each([
  [-1n, '-0.000000001'],
  [-12_500_000_000n, '-12.5'],
  [0n, '0'],
  [100_000_000_000n, '100'],
  [1_000_000n, '0.001'],
])('%d nano-credits are written as %j', (amount, text) => {
  expect(formatCredits(amount)).toBe(text);
});
