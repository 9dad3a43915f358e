/** One rule for names, whoever writes them: what no token may speak for and no policy may name, no input may name. */
import { describe, expect, test } from '@jest/globals';
import { cleanPool, cleanSubject, isReservedSubject, isSubject } from '../src/text.js';

const code = (work: () => unknown) => {
  try {
    work();
    return 'it passed';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('a subject', () => {
  const kinds = ['role', 'group', 'team', 'subject', 'pool', 'account'];
  const reserved = kinds.flatMap((kind) => [`${kind}:x`, `${kind.toUpperCase()}:x`]);
  test.each(['*', ...reserved])('is never %j, which is reserved in any case', (name) => {
    expect(isReservedSubject(name)).toBe(true);
    expect(isSubject(name)).toBe(false);
    expect(code(() => cleanSubject('subject', name))).toBe('BAD_USER_INPUT');
  });

  test.each([' alice', 'alice ', '\u00a0alice', 'alice\u2003', 'al\ufffdice', ' ', ''])('is never %j', (name) => {
    expect(isSubject(name)).toBe(false);
    expect(code(() => cleanSubject('subject', name))).toBe('BAD_USER_INPUT');
  });

  const invisible = [
    'ad\u200bmin',
    'ad\u200dmin',
    '\u200cadmin',
    'admin\u2060',
    'ad\u00admin',
    'admin\ufe00',
    '\u{e0061}',
    '\u3164',
  ];
  test.each(invisible)('is never %j, which looks like another', (name) => {
    expect(isSubject(name)).toBe(false);
    expect(code(() => cleanSubject('subject', name))).toBe('BAD_USER_INPUT');
  });

  test.each(['\u{1F469}\u200d\u{1F4BB}', '\u2764\ufe0f', '\u0645\u06cc\u200c\u062e'])('may be %j', (name) => {
    expect(cleanSubject('subject', name)).toBe(name);
  });

  test.each(['alice', 'auth0|5f7c', 'alice@example.org', 'roles', 'accounts:7', 'Zoë', '𝒜'])('may be %j', (name) => {
    expect(cleanSubject('subject', name)).toBe(name);
  });
});

describe("a pool's name", () => {
  test.each(['engineering', 'R2-D2', '7', 'a.b_c-d', 'x'.repeat(100)])('may be %j', (name) => {
    expect(cleanPool('pool', name)).toBe(name);
  });

  test.each(['', 'a/b', 'a b', '-a', '.a', 'é', 'a\n', 'pool:a', '*', 'x'.repeat(101)])('is never %j', (name) => {
    expect(code(() => cleanPool('pool', name))).toBe('BAD_USER_INPUT');
  });
});
