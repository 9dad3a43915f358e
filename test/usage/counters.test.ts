/** Reporters' own counters: those that include cached ones, those that only grow, and one final report for each hold. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, codesOf, decision, estimate, freshKey, meter, release, setPlan, tryCheck } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { record, RECORD, settled, USAGE_FIELDS, usedBy, usedOf, type UsageEvent } from '../support/usage.js';

const part = { final: false };
const counting = { final: false, cumulative: true };

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
beforeAll(async () => {
  policies = exactPolicies();
  policies.edit('catalog.yaml', (text) =>
    text.replace(
      'gpt-5.4: [input_tokens, cached_input_tokens, output_tokens]',
      `gpt-5.4:
        dimensions: [input_tokens, cached_input_tokens, output_tokens]
        inclusive: { input_tokens: cached_input_tokens }`,
    ),
  );
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  await setPlan(admin, 'counting', 'enterprise');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const tokens = (usage: Record<string, number>) =>
  Object.entries(usage).map(([dimension, quantity]) => ({ dimension: `${dimension}_tokens`, quantity }));
const told = (usage: Record<string, number>) =>
  tokens(usage).map((each) => ({ ...each, quantity: `${each.quantity}` }));
const codex = (feature: string, usage: Record<string, number>) => {
  const key = { subject: 'counting', idempotencyKey: freshKey() };
  return { ...key, product: 'codex', feature, usage: tokens(usage) };
};
const refusal = (input: Record<string, unknown>) => admin.run(RECORD, { input });
const codes = async (input: Record<string, unknown>) => codesOf(await refusal(input));

describe('counters that include the cached ones (rule 41)', () => {
  test('are sent as they are where the catalog says so: OpenAI’s cost 11.875, and 68.125 where it does not', async () => {
    const usage = { input: 1_000_000, cached_input: 900_000 };
    const inclusive = await check(admin, codex('gpt-5.4', usage));
    expect(inclusive).toMatchObject({ requested: '11.875', requestedUsage: told(usage), grantedUsage: told(usage) });
    const event = await settled(api, admin, { ...usedOf(inclusive.id, 0), usage: tokens(usage) });
    expect(event).toMatchObject({ usage: told(usage), charge: { amount: '11.875' } });
    const bare = await settled(api, admin, codex('gpt-5.4', usage));
    expect(bare.charge).toMatchObject({ amount: '11.875' });
    const mini = (await estimate(admin, exclusive(usage))).requested;
    expect(mini).toBe('20.4375');
  });
  const exclusive = (usage: Record<string, number>) => {
    const { idempotencyKey: _, ...question } = codex('gpt-5.4-mini', usage);
    return question;
  };

  test('cannot be smaller than what they include, in a check and in a report', async () => {
    const wrong: Record<string, number>[] = [{ input: 5, cached_input: 6 }, { cached_input: 1 }];
    for (const usage of wrong) {
      expect(codesOf(await tryCheck(admin, codex('gpt-5.4', usage)))).toEqual(['BAD_USER_INPUT']);
      expect(await codes(codex('gpt-5.4', usage))).toEqual(['BAD_USER_INPUT']);
      expect(await codes(codex('gpt-5.5', usage))).toEqual([]);
    }
  });

  test('use up quotes without what they include', async () => {
    const { id } = await check(admin, codex('gpt-5.4', { input: 100, cached_input: 90 }));
    await settled(api, admin, { ...usedOf(id, 0), usage: tokens({ input: 60, cached_input: 58 }) });
    const [row] = await api.asOwner<{ of: unknown }>(
      `select reported->'of' as of from hold where replace(id::text, '-', '') = '${await holdOf(id)}'`,
    );
    const quoted = [
      { dimension: 'input_tokens', quantity: '2' },
      { dimension: 'cached_input_tokens', quantity: '58' },
    ];
    expect(row?.of).toEqual([{ product: 'codex', feature: 'gpt-5.4', quoted }]);
  });
  const holdOf = async (id: string) => (await decision(admin, id))?.hold?.id.slice(4);
});

describe('counters that only grow (rule 41)', () => {
  const sent = (id: string, units: number, more = {}) => usedOf(id, units, { ...counting, ...more });
  const amount = async (input: Record<string, unknown>) => (await settled(api, admin, input)).charge?.amount;

  test('count what exceeds the largest of their hold; event and difference are both told', async () => {
    const { id } = await check(admin, meter('counting', 50));
    expect(await amount(sent(id, 10))).toBe('10');
    const grown = await settled(api, admin, sent(id, 25));
    const of = (quantity: string) => [{ dimension: 'units', quantity }];
    expect(grown).toMatchObject({ usage: of('15'), counters: of('25'), charge: { amount: '15' } });
    expect(await amount(sent(id, 25))).toBe('0');
    expect(await amount({ ...sent(id, 0), usage: [{ dimension: 'extras', quantity: 1 }] })).toBe('7');
    expect(await amount(sent(id, 30, { final: true }))).toBe('5');
    expect(await decision(admin, id)).toMatchObject({ hold: { state: 'SETTLED', settled: '37', released: '13' } });
    // The hold remembers them when it has ended, too.
    expect(await amount(sent(id, 31))).toBe('1');
  });

  test('a report that failed moves them', async () => {
    const { id } = await check(admin, meter('counting', 50));
    expect(await amount(sent(id, 10, { status: 'FAILED' }))).toBe('0');
    expect(await amount(sent(id, 12, { final: true }))).toBe('2');
  });

  test('of two decisions of one hold are the hold’s', async () => {
    const { id } = await check(admin, meter('counting', 5));
    const more = await check(admin, meter('counting', 5, { extends: id }));
    expect([await amount(sent(id, 4)), await amount(sent(more.id, 9, { final: true }))]).toEqual(['4', '5']);
  });

  test('that fall, mix with plain reports or have no hold are refused, and nothing has changed', async () => {
    const { id } = await check(admin, meter('counting', 50));
    expect(await amount(sent(id, 10))).toBe('10');
    expect(await codes(sent(id, 9))).toEqual(['BAD_USER_INPUT']);
    expect(await codes(usedOf(id, 9, part))).toEqual(['BAD_USER_INPUT']);
    const plain = await check(admin, meter('counting', 50));
    expect(await amount(usedOf(plain.id, 1, part))).toBe('1');
    expect(await codes(sent(plain.id, 9))).toEqual(['BAD_USER_INPUT']);
    expect(await codes(usedBy('counting', 9, { cumulative: true }))).toEqual(['BAD_USER_INPUT']);
    expect(await amount(sent(id, 11))).toBe('1');
    // What names no usage is neither: whoever ends a hold need not know how it was reported.
    for (const each of [id, plain.id]) expect(await amount({ ...usedOf(each, 0), usage: [] })).toBe('0');
  });

  test('of cached ones do not grow by more than those that include them', async () => {
    const { id } = await check(admin, codex('gpt-5.4', { input: 1_000_000, cached_input: 900_000 }));
    const report = (usage: Record<string, number>) => ({ ...usedOf(id, 0, counting), usage: tokens(usage) });
    expect(await amount(report({ input: 500_000, cached_input: 400_000 }))).toBe('8.75');
    expect(await codes(report({ input: 600_000, cached_input: 500_001 }))).toEqual(['BAD_USER_INPUT']);
    expect(await amount(report({ input: 1_000_000, cached_input: 900_000 }))).toBe('3.125');
  });

  test('a repeated report is answered again, and its key is another’s with other flags', async () => {
    const { id } = await check(admin, meter('counting', 50));
    const report = sent(id, 10);
    const { id: event } = await record(admin, report);
    expect(await record(admin, report)).toMatchObject({ id: event, replayed: true });
    expect(await codes({ ...report, cumulative: false })).toEqual(['IDEMPOTENCY_CONFLICT']);
    expect(await codes({ ...report, late: true })).toEqual(['IDEMPOTENCY_CONFLICT']);
  });
});

describe('one final report for each hold (rule 41)', () => {
  test('a second one is a CONFLICT that names late, whatever its key; late: true takes it, and so it does parts', async () => {
    const { id } = await check(admin, meter('counting', 8));
    expect((await settled(api, admin, usedOf(id, 8))).charge).toMatchObject({ amount: '8' });
    const { errors } = await refusal(usedOf(id, 8));
    expect(errors).toMatchObject([
      { message: expect.stringContaining('late: true'), extensions: { code: 'CONFLICT' } },
    ]);
    expect((await settled(api, admin, usedOf(id, 2, part))).charge).toMatchObject({ amount: '2' });
    expect((await settled(api, admin, usedOf(id, 3, { late: true }))).charge).toMatchObject({ amount: '3' });
    expect(await codes(usedOf(id, 8))).toEqual(['CONFLICT']);
  });

  test('the first of a hold that was released or has expired is taken, and no second', async () => {
    const released = await check(admin, meter('counting', 8));
    await release(admin, released.id);
    const expired = await check(admin, meter('counting', 8, { holdSeconds: 1 }));
    api.moveClock(MINUTE);
    for (const { id } of [released, expired]) {
      expect((await settled(api, admin, usedOf(id, 1))).charge).toMatchObject({ amount: '1' });
      expect(await codes(usedOf(id, 1))).toEqual(['CONFLICT']);
    }
  });

  test('setting it aside makes room for another; a redrive needs none', async () => {
    const unpriced = await check(admin, meter('counting', 1));
    // No card has a price for `marvels`, which the feature counts.
    await serve((text) => text.replace('call: [units, extras]', 'call: [units, extras, marvels]'));
    const ask = await check(admin, meter('counting', 1, { extends: unpriced.id }));
    const wrong = { ...usedOf(ask.id, 0), usage: [{ dimension: 'marvels', quantity: 1 }] };
    const first = await settled(api, admin, wrong);
    expect(first).toMatchObject({ state: 'SET_ASIDE', final: true });
    expect((await settled(api, admin, usedOf(ask.id, 1))).charge).toMatchObject({ amount: '1' });
    expect(await codes(usedOf(ask.id, 1))).toEqual(['CONFLICT']);
    const again = await admin.get<UsageEvent>(
      'redriveUsage',
      `mutation { redriveUsage(usageEventId: "${first.id}", idempotencyKey: "again") { ${USAGE_FIELDS} } }`,
    );
    expect(again).toMatchObject({ final: true, replayed: false });
  });

  async function serve(change: (text: string) => string): Promise<void> {
    policies.edit('catalog.yaml', change);
    await api.app.policies.reload();
    expect(api.app.policies.baseProblems()).toEqual([]);
  }
});
