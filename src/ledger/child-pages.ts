/**
 * Pages of children for many parents at once: two statements for a list of any length.
 */
import DataLoader from 'dataloader';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database, Tx } from '../database/database.js';
import { pageOf, type Connection, type PageRequest } from './connection.js';

/** Which children: of whom, and which page of them. */
export interface ChildPage extends PageRequest {
  parent: string;
}

export type ChildPages<T> = DataLoader<ChildPage, Connection<T>>;

/**
 * A loader of child pages, the newest first.
 * @param idsOf a constant statement: tenant $1, parents $2, cursor ids $3 (null for none), limits $4 → rows of `id`
 *   and `no`, the position of the page asked for
 * @param rowsOf reads the rows with these ids
 */
export function childPages<T extends { uuid: string }>(
  database: Database,
  tenantId: string,
  idsOf: string,
  rowsOf: (em: EntityManager, ids: string[]) => Promise<T[]>,
): ChildPages<T> {
  const read = async (tx: Tx, pages: readonly ChildPage[]) => {
    const params = [tenantId, pages.map((p) => p.parent), pages.map((p) => p.after), pages.map((p) => p.first + 1)];
    const found = await tx.query<{ no: bigint; id: string }>(idsOf, params);
    const rows = new Map(
      (
        await rowsOf(
          tx.em,
          found.map(({ id }) => id),
        )
      ).map((row) => [row.uuid, row]),
    );
    return pages.map((page, i) => {
      const ids = found.filter(({ no }) => no === BigInt(i + 1)).map(({ id }) => id);
      return pageOf(
        ids.flatMap((id) => rows.get(id) ?? []),
        page,
        ({ uuid }) => uuid,
      );
    });
  };
  return new DataLoader((pages) => database.transaction([tenantId], (tx) => read(tx, pages), { readOnly: true }), {
    cache: false,
  });
}

/** Ids of an account's lots. */
export const LOTS_OF_ACCOUNTS = `
  select p.no, c.id
  from unnest($2::uuid[], $3::uuid[], $4::int[]) with ordinality as p (parent, after, size, no)
  cross join lateral (
    select l.id from lot l
    where l.tenant_id = $1 and l.account_id = p.parent and (p.after is null or l.id < p.after)
    order by l.id desc limit p.size
  ) c
  order by p.no, c.id desc`;

/** Ids of the purchases that an account's top-up made. */
export const TOP_UP_PURCHASES_OF_ACCOUNTS = `
  select p.no, c.id
  from unnest($2::uuid[], $3::uuid[], $4::int[]) with ordinality as p (parent, after, size, no)
  cross join lateral (
    select b.id from purchase b
    where b.tenant_id = $1 and b.account_id = p.parent and b.automatic and (p.after is null or b.id < p.after)
    order by b.id desc limit p.size
  ) c
  order by p.no, c.id desc`;

/** Ids of the consents to an account's top-up. */
export const CONSENTS_OF_ACCOUNTS = `
  select p.no, c.id
  from unnest($2::uuid[], $3::uuid[], $4::int[]) with ordinality as p (parent, after, size, no)
  cross join lateral (
    select t.id from top_up_consent t
    where t.tenant_id = $1 and t.account_id = p.parent and (p.after is null or t.id < p.after)
    order by t.id desc limit p.size
  ) c
  order by p.no, c.id desc`;

/** Ids of a subject's decisions. */
export const DECISIONS_OF_SUBJECTS = `
  select p.no, c.id
  from unnest($2::text[], $3::uuid[], $4::int[]) with ordinality as p (parent, after, size, no)
  cross join lateral (
    select d.id from decision d
    where d.tenant_id = $1 and d.subject = p.parent and (p.after is null or d.id < p.after)
    order by d.id desc limit p.size
  ) c
  order by p.no, c.id desc`;
