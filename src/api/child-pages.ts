/**
 * Pages of children for many parents at once: two statements for a list of any length.
 */
import DataLoader from 'dataloader';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database, Tx } from '../database/database.js';
import { pageOf, type Connection, type PageRequest } from './connection.js';
import { cutPage, type PageBytes } from './page-bytes.js';

/** Which children: of whom, and which page of them. */
export interface ChildPage extends PageRequest {
  parent: string;
}

export type ChildPages<T> = DataLoader<ChildPage, Connection<T>>;

/** Where pages are read, and what they may read together. */
export interface PagesOf {
  database: Database;
  bytes: PageBytes;
  tenantId: string;
}

/**
 * A loader of child pages, in the order of their statement; what the answer's pages may read bounds them together.
 * @param idsOf a constant statement: tenant $1, parents $2, cursor ids $3 (null for none), limits $4 → rows of `id`,
 *   its `bytes`, and `no`, the position of the page asked for
 * @param rowsOf reads the rows with these ids
 */
export function childPages<T extends { uuid: string }>(
  pages: PagesOf,
  idsOf: string,
  rowsOf: (em: EntityManager, ids: string[]) => Promise<T[]>,
): ChildPages<T> {
  return pagesOf(
    pages,
    idsOf,
    (em, found) =>
      rowsOf(
        em,
        found.map(({ id }) => id),
      ),
    ({ uuid }) => ({ id: uuid, key: uuid }),
  );
}

/** The children of one account, by their numbers. */
export interface Numbers {
  accountId: string;
  numbers: bigint[];
}

/**
 * The same for what is numbered on its account: `idsOf` gives the numbers as `id`, and cursors are numbers.
 * @param rowsOf reads the rows with these numbers
 */
export function numberedPages<T extends { accountId: string }>(
  pages: PagesOf,
  idsOf: string,
  rowsOf: (em: EntityManager, of: Numbers[]) => Promise<T[]>,
  numberOf: (row: T) => bigint,
): ChildPages<T> {
  const read = (em: EntityManager, found: FoundId[]) => {
    const byAccount = Map.groupBy(found, ({ parent }) => parent);
    const of = [...byAccount].map(([accountId, ids]) => ({ accountId, numbers: ids.map(({ id }) => BigInt(id)) }));
    return of.length === 0 ? Promise.resolve([]) : rowsOf(em, of);
  };
  return pagesOf(pages, idsOf, read, (row) => {
    const key = String(numberOf(row));
    return { id: `${row.accountId} ${key}`, key };
  });
}

/** One row of a page, before it is read. */
interface FoundId {
  parent: string;
  id: string;
}

/** @param refOf what tells a row from all others, and what its cursor carries */
function pagesOf<T>(
  { database, bytes: budget, tenantId }: PagesOf,
  idsOf: string,
  rowsOf: (em: EntityManager, found: FoundId[]) => Promise<T[]>,
  refOf: (row: T) => { id: string; key: string },
): ChildPages<T> {
  const read = async (tx: Tx, pages: readonly ChildPage[], left: number) => {
    const params = [tenantId, pages.map((p) => p.parent), pages.map((p) => p.after), pages.map((p) => p.first + 1)];
    const found = Map.groupBy(
      await tx.query<{ no: bigint; id: string | bigint; bytes: number }>(idsOf, params),
      ({ no }) => Number(no) - 1,
    );
    let bytes = 0;
    const cuts = pages.map(({ first }, i) => {
      const cut = cutPage(found.get(i) ?? [], first, left - bytes);
      bytes += cut.bytes;
      return cut;
    });
    const ids = cuts.flatMap(({ kept }, i) => kept.map(({ id }) => ({ parent: pages[i]!.parent, id: String(id) })));
    const rows = new Map((await rowsOf(tx.em, ids)).map((row) => [refOf(row).id, row]));
    const page = pages.map((asked, i) => {
      const { kept, more } = cuts[i]!;
      const nodes = kept.flatMap(({ id }) => rows.get(typeof id === 'bigint' ? `${asked.parent} ${id}` : id) ?? []);
      return pageOf(nodes, asked, (row) => refOf(row).key, { more });
    });
    return { page, bytes };
  };
  const readAll = (pages: readonly ChildPage[]) =>
    budget.spend((left) => database.transaction([tenantId], (tx) => read(tx, pages, left), { readOnly: true }));
  return new DataLoader(readAll, { cache: false });
}

interface Children {
  type?: 'uuid' | 'text';
  only?: string;
  /** The column whose length varies; what else a row has is short. */
  document?: string;
}

/** The statement for a table's ids by the column that names the parent. */
const inOrder =
  (order: 'asc' | 'desc') =>
  (table: string, parent: string, { type = 'uuid', only = 'true', document = `''` }: Children = {}): string => `
  select p.no, c.id, octet_length(c.document::text) as bytes
  from unnest($2::${type}[], $3::uuid[], $4::int[]) with ordinality as p (parent, after, size, no)
  cross join lateral (
    select r.id, ${document} as document from ${table} r
    where r.tenant_id = $1 and r.${parent} = p.parent and ${only}
      and (p.after is null or r.id ${order === 'asc' ? '>' : '<'} p.after)
    order by r.id ${order} limit p.size
  ) c
  order by p.no, c.id ${order}`;
const newestFirst = inOrder('desc');

/** The same by number, the last first: what is numbered on its account has no id of its own to walk by. */
const lastFirst = (table: string, number: string, document: string): string => `
  select p.no, c.id, octet_length(c.document::text) as bytes
  from unnest($2::uuid[], $3::bigint[], $4::int[]) with ordinality as p (parent, after, size, no)
  cross join lateral (
    select r.${number} as id, ${document} as document from ${table} r
    where r.tenant_id = $1 and r.account_id = p.parent and (p.after is null or r.${number} < p.after)
    order by r.${number} desc limit p.size
  ) c
  order by p.no, c.id desc`;
const oldestFirst = inOrder('asc');

/** What an event and its charge come to: the charge has the draws. */
const EVENT_DOCUMENT = `concat(r.body::text, (
      select c.body::text from charge c
      where c.tenant_id = r.tenant_id and c.account_id = r.account_id and c.usage_no = r.usage_no
    ))`;

export const LOTS_OF_ACCOUNTS = newestFirst('lot', 'account_id');
export const PURCHASES_OF_ACCOUNTS = newestFirst('purchase', 'account_id');
/** The purchases that an account's top-up made. */
export const TOP_UP_PURCHASES_OF_ACCOUNTS = newestFirst('purchase', 'account_id', { only: 'r.automatic' });
/** The consents to an account's top-up. */
export const CONSENTS_OF_ACCOUNTS = newestFirst('top_up_consent', 'account_id');
/** What admins did to accounts. */
export const ACTIONS_OF_ACCOUNTS = newestFirst('admin_action', 'account_id');
export const EVENTS_OF_ACCOUNTS = lastFirst('usage_event', 'usage_no', EVENT_DOCUMENT);
/** The usage that was reported for decisions. */
export const EVENTS_OF_DECISIONS = newestFirst('usage_event', 'decision_id', { document: EVENT_DOCUMENT });
export const UPDATES_OF_ACCOUNTS = lastFirst('balance_update', 'seq', `concat(r.lines::text, r.after::text)`);
export const NOTICES_OF_ACCOUNTS = lastFirst('notice', 'no', `''`);
export const DECISIONS_OF_HOLDS = oldestFirst('decision', 'hold_id', { document: 'r.body' });
export const DECISIONS_OF_SUBJECTS = newestFirst('decision', 'subject', { type: 'text', document: 'r.body' });
