/**
 * Settlement beyond the hold: the excess is drawn through the layers as they are now, and what none covers is carried.
 */
import { describe, expect, test } from '@jest/globals';
import { account, credits, fiveHour, heldDraw, heldLot, HOUR, layers, lot, NOW, plan, pool } from './build.js';
import { settling, use, written, type Held } from './settle-build.js';

describe('excess', () => {
  test('is drawn through the layers as they are now, past `held`, and opens windows now', () => {
    const team = pool('team', [lot('t', 50)]);
    const own = account({ lots: [heldLot('a', 5), lot('b', 3, { kind: 'PROMOTIONAL' }), lot('c', 4)] });
    const facts = settling({
      account: own,
      plan: plan([fiveHour(6)]),
      pools: [team],
      hold: [[own, [heldDraw(5, { lot: 'a' })]]],
    });
    const { updates, draws, debt } = use(facts, 20);
    expect(written(updates)).toEqual([
      [
        'subject:alice SETTLE',
        'a held→spent 5',
        'five_hour remaining→used 6',
        'b remaining→spent 3',
        'c remaining→spent 4',
      ],
      ['pool:team SETTLE', 't remaining→spent 2'],
    ]);
    expect(own.windows).toEqual([
      { name: 'five_hour', startedAt: NOW, resetsAt: NOW + 5 * HOUR, used: credits(6), held: 0n },
    ]);
    expect(draws.map(({ source, captured, line }) => [source, captured, line])).toEqual([
      ['credits', true, 3],
      ['allowance', false, 1],
      ['promotion', false, 2],
      ['credits', false, 3],
      ['pool:team', false, 4],
    ]);
    expect(debt).toBe(0n);
  });

  test('asks lots that are spendable at this instant, cover the product, and whose pool is not suspended', () => {
    const gone = lot('gone', 10, { expiresAt: NOW });
    const coming = lot('coming', 10, { effectiveAt: NOW + 1, effective: false });
    const own = account({ lots: [gone, coming, lot('other', 10, { products: ['video'] }), lot('last', 1)] });
    const off = pool('off', [lot('t', 10)], { state: 'SUSPENDED' });
    const { updates, debt } = use(settling({ account: own, pools: [off], hold: [] }), 10);
    expect(written(updates)[0]).toEqual(['subject:alice SETTLE', 'last remaining→spent 1']);
    expect(debt).toBe(credits(9));
  });

  test('follows the order stored with the event, and only the layers in it', () => {
    const own = account({ lots: [lot('a', 5), lot('p', 5, { kind: 'PROMOTIONAL' })] });
    const { updates, debt } = use(settling({ account: own }), 7, { layers: layers('credits', 'pool:none') });
    expect(written(updates)[0]).toEqual(['subject:alice SETTLE', 'a remaining→spent 5']);
    expect(debt).toBe(credits(2));
  });

  test.each(['EXPIRED', 'RELEASED', 'SETTLED'] as const)('is everything when the hold is already %s', (state) => {
    const own = account({ lots: [heldLot('a', 5), lot('b', 5)] });
    const facts = settling({ account: own, hold: [[own, [heldDraw(5, { lot: 'a' })]]], state, claims: 1 });
    const { updates, parts } = use(facts, 2);
    expect(written(updates)).toEqual([['subject:alice SETTLE', 'b remaining→spent 2']]);
    expect(parts).toEqual([]);
    expect(use(facts, 2, { claimed: true }).parts).toMatchObject([{ state, part: { claims: 0 } }]);
  });
});

describe('overshoot', () => {
  const broke = (more: Parameters<typeof settling>[0]) => settling({ account: account({ debt: credits(1) }), ...more });

  test('is debt on the subject, in an update of its own after the settlement (rule 18)', () => {
    const facts = broke({ overshoot: { policy: 'DEBT' } });
    const { updates, debt, forgiven } = use(facts, 7);
    expect(written(updates)).toEqual([['subject:alice SETTLE'], ['subject:alice DEBT_INCURRED', 'issued→debt 7']]);
    expect(updates.map(({ update }) => update.causeId)).toEqual(['chg_1', 'chg_1']);
    expect([debt, forgiven, facts.account.debt]).toEqual([credits(7), 0n, credits(8)]);
  });

  test.each([
    ['all of it where there is no maximum', null, 7],
    ['all of it where the maximum is just enough', 7, 7],
    ['up to the rest of the maximum', 3, 3],
  ])('is forgiven under FORGIVE, visibly: %s', (_, left, forgiven) => {
    const leftThisMonth = left === null ? null : credits(left);
    const facts = broke({ overshoot: { policy: 'FORGIVE', leftThisMonth } });
    const settlement = use(facts, 7);
    expect(written(settlement.updates).slice(1)).toEqual([
      ['subject:alice DEBT_INCURRED', 'issued→debt 7'],
      ['subject:alice FORGIVEN', `debt→ended ${forgiven}`],
    ]);
    expect([settlement.forgiven, settlement.debt]).toEqual([credits(forgiven), credits(7 - forgiven)]);
    expect(facts.account.debt).toBe(credits(8 - forgiven));
  });

  test.each([0n, -1n])('stays debt where %p is left to forgive', (leftThisMonth) => {
    const { updates, debt } = use(broke({ overshoot: { policy: 'FORGIVE', leftThisMonth } }), 7);
    expect(updates.map(({ update }) => update.cause)).toEqual(['SETTLE', 'DEBT_INCURRED']);
    expect(debt).toBe(credits(7));
  });

  test('that is captured from a pool is none of the subject', () => {
    const team = pool('team', [heldLot('t', 5)]);
    const hold: Held = [team, [heldDraw(5, { lot: 't' })]];
    const { updates } = use(broke({ pools: [team], hold: [hold] }), 6);
    expect(written(updates)).toEqual([
      ['subject:alice SETTLE'],
      ['pool:team SETTLE', 't held→spent 5'],
      ['subject:alice DEBT_INCURRED', 'issued→debt 1'],
    ]);
  });
});
