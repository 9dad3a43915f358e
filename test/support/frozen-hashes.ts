/**
 * Every hash of format 1, made again from the stored rows: neither the engine nor the auditor has a part in it, so that
 * no change of theirs can make old books look sound, or broken.
 */
import { createHash } from 'node:crypto';
import type pg from 'pg';

type Field = string | null;

/** SHA-256 over the fields, each as its byte length, a colon and its text; null is `-`. */
function hashOf(fields: readonly Field[]): string {
  const text = fields.map((field) => (field === null ? '-' : `${Buffer.byteLength(field)}:${field}`)).join('');
  return createHash('sha256').update(text).digest('hex');
}

const hex = (column: string) => `encode(${column}, 'hex') as ${column}`;
const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;
const text = (column: string) => `${column}::text as ${column}`;

/** The columns that a hash covers, in order, and the one that it is stored in. */
const HASHED = {
  decision: {
    hash: 'hash',
    order: 'tenant_id, id',
    fields: [
      ...['tenant_id', 'id', 'subject', 'key', 'retry'].map(text),
      hex('fingerprint'),
      ...['outcome', 'product', 'session'].map(text),
      iso('at'),
      ...['account_id', 'hold_id', 'body'].map(text),
    ],
  },
  lot: {
    hash: 'terms_hash',
    order: 'tenant_id, id',
    fields: [
      ...['tenant_id', 'account_id', 'id', 'kind', 'amount', 'priority'].map(text),
      'array_to_json(products)::text as products',
      ...['created_at', 'effective_at', 'expires_at'].map(iso),
      ...['reason', 'purchase_id', 'key'].map(text),
      hex('fingerprint'),
    ],
  },
  charge: {
    hash: 'hash',
    order: 'tenant_id, account_id, usage_no',
    fields: [
      ...['tenant_id', 'account_id', 'usage_no', 'id'].map(text),
      iso('at'),
      ...['amount', 'forgiven', 'debt', 'body'].map(text),
      hex('event_hash'),
    ],
  },
  balance_update: {
    hash: 'hash',
    order: 'balance_update.tenant_id, balance_update.account_id, balance_update.seq',
    fields: [
      ...['tenant_id', 'account_id', 'seq'].map(text),
      iso('at'),
      ...['cause', 'cause_id', 'delta', 'held_delta', 'lines', 'after'].map(text),
      ...['prev_hash', 'cause_hash'].map(hex),
    ],
  },
};

/** An event has no hash of its own: its charge covers it. */
const EVENT_FIELDS = [
  ...['tenant_id', 'account_id', 'usage_no', 'id', 'key'].map(text),
  hex('fingerprint'),
  ...['decision_id', 'hold_id', 'claimed', 'final', 'status', 'product', 'feature', 'session', 'redrives'].map(text),
  ...['recorded_at', 'occurred_at'].map(iso),
  text('body'),
];

/** Which row's hash an update covers. */
const CAUSED_BY: Record<string, 'decision' | 'lot' | 'purchase' | 'charge'> = {
  HOLD: 'decision',
  GRANT: 'lot',
  PURCHASE: 'purchase',
  SETTLE: 'charge',
  FORGIVEN: 'charge',
  DEBT_INCURRED: 'charge',
};

type Row = Record<string, Field>;

/** How many hashes were compared, and the rows that have another one than what is stored comes to. */
export interface Compared {
  compared: number;
  differing: string[];
}

/** @param owner somebody who sees every tenant */
export async function compareHashes(owner: pg.Client): Promise<Compared> {
  const found: Compared = { compared: 0, differing: [] };
  const compare = (what: string, derived: Field | undefined, stored: Field | undefined) => {
    found.compared += 1;
    if (derived === undefined || derived !== stored) found.differing.push(what);
  };
  const read = async (table: string, fields: string[], more: string, order: string) => {
    const { rows } = await owner.query<Row>(`select ${[...fields, more].join(', ')} from ${table} order by ${order}`);
    return rows;
  };
  const map = () => new Map<string, Field | undefined>();
  const covered = { decision: map(), lot: map(), purchase: map(), charge: map() };
  const key = (row: Row, id = 'id') => `${row.tenant_id} ${row[id]}`;

  for (const table of ['decision', 'lot', 'charge'] as const) {
    const { hash, fields, order } = HASHED[table];
    for (const { stored, ...row } of await read(table, fields, `encode(${hash}, 'hex') as stored`, order)) {
      compare(`${table} ${key(row)}`, hashOf(Object.values(row)), stored);
      covered[table].set(key(row), stored);
      if (table === 'lot' && row.purchase_id) covered.purchase.set(key(row, 'purchase_id'), stored);
    }
  }
  const eventHash = `(select encode(c.event_hash, 'hex') from charge c where c.tenant_id = e.tenant_id
    and c.account_id = e.account_id and c.usage_no = e.usage_no) as stored`;
  for (const { stored, ...row } of await read('usage_event e', EVENT_FIELDS, eventHash, 'tenant_id, account_id')) {
    if (stored) compare(`usage_event ${key(row)}`, hashOf(Object.values(row)), stored);
  }

  const { fields, order } = HASHED.balance_update;
  const heads = new Map<string, Field | undefined>();
  for (const { stored, ...row } of await read('balance_update', fields, `encode(hash, 'hex') as stored`, order)) {
    const [account, what] = [key(row, 'account_id'), `balance_update ${key(row, 'account_id')} ${row.seq}`];
    compare(what, hashOf(Object.values(row)), stored);
    compare(`${what}, its link`, heads.get(account) ?? '0'.repeat(64), row.prev_hash);
    const cause = CAUSED_BY[row.cause ?? ''];
    if (cause) compare(`${what}, its cause`, covered[cause].get(key(row, 'cause_id')), row.cause_hash);
    heads.set(account, stored);
  }
  const accounts = await read('account', ['tenant_id', text('id')], `encode(last_hash, 'hex') as stored`, 'id');
  for (const { stored, ...row } of accounts)
    compare(`account ${key(row)}`, heads.get(key(row)) ?? '0'.repeat(64), stored);

  for (const table of ['policy_version', 'catalog_version']) {
    for (const row of await read(table, ['version'], 'text', 'version')) {
      const version = createHash('sha256')
        .update(row.text ?? '')
        .digest('hex')
        .slice(0, 12);
      compare(`${table} ${row.version}`, version, row.version);
    }
  }
  return found;
}
