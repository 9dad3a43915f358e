/** The periods of budgets: what each means, how each is named, and what is no period, in exact words. */
import { describe, expect, test } from '@jest/globals';
import { parsePeriod, windowOfPeriod, type Period } from '../../src/policy/budget-period.js';

const WHOLE = 'a period is like 5h, day, week, month or once, then a zone, then paced hourly or paced daily';
const calendar = (period: string, zone = 'UTC') => ({ kind: 'calendar', period, zone });

test.each([
  ['5h', '5h', { kind: 'anchored', seconds: 18_000 }, null],
  ['999h', '999h', { kind: 'anchored', seconds: 3_596_400 }, null],
  ['once', 'once', { kind: 'once' }, null],
  ['day', 'day', calendar('day'), null],
  ['week', 'week', calendar('week'), null],
  ['month', 'month', calendar('month'), null],
  ['month UTC', 'month', calendar('month'), null],
  ['month paced daily', 'month', calendar('month'), 'daily'],
  ['day Europe/Berlin paced hourly', 'day Europe/Berlin', calendar('day', 'Europe/Berlin'), 'hourly'],
  ['week Asia/Kolkata', 'week Asia/Kolkata', calendar('week', 'Asia/Kolkata'), null],
  ['week Europe/Kyiv', 'week Europe/Kyiv', calendar('week', 'Europe/Kyiv'), null],
  ['week America/Argentina/Buenos_Aires', 'week America/Argentina/Buenos_Aires', expect.anything(), null],
  ['week Etc/GMT+5', 'week Etc/GMT+5', calendar('week', 'Etc/GMT+5'), null],
])('"%s" is named "%s": its pace is no part of the name, and UTC goes without saying', (text, period, lasts, paced) => {
  const parsed = parsePeriod(text);
  expect(parsed).toEqual({ period, lasts, paced });
  // A stored budget has this name alone: it means the same for ever.
  const window = { name: 'period', capacity: 7n, ...(parsed as Period).lasts };
  expect(windowOfPeriod(period, 7n)).toEqual(window);
});

describe('what is no period is told', () => {
  test.each([
    ['', `unknown period ""; ${WHOLE}`],
    ['fortnight', `unknown period "fortnight"; ${WHOLE}`],
    ['moth', `unknown period "moth"; ${WHOLE}; did you mean "month"?`],
    ['Month', `unknown period "Month"; ${WHOLE}; did you mean "month"?`],
    ['0h', `unknown period "0h"; ${WHOLE}`],
    ['05h', `unknown period "05h"; ${WHOLE}`],
    ['1000h', `unknown period "1000h"; ${WHOLE}`],
    ['30m', `unknown period "30m"; ${WHOLE}`],
    ['5h Europe/Berlin', '5h begins with the first use, so it has no zone: "Europe/Berlin"'],
    ['once UTC', 'once never begins anew, so it has no zone: "UTC"'],
    ['5h paced hourly', '5h begins with the first use, so it cannot be paced; a day, week or month can'],
    ['once paced daily', 'once never begins anew, so it cannot be paced; a day, week or month can'],
    ['month paced', 'pacing is "paced hourly" or "paced daily", not "paced"'],
    ['month paced weekly', 'pacing is "paced hourly" or "paced daily", not "paced weekly"'],
    ['month Europe/Berlin paced Daily', 'pacing is "paced hourly" or "paced daily", not "paced Daily"'],
    ['month daily', 'pacing is written "paced daily"'],
    ['month Europe/Berlin daily', `"daily" says nothing here; ${WHOLE}`],
    ['month Europe/Berlin x daily', `"x daily" says nothing here; ${WHOLE}`],
    ['month paced daily Europe/Berlin', `"Europe/Berlin" says nothing here; ${WHOLE}`],
    ['month Europe/Berln', 'unknown time zone "Europe/Berln"; did you mean "Europe/Berlin"?'],
    ['month Nowhere', 'unknown time zone "Nowhere"; zones are named as by IANA, like Europe/Berlin'],
    ['month +01:00', 'unknown time zone "+01:00"; zones are named as by IANA, like Europe/Berlin'],
    ['month europe/berlin', 'the time zone "europe/berlin" is written "Europe/Berlin"'],
    ['month utc', 'the time zone "utc" is written "UTC"'],
    ['month Asia/kolkata', 'the time zone "Asia/kolkata" is not written so: each part begins with a capital letter'],
  ])('%s', (text, message) => {
    expect(parsePeriod(text)).toBe(message);
  });
});
