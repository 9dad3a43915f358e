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

/**
 * A loader of child pages, in the order of their statement; what the answer's pages may read bounds them together.
 * @param idsOf a constant statement: tenant $1, parents $2, cursor ids $3 (null for none), limits $4 → rows of `id`,
 *   its `bytes`, and `no`, the position of the page asked for
 * @param rowsOf reads the rows with these ids
 */
export function childPages<T extends { uuid: string }>(
  { database, bytes: budget, tenantId }: { database: Database; bytes: PageBytes; tenantId: string },
  idsOf: string,
  rowsOf: (em: EntityManager, ids: string[]) => Promise<T[]>,
): ChildPages<T> {
  const read = async (tx: Tx, pages: readonly ChildPage[], left: number) => {
    const params = [tenantId, pages.map((p) => p.parent), pages.map((p) => p.after), pages.map((p) => p.first + 1)];
    const found = Map.groupBy(
      await tx.query<{ no: bigint; id: string; bytes: number }>(idsOf, params),
      ({ no }) => Number(no) - 1,
    );
    let bytes = 0;
    const cuts = pages.map(({ first }, i) => {
      const cut = cutPage(found.get(i) ?? [], first, left - bytes);
      bytes += cut.bytes;
      return cut;
    });
    const ids = cuts.flatMap(({ kept }) => kept.map(({ id }) => id));
    const rows = new Map((await rowsOf(tx.em, ids)).map((row) => [row.uuid, row]));
    const page = pages.map((asked, i) => {
      const { kept, more } = cuts[i]!;
      const nodes = kept.flatMap(({ id }) => rows.get(id) ?? []);
      return pageOf(nodes, asked, ({ uuid }) => uuid, { more });
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
const oldestFirst = inOrder('asc');

export const LOTS_OF_ACCOUNTS = newestFirst('lot', 'account_id');
/** The purchases that an account's top-up made. */
export const TOP_UP_PURCHASES_OF_ACCOUNTS = newestFirst('purchase', 'account_id', { only: 'r.automatic' });
/** The consents to an account's top-up. */
export const CONSENTS_OF_ACCOUNTS = newestFirst('top_up_consent', 'account_id');
/** What admins did to accounts. */
export const ACTIONS_OF_ACCOUNTS = newestFirst('admin_action', 'account_id');
export const DECISIONS_OF_HOLDS = oldestFirst('decision', 'hold_id', { document: 'r.body' });
export const DECISIONS_OF_SUBJECTS = newestFirst('decision', 'subject', { type: 'text', document: 'r.body' });
