/**
 * The rows that one check writes, as plain SQL for whoever writes them without Spillway: an account and a lot changed in
 * place, a hold, a balance update and a decision inserted, with the texts of a real one.
 */
import type pg from 'pg';
import { TENANT } from './api-build.js';

/** A transaction in plain SQL: one statement, or several between BEGIN and COMMIT. `:account` is an account's number. */
export type Form = string[];

/** As a program writes it that goes from table to table, and in as few round trips as there can be. */
export type Forms = Record<'five statements' | 'one statement', Form>;

/** Column by column, the SQL of the value that a stored row has. */
type Sample = Map<string, string>;

const NOW = `date_trunc('milliseconds', clock_timestamp())`;
/** Of a check. */
const NANO = 200_000_000;

/** A text as SQL in which pgbench finds no variable: it takes `:18` in an instant for one. */
function literal(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll(':', '\\x3a').replaceAll('\n', '\\n');
  return `E'${escaped}'`;
}

const addressOf = (number: string): string => `${literal('subject:bench-')} || ${number}::text`;

async function sampleOf(owner: pg.Client, table: string, where: string): Promise<Sample> {
  const { rows: columns } = await owner.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  );
  const texts = columns.map(({ name }) => `${name}::text`).join(', ');
  const { rows } = await owner.query<(string | null)[]>({
    text: `select ${texts} from ${table} where ${where} limit 1`,
    rowMode: 'array',
  });
  const [row] = rows;
  if (!row) throw new Error(`There is no row of ${table} where ${where}.`);
  const sqlOf = (text: string | null | undefined, type: string) =>
    text == null ? 'null' : `${literal(text)}::${type}`;
  return new Map(columns.map(({ name, type }, i) => [name, sqlOf(row[i], type)]));
}

function insert(table: string, sample: Sample, own: Record<string, string>, from = ''): string {
  const values = [...sample].map(([name, value]) => own[name] ?? value);
  return `insert into ${table} (${[...sample.keys()].join(', ')}) select ${values.join(', ')} ${from}`.trim();
}

/**
 * Makes accounts 2 to `accounts` like the first, one of whose checks is the sample; then nobody but plain SQL may write.
 * @param owner to a database in which Spillway has made one account and decided a check
 * @returns two ways to write what a check writes
 */
export async function copyAccounts(owner: pg.Client, accounts: number): Promise<Forms> {
  const of = `tenant_id = '${TENANT}' and account_id = (select id from account where address = ${addressOf('1')})`;
  const account = await sampleOf(owner, 'account', `address = ${addressOf('1')}`);
  const lot = await sampleOf(owner, 'lot', of);
  const hold = await sampleOf(owner, 'hold', of);
  const update = await sampleOf(owner, 'balance_update', `${of} and cause = 'HOLD'`);
  const decision = await sampleOf(owner, 'decision', of);

  const numbers = `from generate_series(2, ${accounts}) as n`;
  const accountId = `md5('account ' || n)::uuid`;
  await owner.query(insert('account', account, { id: accountId, address: addressOf('n') }, numbers));
  // A purchase has one lot; what it costs to write one is the same without.
  const lotOwn = { id: `md5('lot ' || n)::uuid`, account_id: accountId, purchase_id: 'null' };
  await owner.query(insert('lot', lot, lotOwn, numbers));
  await owner.query('vacuum analyze');

  const place = `tenant_id = '${TENANT}' and address = ${addressOf(':account')}`;
  const changed = `seq = seq + 1, open_holds = open_holds + 1, last_hash = last_hash, last_at = ${NOW}`;
  const takeAccount = `update account set ${changed} where ${place}`;
  const takeLot = (id: string) =>
    `update lot set remaining = remaining - ${NANO}, held = held + ${NANO} ` +
    `where tenant_id = '${TENANT}' and account_id = ${id} and open and remaining >= ${NANO}`;
  const subject = `'bench-' || :account::text`;
  const inserts = (id: string, seq: string, decisionId: string, holdId: string, from: string) => ({
    hold: insert('hold', hold, { id: holdId, account_id: id, subject_id: id }, from),
    update: insert('balance_update', update, { account_id: id, seq, cause_id: decisionId, at: NOW }, from),
    decision: insert(
      'decision',
      decision,
      { id: decisionId, hold_id: holdId, account_id: id, subject, key: `uuidv7()::text`, at: NOW },
      from,
    ),
  });

  const [id, seq] = ['id', 'seq'].map((column) => `(select ${column} from account where ${place})`) as [string, string];
  const apart = inserts(id, seq, 'uuidv7()', 'uuidv7()', '');
  const together = inserts('a.id', 'a.seq', 'ids.decision', 'ids.hold', 'from a, ids');
  return {
    'five statements': [takeAccount, takeLot(id), apart.hold, apart.update, apart.decision],
    'one statement': [
      `with a as (${takeAccount} returning id, seq), ` +
        `ids as materialized (select uuidv7() as decision, uuidv7() as hold), ` +
        `l as (${takeLot('(select id from a)')}), h as (${together.hold}), u as (${together.update}) ` +
        together.decision,
    ],
  };
}
