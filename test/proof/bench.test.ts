/** The bench compares like with like, and gives no figure to a round that is not right. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { benchOptions } from '../../proof/bench/bench-options.js';
import type { Contender } from '../../proof/bench/contender.js';
import { median, runRounds } from '../../proof/bench/rounds.js';
import { copyAccounts, type Forms } from '../../proof/bench/same-rows.js';
import { runBuiltTool } from '../commands/run-built-tool.js';
import { openTestApi, type TestApi } from '../support/api.js';
import { check, purchase, setPlan } from '../support/calls.js';

const stopped = new AbortController().signal;
const contender = (name: string, more: Partial<Contender> = {}): Contender => ({
  name,
  prepare: async () => [],
  run: async () => ({ perSecond: 10, figures: {} }),
  check: async () => 'all of it',
  close: async () => undefined,
  ...more,
});

describe('rounds', () => {
  test('contenders take turns, and each round begins with another', async () => {
    const turns: string[] = [];
    const turn = ({ name }: Contender, round: number) => void turns.push(`${name}${round}`);
    await runRounds([contender('a'), contender('b'), contender('c')], { rounds: 3, seconds: 1, stopped, turn });
    expect(turns.join(' ')).toBe('a1 b1 c1 b2 c2 a2 c3 a3 b3');
  });

  test('a round with a wrong answer, or whose books do not close, has no figure and says why', async () => {
    let [ran, checked] = [0, 0];
    const wrong = async () => {
      if ((ran += 1) === 1) throw new Error('3 answers are wrong');
      return { perSecond: ran, figures: {} };
    };
    const open = async () => {
      if ((checked += 1) === 2) throw new Error('reconcile ends with 1');
      return 'all of it';
    };
    const [result] = await runRounds([contender('a', { run: wrong, check: open })], { rounds: 4, seconds: 1, stopped });
    expect(result?.rounds.map(({ perSecond }) => perSecond)).toEqual([2, 4]);
    expect(result?.problems).toEqual(['round 1: 3 answers are wrong', 'round 3: reconcile ends with 1']);
  });

  test('whoever stops the bench ends it, instead of voiding a round', async () => {
    const stop = new AbortController();
    const run = async () => {
      stop.abort(new Error('stopped'));
      throw new Error('cut off');
    };
    const rounds = runRounds([contender('a', { run })], { rounds: 2, seconds: 1, stopped: stop.signal });
    await expect(rounds).rejects.toThrow('stopped');
  });

  test('the median is the middle value, or the mean of the two', () => {
    expect([[], [3], [9, 1, 4], [4, 1, 9, 5]].map(median)).toEqual([NaN, 3, 4, 4.5]);
  });
});

describe('plain SQL', () => {
  let api: TestApi;
  let owner: pg.Client;
  let forms: Forms;
  beforeAll(async () => {
    api = await openTestApi();
    owner = new pg.Client({ connectionString: api.databaseUrl });
    await owner.connect();
    const admin = api.as('acme', 'admin');
    await setPlan(admin, 'bench-1', 'payg');
    await purchase(admin, { subject: 'bench-1', credits: '1000' });
    const usage = [{ dimension: 'input_tokens', quantity: 1600 }];
    const asked = { subject: 'bench-1', product: 'codex', feature: 'gpt-5.5', usage, idempotencyKey: 'as/it: is\\' };
    expect(await check(admin, asked)).toMatchObject({ outcome: 'ALLOWED', granted: '0.2' });
    forms = await copyAccounts(owner, 3);
  });
  afterAll(async () => {
    // What plain SQL wrote does not reconcile, and is not meant to.
    for (const table of ['hold', 'balance_update', 'decision', 'lot']) {
      await owner.query(`delete from ${table} where account_id = any ($1)`, [[idOf(2), idOf(3)]]);
    }
    await owner.query('delete from account where id = any ($1)', [[idOf(2), idOf(3)]]);
    await owner.end();
    await api.close();
  });

  const ids = new Map<number, string>();
  const idOf = (number: number) => ids.get(number);
  const rowsOf = async (number: number) => {
    const sql = `select id from account where tenant_id = 'acme' and address = 'subject:bench-${number}'`;
    const { rows } = await owner.query<{ id: string }>(sql);
    ids.set(number, rows[0]?.id ?? '');
    const of = async (table: string, where = '') => {
      const id = table === 'account' ? 'id' : 'account_id';
      const found = await owner.query<{ row: Record<string, unknown> }>(
        `select to_jsonb(t) as row from ${table} t where tenant_id = 'acme' and ${id} = $1 ${where}`,
        [idOf(number)],
      );
      expect(found.rows).toHaveLength(1);
      return found.rows[0]?.row ?? {};
    };
    return {
      account: await of('account'),
      lot: await of('lot'),
      hold: await of('hold'),
      update: await of('balance_update', `and cause = 'HOLD'`),
      decision: await of('decision'),
    };
  };
  /** What no two rows share, or time sets. */
  const OWN: Record<string, string[]> = {
    account: ['id', 'address', 'last_at'],
    lot: ['id', 'account_id'],
    hold: ['id', 'account_id', 'subject_id'],
    update: ['account_id', 'cause_id', 'at'],
    decision: ['id', 'account_id', 'hold_id', 'subject', 'key', 'at'],
  };

  test.each([
    [2, 'five statements'],
    [3, 'one statement'],
  ] as const)('writes for account %i, in %s, the very rows that a check wrote', async (number, form) => {
    await owner.query('begin');
    for (const statement of forms[form]) {
      const values = statement.includes(':account') ? [String(number)] : [];
      await owner.query(statement.replaceAll(':account', '$1'), values);
    }
    await owner.query('commit');
    const [checked, written] = [await rowsOf(1), await rowsOf(number)];
    const wanted = structuredClone(checked);
    for (const [table, row] of Object.entries(wanted)) {
      for (const column of OWN[table] ?? []) row[column] = expect.anything();
    }
    // Copied after a first check, each is one check further than the sample.
    wanted.account.seq = wanted.update.seq = Number(checked.account.seq) + 1;
    wanted.account.open_holds = Number(checked.account.open_holds) + 1;
    wanted.lot.remaining = Number(checked.lot.remaining) - 200_000_000;
    wanted.lot.held = Number(checked.lot.held) + 200_000_000;
    wanted.lot.purchase_id = null;
    expect(written).toEqual(wanted);
    expect(written.update.account_id).toBe(written.account.id);
    expect(written.decision).toMatchObject({ account_id: written.account.id, subject: `bench-${number}` });
  });
});

test.each([
  [['--help'], 0, /--against DIR/],
  [['--rounds', '0'], 1, /--rounds is a whole number from 1 to 20/],
  [['--seconds', '2'], 1, /--seconds is a whole number from 3 to 120/],
  [['--against', 'schema'], 1, /--against: schema is no checkout of Spillway/],
])('the command line %j', async (args, wanted, says) => {
  const { code, stdout, stderr, left } = await runBuiltTool('bench', args);
  expect({ code, left }).toEqual({ code: wanted, left: [] });
  expect(stdout + stderr).toMatch(says);
  expect(benchOptions([])).toEqual({
    ...{ rounds: 3, seconds: 8, connections: 64, accounts: 1000, against: null, onlyBudgets: false, driverOnly: false },
  });
});
