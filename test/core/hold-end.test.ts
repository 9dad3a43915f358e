/**
 * How long a hold lasts and how large it becomes, whatever extends it; and what an extension gives back first (rule 29).
 */
import { describe, expect, test } from '@jest/globals';
import { blockersOf } from '../../src/core/blockers.js';
import { decide } from '../../src/core/decide.js';
import { latestEnd } from '../../src/core/hold-end.js';
import { joinDraws, nextNo, type PlacedPart } from '../../src/core/holds.js';
import { offersOf } from '../../src/core/offers.js';
import { extending, trimPart } from '../../src/core/trim.js';
import {
  account,
  ask,
  coming,
  credits,
  DAY,
  explained,
  facts,
  fiveHour,
  FAST,
  heldDraw,
  heldLot,
  hold,
  HOUR,
  layers,
  lot,
  MINUTE,
  NOW,
  plan,
  pool,
  running,
  weekly,
} from './build.js';
import type { Account, HeldDraw, HoldPart } from '../../src/core/account.js';

const placed = (on: Account, part: HoldPart): PlacedPart => ({ account: on, part, state: 'HELD' });
const drawnAt = (draw: HeldDraw, at: number): HeldDraw => ({ ...draw, at });

describe('the latest end of a hold', () => {
  const windows = [running('five_hour', 0, NOW + 4 * HOUR, 5), running('weekly', 0, NOW + 6 * DAY, 5)];
  const own = facts({ plan: plan([fiveHour(50), weekly(80)]), account: account({ windows }) });
  const ofAllowance = heldDraw(5, { windows });
  const endOf = (...draws: HeldDraw[]) => latestEnd([{ part: hold('h1', 0, draws) }], own) - NOW;

  test('is the longest hold after its first decision', () => {
    expect(endOf()).toBe(DAY);
    expect(endOf(heldDraw(5, { lot: 'a' }))).toBe(DAY);
    expect(latestEnd([{ part: hold('h1', 0) }], { ...own, longestHoldMs: HOUR })).toBe(NOW + HOUR);
  });

  test('is the length of the shortest anchored window after the oldest draw that still holds allowance', () => {
    expect(endOf(drawnAt(ofAllowance, NOW + 2 * HOUR), drawnAt(ofAllowance, NOW + HOUR))).toBe(6 * HOUR);
    const used = { ...ofAllowance, settled: credits(2), released: credits(3) };
    expect(endOf(used, drawnAt(ofAllowance, NOW + 2 * HOUR))).toBe(7 * HOUR);
    expect(endOf(used)).toBe(DAY);
    expect(endOf(drawnAt(ofAllowance, NOW + 23 * HOUR))).toBe(DAY);
  });

  test('is not brought forward by calendar windows, nor by none', () => {
    const terms = [{ name: 'daily', capacity: credits(9), kind: 'calendar', period: 'day' } as const];
    for (const none of [terms, []]) {
      const bare = facts({ plan: plan(none), account: account({ windows }) });
      expect(latestEnd([{ part: hold('h1', 0, [ofAllowance]) }], bare)).toBe(NOW + DAY);
    }
  });

  test('that has come closes the hold to extensions, as when the plan gets shorter windows', () => {
    const part = hold('h1', NOW + DAY, [heldDraw(5, { windows: [windows[1]!] })]);
    const minute = { name: 'minute', capacity: credits(9), kind: 'anchored', seconds: 60 } as const;
    const short = facts({ plan: plan([weekly(80), minute]), account: own.account });
    expect(extending(short, [placed(own.account, part)], false, NOW + MINUTE - 1).extended).toBe('open');
    expect(extending(short, [placed(own.account, part)], false, NOW + MINUTE).extended).toBe('closed');
  });
});

describe('an extension', () => {
  const ended = { ...running('five_hour', 0, NOW), startedAt: NOW - 5 * HOUR };
  const week = () => running('weekly', 0, NOW + DAY, 20);

  test('gives back draws whose lot has closed, and those of which one window has ended, each where it lay', () => {
    const lots = [heldLot('x', 3, { closed: 'expired' }), heldLot('t', 2, { closed: 'takenBack' }), heldLot('o', 4)];
    const week1 = week();
    const own = account({ windowTerms: [fiveHour(50), weekly(80)], windows: [week1], lots });
    const draws = [
      heldDraw(3, { lot: 'x' }, 0),
      heldDraw(20, { windows: [ended, week1] }, 1),
      heldDraw(2, { lot: 't' }, 2),
      heldDraw(4, { lot: 'o' }, 3),
    ];
    const part = hold('h1', NOW + DAY, draws);
    const update = trimPart(own, part, NOW);
    expect(update).toMatchObject({ cause: 'HOLD_TRIMMED', causeId: 'h1', at: NOW, delta: 0n, heldDelta: -credits(5) });
    expect(update?.lines.map(({ lot: of, window, from, to }) => [of ?? window?.name, from, to])).toEqual([
      ['x', 'held', 'expired'],
      ['five_hour', 'ended', 'ended'],
      ['weekly', 'held', 'remaining'],
      ['t', 'held', 'takenBack'],
      ['weekly', 'used', 'ended'],
    ]);
    expect(draws.map(({ released }) => released)).toEqual([credits(3), credits(20), credits(2), 0n]);
    expect(trimPart(own, part, NOW)).toBeNull();
  });

  test('may take at once what it has given back of a window that runs on; a denial gives nothing back', () => {
    const week1 = week();
    const own = account({ windows: [week1] });
    const asked = facts({ plan: plan([fiveHour(50), weekly(20)]), account: own, layers: layers('allowance') });
    const part = hold('h1', NOW + DAY, [heldDraw(20, { windows: [ended, week1] })]);
    const judged = extending(asked, [placed(own, part)], false, NOW);
    expect(decide(ask({ token: 20 }), judged, NOW)).toMatchObject({ outcome: 'ALLOWED', granted: credits(20) });
    expect(decide(ask({ token: 21 }), judged, NOW)).toMatchObject({ outcome: 'DENIED', shortfall: credits(1) });
    expect([week1.held, own.seq, part.draws[0]?.released]).toEqual([credits(20), 0n, 0n]);
    expect(judged.account.seq).toBe(own.seq);
  });

  test('of a hold that is not open, or on one account not, is closed; of one with all its decisions it is full', () => {
    const own = account();
    const open = placed(own, hold('h1', NOW + 1));
    const states = (parts: PlacedPart[], isFull = false) => extending(facts(), parts, isFull, NOW).extended;
    expect([states([open]), states([open], true), states([])]).toEqual(['open', 'full', 'closed']);
    expect(states([open, { ...open, state: 'EXPIRED' }], true)).toBe('closed');
    expect(states([placed(own, hold('h1', NOW))])).toBe('closed');
  });
});

describe('draws of a hold', () => {
  test('on the same lot or the same window instances become one, under the first number and instant', () => {
    const first = running('five_hour', 0, NOW + 4 * HOUR);
    const next = { ...first, startedAt: NOW + 4 * HOUR };
    const part = hold('h1', 0, [heldDraw(1, { lot: 'a' }, 0), heldDraw(2, { windows: [first] }, 1)]);
    const more = [
      heldDraw(3, { lot: 'a' }, 7),
      heldDraw(4, { lot: 'b' }, 8),
      heldDraw(5, { windows: [first] }, 9),
      heldDraw(6, { windows: [next] }, 10),
      heldDraw(7, { windows: [first, running('weekly', 0, NOW + DAY)] }, 11),
    ].map((draw) => drawnAt(draw, NOW + HOUR));
    joinDraws(part, more);
    expect(part.draws.map(({ no, amount, at }) => [no, amount / credits(1), at - NOW])).toEqual([
      [0, 4n, 0],
      [1, 7n, 0],
      [8, 4n, HOUR],
      [10, 6n, HOUR],
      [11, 7n, HOUR],
    ]);
    expect(nextNo([{ part }, { part: hold('h1', 0) }])).toBe(12);
    expect(nextNo([])).toBe(0);
  });
});

describe('what a source offers to one hold', () => {
  const many = (count: number, from = 0) =>
    Array.from({ length: count }, (_, i) => lot(`l${String(from + i).padStart(3, '0')}`, 1));
  const ids = (lots: readonly { id: string }[]) => lots.map(({ id }) => id);
  const drawn = (...lots: string[]) => lots.map((id, no) => ({ ...heldDraw(1, { lot: id }, no), source: 'credits' }));
  const offered = (own: ReturnType<typeof facts>) => offersOf(FAST, { ...own, layers: layers('credits') }, NOW)[0]!;

  test('are the lots that it draws on already, and as many more as are left of its 100, in burn order', () => {
    const own = facts({ account: account({ lots: many(150) }) });
    expect(ids(offered(own).lots)).toEqual(ids(many(100)));
    expect(offered(own)).toMatchObject({ capacity: credits(100), beyond: credits(50) });
    const joined = { ...own, held: drawn('l120', 'gone', 'l003') };
    expect(ids(offered(joined).lots)).toEqual([...ids(many(98)), 'l120']);
    expect(offered(joined)).toMatchObject({ capacity: credits(99), beyond: credits(51) });
    const elsewhere = drawn(...ids(many(100))).map((draw) => ({ ...draw, source: 'promotion' }));
    expect(offered({ ...own, held: elsewhere })).toMatchObject({ capacity: credits(100) });
    const full = { ...own, held: drawn(...ids(many(120, 30))) };
    expect(offered(full)).toMatchObject({ capacity: credits(120), beyond: credits(30) });
  });

  test('is all where the lots are no more than it may still draw on', () => {
    const own = facts({ account: account({ lots: many(98) }), held: drawn('gone', 'too') });
    expect(offered(own)).toMatchObject({ capacity: credits(98), beyond: 0n });
  });

  test('is no more allowance where it has 100 draws on other instances, and more of an instance that it has', () => {
    const week = running('weekly', 0, NOW + DAY);
    const of = (startedAt: number, no: number) => heldDraw(0, { windows: [{ ...week, startedAt }] }, no);
    const held = Array.from({ length: 100 }, (_, no) => ({ ...of(no, no), source: 'allowance' }));
    const own = { plan: plan([weekly(80)]), account: account({ windows: [week] }), layers: layers('allowance') };
    const denied = facts({ ...own, held });
    expect(decide(ask({ token: 1 }), denied, NOW)).toMatchObject({ reason: 'OUT_OF_CAPACITY', shortfall: credits(1) });
    const missing = { reason: 'OUT_OF_CAPACITY', requested: 1n, granted: 0n } as const;
    expect(blockersOf(FAST, denied, missing, NOW)).toMatchObject([{ kind: 'WINDOW', source: 'allowance' }]);
    const has = { ...of(week.startedAt, 100), source: 'allowance' };
    expect(decide(ask({ token: 1 }), facts({ ...own, held: [...held, has] }), NOW).outcome).toBe('ALLOWED');
  });

  test('is told by a LOTS blocker, of a pool too: what could be taken there is the limit', () => {
    const team = pool('team', many(101));
    const own = facts({ layers: layers('pool:team') }, [team]);
    const denied = explained(ask({ token: 101 }), own);
    const blocker = { kind: 'LOTS', source: 'pool:team', account: 'pool:team', limit: credits(100) };
    expect(denied.blockers).toEqual([{ ...blocker, remaining: credits(101), unblocksAt: null }]);
    expect(explained(ask({ token: 100 }), own)).toMatchObject({ outcome: 'ALLOWED', blockers: [] });
  });

  test('is looked ahead on as it will be offered: lots that are added up never pass for one', () => {
    const lots = [...many(150), coming('z', 60, NOW + HOUR), coming('a', 60, NOW + 2 * HOUR)];
    const own = facts({ account: account({ lots }), layers: layers('credits') });
    // z burns last and is not offered; a burns first and is.
    expect(explained(ask({ token: 150 }), own)).toMatchObject({ outcome: 'DENIED', unblocksAt: NOW + 2 * HOUR });
    expect(explained(ask({ token: 160 }), own)).toMatchObject({ outcome: 'DENIED', unblocksAt: null });
  });
});
