/** Hours and days of a time zone, with all that clocks do to them. */
import { describe, expect, test } from '@jest/globals';
import { bucketStarts, isTimeZone, type BucketSize } from '../../src/usage/time-buckets.js';

const QUARTER = 900_000;

/** How long each bucket is, in hours. */
function hours(zone: string, size: BucketSize, from: string, to: string): number[] {
  const end = Date.parse(to);
  const starts = bucketStarts(Date.parse(from), end, size, zone);
  expect(starts[0]).toBe(Date.parse(from));
  return starts.map((start, i) => ((starts[i + 1] ?? end) - start) / (4 * QUARTER));
}

test('without changes of the clock every day has 24 hours', () => {
  expect(hours('UTC', 'DAY', '2026-02-27T00:00Z', '2026-03-02T00:00Z')).toEqual([24, 24, 24]);
  expect(hours('UTC', 'HOUR', '2026-02-27T00:00Z', '2026-02-28T00:00Z')).toEqual(Array(24).fill(1));
});

describe('days follow the local clock', () => {
  test.each<[title: string, zone: string, from: string, to: string, hours: number[]]>([
    ['23 hours in spring', 'Europe/Vienna', '2026-03-27T23:00Z', '2026-03-30T22:00Z', [24, 23, 24]],
    ['25 hours in autumn', 'Europe/Vienna', '2026-10-23T22:00Z', '2026-10-26T23:00Z', [24, 25, 24]],
    ['half an hour more or less', 'Australia/Lord_Howe', '2026-04-03T13:00Z', '2026-04-05T13:30Z', [24, 24.5]],
    ['a zone 45 minutes off', 'Asia/Kathmandu', '2026-05-01T18:15Z', '2026-05-03T18:15Z', [24, 24]],
    ['a clock put forward at midnight', 'Africa/Cairo', '2026-04-22T22:00Z', '2026-04-24T21:00Z', [24, 23]],
    ['a clock put back at midnight', 'Africa/Cairo', '2026-10-28T21:00Z', '2026-10-30T22:00Z', [25, 24]],
    ['a midnight that comes twice', 'America/Havana', '2026-10-31T04:00Z', '2026-11-02T05:00Z', [24, 25]],
    ['a day that never was', 'Pacific/Apia', '2011-12-29T10:00Z', '2011-12-31T10:00Z', [24, 24]],
    ['a range that starts and ends within days', 'Asia/Tokyo', '2026-05-01T12:00Z', '2026-05-02T16:00Z', [3, 24, 1]],
  ])('%s', (_title, zone, from, to, expected) => {
    expect(hours(zone, 'DAY', from, to)).toEqual(expected);
  });
});

describe('hours follow the local clock', () => {
  test.each<[title: string, zone: string, from: string, to: string, hours: number[]]>([
    ['an hour that occurs twice is two', 'Europe/Vienna', '2026-10-24T23:00Z', '2026-10-25T03:00Z', [1, 1, 1, 1]],
    ['an hour that is skipped is none', 'Europe/Vienna', '2026-03-29T00:00Z', '2026-03-29T02:00Z', [1, 1]],
    ['half an hour that occurs twice', 'Australia/Lord_Howe', '2026-04-04T14:00Z', '2026-04-04T16:30Z', [1, 0.5, 1]],
    ['half an hour that is skipped', 'Australia/Lord_Howe', '2026-10-03T14:30Z', '2026-10-03T17:00Z', [1, 0.5, 1]],
    ['a zone 45 minutes off', 'Asia/Kathmandu', '2026-05-01T18:00Z', '2026-05-01T20:00Z', [0.25, 1, 0.75]],
  ])('%s', (_title, zone, from, to, expected) => {
    expect(hours(zone, 'HOUR', from, to)).toEqual(expected);
  });
});

test('every zone’s days of a year begin where its local date changes, and nowhere else', () => {
  const [from, to] = [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)];
  for (const timeZone of [
    'America/St_Johns',
    'Asia/Beirut',
    'Pacific/Chatham',
    'Africa/Casablanca',
    'America/Asuncion',
  ]) {
    const format = new Intl.DateTimeFormat('en-CA', { timeZone });
    const dates: number[] = [];
    let last = '';
    for (let at = from; at < to; at += QUARTER) {
      const date = format.format(at);
      if (date !== last) dates.push(at);
      last = date;
    }
    expect([timeZone, bucketStarts(from, to, 'DAY', timeZone)]).toEqual([timeZone, dates]);
  }
});

test('zones have the names that IANA gives them; offsets and anything else are none', () => {
  for (const name of ['UTC', 'Europe/Vienna', 'America/Argentina/Buenos_Aires', 'Etc/GMT-14', 'Asia/Calcutta']) {
    expect([name, isTimeZone(name)]).toEqual([name, true]);
  }
  for (const name of ['', '+02:00', '+01:17', 'Europe/Nowhere', 'Mars', ' UTC', 'UTC\u0000', 'x'.repeat(9_999)]) {
    expect([name.slice(0, 20), isTimeZone(name)]).toEqual([name.slice(0, 20), false]);
  }
});
