/** Values that no well-behaved client sends, for the curated cases and for the generator. */
import { RawNumber } from './hostile-case.js';

const raw = (text: string): RawNumber => new RawNumber(text);

export const LONG_DIGITS = '9'.repeat(10_000);

/** What is neither a quantity nor an amount, as JSON text or as a JSON value. */
const NO_NUMBER_AT_ALL: [string, unknown][] = [
  ['NaN', 'NaN'],
  ['Infinity', 'Infinity'],
  ['-Infinity', '-Infinity'],
  ['"-1"', '-1'],
  ['"-0"', '-0'],
  ['a minus that is none', '\u22125'],
  ['"1e3"', '1e3'],
  ['"1E+3"', '1E+3'],
  ['"1e400"', '1e400'],
  ['hexadecimal', '0x10'],
  ['binary', '0b1'],
  ['octal', '0o7'],
  ['a bigint literal', '1n'],
  ['a leading zero', '007'],
  ['a plus', '+7'],
  ['a space before', ' 7'],
  ['a space after', '7 '],
  ['a line break after', '7\n'],
  ['a NUL after', '7\0'],
  ['a separator', '1,000'],
  ['an underscore', '1_000'],
  ['Arabic digits', '٣'],
  ['fullwidth digits', '１'],
  ['a Roman numeral', 'Ⅷ'],
  ['a fraction sign', '½'],
  ['infinity’s sign', '∞'],
  ['a bidi control', '\u202e5'],
  ['a lone surrogate', '5\ud800'],
  ['an empty text', ''],
  ['SQL', "1'; drop table lot; --"],
  ['2^63 as text', '9223372036854775808'],
  ['2^64 as text', '18446744073709551616'],
  ['10 kB of digits', LONG_DIGITS],
  ['1e400 in JSON', raw('1e400')],
  ['-1 in JSON', -1],
  ['5.5 in JSON', 5.5],
  ['2^53+1 in JSON', raw('9007199254740993')],
  ['2^63 in JSON', raw('9223372036854775808')],
  ['10 kB of digits in JSON', raw(LONG_DIGITS)],
  ['true', true],
  ['false', false],
  ['a list', [1, 2]],
  ['an empty list', []],
  ['an object', { value: 1 }],
  ['an empty object', {}],
  ['null', null],
];

/** Not for `Uint64`: whatever the argument. */
export const NO_UINT64: [string, unknown][] = [...NO_NUMBER_AT_ALL, ['"5.5"', '5.5'], ['"5.0"', '5.0']];

/** Not for `Credits`: whatever the argument. */
export const NO_CREDITS: [string, unknown][] = [
  ...NO_NUMBER_AT_ALL,
  ['a JSON integer', 5],
  ['10 fraction digits', '0.0000000001'],
  ['20 fraction digits', `0.${'1'.repeat(20)}`],
  ['10 kB of fraction digits', `0.${LONG_DIGITS}`],
  ['2^63 nano', '9223372036.854775808'],
  ['more than an account can hold', '9000000000.000000001'],
  ['no whole part', '.5'],
  ['no fraction', '5.'],
  ['two points', '1.2.3'],
  ['a comma', '1,5'],
];

/** Not for `Int`: whatever the argument. */
export const NO_INT: [string, unknown][] = [
  ['1e400', raw('1e400')],
  ['2^31', raw('2147483648')],
  ['-2^31-1', raw('-2147483649')],
  ['2^63', raw('9223372036854775808')],
  ['10 kB of digits', raw(LONG_DIGITS)],
  ['1.5', 1.5],
  ['"5"', '5'],
  ['"NaN"', 'NaN'],
  ['an empty text', ''],
  ['true', true],
  ['a list', [5, 5]],
  ['an object', { first: 5 }],
];

/** Nobody's name: refused wherever somebody or something is named. */
export const NO_NAME: [string, string][] = [
  ['empty', ''],
  ['10 kB', 'x'.repeat(10_000)],
  ['NUL', 'a\0b'],
  ['a line break', 'a\nb'],
  ['an escape sequence', 'a\u001b[31m'],
  ['C1 control', 'a\u0085b'],
  ['DEL', 'a\u007f'],
  ['only control characters', '\u0001\u0002\u0003'],
  ['a lone high surrogate', 'a\ud800'],
  ['a lone low surrogate', '\udc00a'],
  ['surrogates the wrong way round', '\udc00\ud800'],
  ['a right-to-left override', 'bob\u202egro'],
  ['an isolate', 'bob\u2066'],
  ['an Arabic letter mark', 'bob\u061c'],
  ['a byte order mark', '\ufeffbob'],
];

/** Fine as a name, and dangerous to whoever is careless. */
export const ODD_NAMES: [string, string][] = [
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['toString', 'toString'],
  ['hasOwnProperty', 'hasOwnProperty'],
  ['null', 'null'],
  ['undefined', 'undefined'],
  ['NaN', 'NaN'],
  ['-1', '-1'],
  ['a path', '../../etc/passwd'],
  ['a Windows path', '..\\..\\boot.ini'],
  ['SQL', "bob'; drop table lot; --"],
  ['SQL that is true', "' or '1'='1"],
  ['SQL wildcards', '%_%'],
  ['a placeholder', '$1'],
  ['JSON', '{"$gt":""}'],
  ['half of some JSON', '"]}'],
  ['markup', '<script>alert(1)</script>'],
  ['a template', '${7*7}{{7*7}}'],
  ['casbin', 'p, role:admin, *, *, allow'],
  ['the other normal form', 'jose\u0301'],
  ['another script’s a', '\u0430lice'],
  ['an emoji', '👩‍👩‍👧‍👦'],
  ['200 characters', 'y'.repeat(200)],
];

/** No id of anything. */
export const NO_ID: [string, string][] = [
  ...NO_NAME,
  ...ODD_NAMES,
  ['a prefix alone', 'dec_'],
  ['an id that is too short', 'acc_123'],
  ['an id that is no hexadecimal', `lot_${'g'.repeat(32)}`],
  ['a bare UUID', '0199e5a0-0000-7000-8000-000000000000'],
  ['an unknown kind', `xyz_${'0'.repeat(32)}`],
  ['capitals', `DEC_${'A'.repeat(32)}`],
  ['nobody’s decision', `dec_${'0'.repeat(32)}`],
  ['nobody’s account', `acc_${'f'.repeat(32)}`],
  ['nobody’s lot', `lot_${'0'.repeat(32)}`],
  ['nobody’s purchase', `pur_${'f'.repeat(32)}`],
];

/** No cursor of any list. */
export const NO_CURSOR: [string, string][] = [
  ['empty', ''],
  ['nonsense', 'nonsense'],
  ['not base64', '%%%'],
  ['10 kB', 'x'.repeat(10_000)],
  ['NUL', 'a\0'],
  ['a lone surrogate', '\ud800'],
  ...['1:', '2:x', '1:a\0b', '1:\ufffd', '1:-1', '1:9223372036854775808', "1:'; drop table lot", '1:null'].map(
    (text): [string, string] => [`a wrapped ${JSON.stringify(text)}`, Buffer.from(text).toString('base64url')],
  ),
];

/** No instant. */
export const NO_INSTANT: [string, unknown][] = [
  ['garbage', 'yesterday'],
  ['empty', ''],
  ['a date alone', '2026-01-01'],
  ['no zone', '2026-01-01T00:00:00'],
  ['30 February', '2026-02-30T00:00:00Z'],
  ['29 February of no leap year', '2026-02-29T00:00:00Z'],
  ['month 13', '2026-13-01T00:00:00Z'],
  ['hour 25', '2026-01-01T25:00:00Z'],
  ['minute 60', '2026-01-01T00:60:00Z'],
  ['year 275760', '+275760-09-13T00:00:00.000Z'],
  ['beyond all of time', '+275760-09-13T00:00:00.001Z'],
  ['a negative year', '-000001-01-01T00:00:00Z'],
  ['five digits of year', '12026-01-01T00:00:00Z'],
  ['a leap second', '2016-12-31T23:59:60Z'],
  ['an offset of 99 hours', '2026-01-01T00:00:00+99:00'],
  ['other digits', '٢٠٢٦-01-01T00:00:00Z'],
  ['RFC 2822', 'Thu, 01 Jan 2026 00:00:00 GMT'],
  ['NUL', '2026-01-01T00:00:00Z\0'],
  ['SQL', "2026-01-01T00:00:00Z'; drop table lot; --"],
  ['infinity', 'infinity'],
  ['10 kB', '2'.repeat(10_000)],
  ['true', true],
  ['a list', ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z']],
  ['an object', { year: 2026 }],
  ['1e400', raw('1e400')],
];

/** Instants at the ends of time. */
export const ODD_INSTANTS: [string, string][] = [
  ['year 0', '0000-01-01T00:00:00.000Z'],
  ['year 1', '0001-01-01T00:00:00.000Z'],
  ['the end of year 9999', '9999-12-31T23:59:59.999Z'],
  ['before year 0, by its offset', '0000-01-01T00:00:00+14:00'],
  ['after year 9999, by its offset', '9999-12-31T23:59:59-12:00'],
  ['an offset', '2026-01-01T00:00:00+14:00'],
  ['nanoseconds', '2026-01-01T00:00:00.123456789Z'],
];
