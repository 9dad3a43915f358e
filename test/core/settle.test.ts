/**
 * Settlement and its hold: captured in the order of the draws, the rest given back, ended once.
 */
import { describe, expect, test } from '@jest/globals';
import { advance, nextDue } from '../../src/core/due.js';
import { post } from '../../src/core/journal.js';
import { account, credits, DAY, fiveHour, heldDraw, heldLot, HOUR, NOW, plan, pool, running, weekly } from './build.js';
import { settling, use, written, type Held } from './settle-build.js';

describe('capture', () => {
  /** Draws 0 and 2 on the subject's lots `a` and `b`, draw 1 on the pool's lot `t`; ten credits each. */
  const acrossAccounts = () => {
    const team = pool('team', [heldLot('t', 10)]);
    const own = account({ lots: [heldLot('a', 10), heldLot('b', 10)] });
    return settling({
      account: own,
      pools: [team],
      hold: [
        [own, [heldDraw(10, { lot: 'b' }, 2), heldDraw(10, { lot: 'a' }, 0)]],
        [team, [{ ...heldDraw(10, { lot: 't' }, 1), layer: 'POOL', source: 'pool:team' }]],
      ],
    });
  };

  test('goes in the order of the draws over all accounts; the rest goes back where it came from', () => {
    const facts = acrossAccounts();
    const { updates, draws } = use(facts, 12);
    expect(draws.map(({ lot, account, amount, captured }) => [lot, account, amount, captured])).toEqual([
      ['a', 'subject:alice', credits(10), true],
      ['t', 'pool:team', credits(2), true],
    ]);
    expect(written(updates)).toEqual([
      ['subject:alice SETTLE', 'a held→spent 10', 'b held→remaining 10'],
      ['pool:team SETTLE', 't held→spent 2', 't held→remaining 8'],
    ]);
    expect(updates.map(({ update }) => [update.causeId, update.at, update.delta, update.heldDelta])).toEqual([
      ['chg_1', NOW, credits(10), -credits(20)],
      ['chg_1', NOW, credits(8), -credits(10)],
    ]);
  });

  test('from two pools tells each by its own line, and shows no windows there', () => {
    const [ops, team] = [pool('ops', [heldLot('o', 5)]), pool('team', [heldLot('t', 5)])];
    const from = (source: string, lot: string, no: number) => ({
      ...heldDraw(5, { lot }, no),
      layer: 'POOL' as const,
      source,
    });
    const { draws, updates } = use(
      settling({
        plan: plan([fiveHour(10)]),
        pools: [ops, team],
        hold: [
          [ops, [from('pool:ops', 'o', 0)]],
          [team, [from('pool:team', 't', 1)]],
        ],
      }),
      10,
    );
    expect(draws.map(({ source, line }) => [source, line])).toEqual([
      ['pool:ops', 4],
      ['pool:team', 5],
    ]);
    expect(updates.map(({ update }) => update.after.windows.length)).toEqual([1, 0, 0]);
  });

  test('gives back the last draw first', () => {
    const own = account({ lots: [heldLot('a', 3), heldLot('b', 3)] });
    const draws = [heldDraw(3, { lot: 'a' }, 0), heldDraw(3, { lot: 'b' }, 1)];
    const { updates } = use(settling({ account: own, hold: [[own, draws]] }), 0);
    expect(written(updates)).toEqual([['subject:alice SETTLE', 'b held→remaining 3', 'a held→remaining 3']]);
  });

  test('of a part keeps the hold and gives nothing back; the next one continues where it stopped', () => {
    const facts = acrossAccounts();
    expect(written(use(facts, 4, { final: false }).updates)).toEqual([['subject:alice SETTLE', 'a held→spent 4']]);
    const second = use(facts, 7, { final: false });
    expect(written(second.updates)).toEqual([
      ['subject:alice SETTLE', 'a held→spent 6'],
      ['pool:team SETTLE', 't held→spent 1'],
    ]);
    expect(second.parts.map(({ account: on, state }) => [on.address, state])).toEqual([
      ['subject:alice', 'HELD'],
      ['pool:team', 'HELD'],
    ]);
    expect(written(use(facts, 0).updates)).toEqual([
      ['subject:alice SETTLE', 'b held→remaining 10'],
      ['pool:team SETTLE', 't held→remaining 9'],
    ]);
  });

  test('names a window that has ended and never touches the new one of that name (rule 13)', () => {
    const [old, now] = [running('five_hour', 0, NOW), { ...running('five_hour', 1, NOW + HOUR), startedAt: NOW }];
    const week = running('weekly', 0, NOW + DAY, 5);
    const own = account({ windows: [now, week] });
    const facts = settling({
      account: own,
      plan: plan([fiveHour(10), weekly(50)]),
      hold: [[own, [heldDraw(5, { windows: [old, week] })]]],
    });
    const { updates, draws } = use(facts, 3);
    expect(written(updates)).toEqual([
      [
        'subject:alice SETTLE',
        'five_hour ended→ended 3',
        'weekly held→used 3',
        'five_hour ended→ended 2',
        'weekly held→remaining 2',
      ],
    ]);
    expect(updates[0]?.update.lines[0]?.window?.startedAt).toBe(old.startedAt);
    expect(own.windows).toMatchObject([
      { startedAt: NOW, used: credits(1), held: 0n },
      { used: credits(3), held: 0n },
    ]);
    expect(draws).toMatchObject([{ layer: 'ALLOWANCE', resetsAt: NOW + DAY, expiresAt: null, line: 1 }]);
  });

  test('from the allowance tells the reset of its tightest window, also where the plan names that first', () => {
    const windows = [running('weekly', 5, NOW + DAY, 5), running('five_hour', 15, NOW + HOUR, 5)];
    const own = account({ windows });
    const facts = settling({
      account: own,
      plan: plan([fiveHour(20), weekly(100)]),
      hold: [[own, [heldDraw(5, { windows })]]],
    });
    expect(use(facts, 5).draws).toMatchObject([{ layer: 'ALLOWANCE', resetsAt: NOW + HOUR }]);
  });

  test.each(['expired', 'takenBack'] as const)(
    'from a lot that has closed is spent all the same; the rest goes to `%s` (rule 21)',
    (closed) => {
      const own = account({ lots: [heldLot('a', 10, { closed, expiresAt: NOW - HOUR })] });
      const { updates } = use(settling({ account: own, hold: [[own, [heldDraw(10, { lot: 'a' })]]] }), 4);
      expect(written(updates)).toEqual([['subject:alice SETTLE', 'a held→spent 4', `a held→${closed} 6`]]);
      expect(updates[0]?.update.delta).toBe(0n);
      expect(own.lots[0]).toMatchObject({ spent: credits(4), remaining: 0n, held: 0n, [closed]: credits(6) });
    },
  );

  test('takes no gate: suspended accounts pay for what has happened (rule 16)', () => {
    const facts = acrossAccounts();
    for (const { account: on } of facts.hold) on.state = 'SUSPENDED';
    expect(use(facts, 25)).toMatchObject({ forgiven: 0n, debt: 0n, draws: [{ lot: 'a' }, { lot: 't' }, { lot: 'b' }] });
  });

  test('tells of each draw the policy line, and when its lot expires or its tightest window resets', () => {
    const [short, week] = [running('five_hour', 0, NOW + HOUR, 5), running('weekly', 5, NOW + DAY, 5)];
    const own = account({ lots: [heldLot('a', 5, { expiresAt: NOW + DAY })], windows: [short, week] });
    const draws = [heldDraw(5, { windows: [short, week] }, 0), heldDraw(5, { lot: 'a' }, 1)];
    const facts = settling({ account: own, plan: plan([fiveHour(20), weekly(12)]), hold: [[own, draws]] });
    expect(use(facts, 10).draws).toEqual([
      expect.objectContaining({ source: 'allowance', line: 1, resetsAt: NOW + DAY, expiresAt: null, lot: null }),
      expect.objectContaining({ source: 'credits', line: 3, resetsAt: null, expiresAt: NOW + DAY, windows: [] }),
    ]);
  });
});

describe('usage that costs nothing', () => {
  test('is one update with delta 0', () => {
    const { updates, draws, parts } = use(settling({}), 0);
    expect(updates.map(({ update }) => [update.cause, update.delta, update.lines])).toEqual([['SETTLE', 0n, []]]);
    expect([draws, parts]).toEqual([[], []]);
  });

  test('ends the hold when it is final, and gives all of it back', () => {
    const own = account({ lots: [heldLot('a', 5)] });
    const facts = settling({ account: own, hold: [[own, [heldDraw(5, { lot: 'a' })]]] });
    expect(use(facts, 0, { final: false })).toMatchObject({ parts: [], updates: [{ update: { delta: 0n } }] });
    expect(use(facts, 0)).toMatchObject({
      parts: [{ state: 'SETTLED' }],
      updates: [{ update: { delta: credits(5) } }],
    });
  });
});

describe('holds and claims', () => {
  const claimedBy = (claims: number, expiresAt = NOW + HOUR) => {
    const [own, team] = [account({ lots: [heldLot('a', 5)] }), pool('team', [heldLot('t', 5)])];
    const draws = [heldDraw(5, { lot: 'a' }, 0), heldDraw(5, { lot: 't' }, 1)] as const;
    const hold: Held[] = [
      [own, [draws[0]]],
      [team, [draws[1]]],
    ];
    return { own, team, facts: settling({ account: own, pools: [team], hold, claims, expiresAt }) };
  };

  test('each settlement lifts its own claim on every part, and no other', () => {
    const { facts } = claimedBy(2);
    const { parts } = use(facts, 1, { final: false, claimed: true });
    expect(parts.map(({ part, state }) => [part.claims, state])).toEqual([
      [1, 'HELD'],
      [1, 'HELD'],
    ]);
    expect(use(facts, 1, { final: false }).parts.map(({ part }) => part.claims)).toEqual([1]);
  });

  test('a final event ends the hold; what claimed it too is excess, and lifts its claim (rule 15)', () => {
    const { own, facts } = claimedBy(2);
    expect(use(facts, 5, { claimed: true }).parts.map(({ state }) => state)).toEqual(['SETTLED', 'SETTLED']);
    expect(own.holds).toEqual([]);
    const late = use(facts, 3, { claimed: true });
    expect(late.parts.map(({ part, state }) => [part.claims, state])).toEqual([
      [0, 'SETTLED'],
      [0, 'SETTLED'],
    ]);
    expect(late.draws).toMatchObject([{ account: 'pool:team', captured: false }]);
    expect(advance(own, NOW + DAY)).toEqual([]);
  });

  test('every part that changed is told, and no other, also for an event that claimed nothing and is not final', () => {
    const { facts } = claimedBy(0);
    const { parts } = use(facts, 4, { final: false });
    expect(parts).toMatchObject([
      { account: { address: 'subject:alice' }, state: 'HELD', part: { claims: 0, draws: [{ settled: credits(4) }] } },
    ]);
    expect(use(facts, 3, { final: false }).parts.map(({ account: on }) => on.address)).toEqual([
      'subject:alice',
      'pool:team',
    ]);
  });

  test('a hold all of which was captured stays open until it is final, so that it can be extended', () => {
    const { facts } = claimedBy(1);
    expect(use(facts, 10, { final: false, claimed: true }).parts.map(({ state }) => state)).toEqual(['HELD', 'HELD']);
    expect(use(facts, 0).parts.map(({ state }) => state)).toEqual(['SETTLED', 'SETTLED']);
  });

  test('a hold past its expiry expires when the last claim is lifted, at that instant, on every account', () => {
    const { own, team, facts } = claimedBy(2, NOW - HOUR);
    use(facts, 1, { final: false, claimed: true });
    expect([nextDue(own), nextDue(team)]).toEqual([null, null]);
    use(facts, 1, { final: false, claimed: true });
    for (const [on, left] of [
      [own, 3],
      [team, 5],
    ] as const) {
      expect(nextDue(on)).toBe(NOW - HOUR);
      expect(advance(on, NOW)).toMatchObject([{ cause: 'HOLD_EXPIRED', at: NOW, delta: credits(left) }]);
    }
  });

  test('a claim that was never made, or a charge below zero, is a bug and changes nothing', () => {
    const { own, facts } = claimedBy(0);
    expect(() => use(facts, 1, { claimed: true })).toThrow('never claimed');
    expect(() => use(facts, -1)).toThrow('below zero');
    expect(own).toMatchObject({ seq: 0n, lots: [{ held: credits(5) }], holds: [{ draws: [{ settled: 0n }] }] });
  });

  test('a claim that only some parts of a hold carry is a bug and changes nothing', () => {
    const { own, team, facts } = claimedBy(1);
    for (const part of team.holds) part.claims = 0;
    expect(() => use(facts, 1, { claimed: true })).toThrow('never claimed');
    expect(own).toMatchObject({ seq: 0n, lots: [{ held: credits(5) }], holds: [{ claims: 1 }] });
  });

  test('a pool gets no update where nothing of it moved, though its part of the hold ends', () => {
    const { team, facts } = claimedBy(1);
    use(facts, 10, { final: false, claimed: true });
    const { updates, parts } = use(facts, 0);
    expect([updates.length, parts.length, team.seq]).toEqual([1, 2, 1n]);
  });

  test('a pool that has moved on to a later instant is told of it there, and the subject at its own (rule 35)', () => {
    const { team, facts } = claimedBy(1);
    post(team, NOW + HOUR, 'GRANT', null, []);
    const { updates } = use(facts, 10, { claimed: true });
    expect(updates.map(({ account, update }) => [account === team, update.at])).toEqual([
      [false, NOW],
      [true, NOW + HOUR],
    ]);
  });
});
