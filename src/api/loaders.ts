/**
 * What one operation reads by id, collected into one statement per kind and tick. Nothing is kept from one tick to the
 * next: a mutation's later fields show what its earlier ones did. Reads only what the caller's tenant owns.
 */
import type { FilterQuery } from '@mikro-orm/core';
import DataLoader from 'dataloader';
import { monthStart } from '../core/months.js';
import { willPass, type Database } from '../database/database.js';
import { inParts } from '../in-parts.js';
import { Account } from '../books/account.js';
import { BudgetRow } from '../books/budget.js';
import { BudgetRequest } from '../books/budget-request.js';
import { boughtSince } from '../books/bought-since.js';
import { AdminAction } from '../books/admin-action.js';
import {
  ACTIONS_OF_ACCOUNTS,
  childPages,
  CONSENTS_OF_ACCOUNTS,
  DECISIONS_OF_HOLDS,
  DECISIONS_OF_SUBJECTS,
  EVENTS_OF_DECISIONS,
  LOTS_OF_ACCOUNTS,
  PURCHASES_OF_ACCOUNTS,
  TOP_UP_PURCHASES_OF_ACCOUNTS,
  type ChildPages,
  type PagesOf,
} from './child-pages.js';
import { PageBytes } from './page-bytes.js';
import { Charge } from '../books/charge.js';
import { Decision } from '../books/decision.js';
import { HoldPartRow } from '../books/hold.js';
import { Lot } from '../books/lot.js';
import { Purchase } from '../books/purchase.js';
import { TopUp } from '../books/top-up.js';
import { TopUpConsent } from '../books/top-up-consent.js';
import { UsageEvent } from '../books/usage-event.js';
import type { Ledger } from '../books/unit-of-work.js';

const FRESH = { cache: false };

/** What was approved on one budget, as far as it is shown. */
const MOST_INCREASES = 1_000;

type Load<V> = DataLoader<string, V>;

export interface Loaders {
  /** What the pages of this operation may still read. */
  bytes: PageBytes;
  /** By UUID, with its open lots. */
  account: Load<Account | null>;
  /** By address, with its open lots. */
  accountAt: Load<Account | null>;
  lot: Load<Lot | null>;
  /** What a budget that has an account counts, by the UUID of the budget. */
  budget: Load<BudgetRow | null>;
  /** What was approved on a budget and has not been closed, by the UUID of its account: the newest thousand. */
  increases: Load<Lot[]>;
  budgetRequest: Load<BudgetRequest | null>;
  /** The parts of a hold, by its UUID. */
  hold: Load<HoldPartRow[]>;
  decision: Load<Decision | null>;
  purchase: Load<Purchase | null>;
  usageEvent: Load<UsageEvent | null>;
  /** An account's top-up, by the account's UUID. */
  topUp: Load<TopUp | null>;
  /** What it has bought in this UTC month. */
  boughtThisMonth: Load<bigint>;
  /** The charge of a usage event. */
  charge: DataLoader<EventKey, Charge | null, string>;
  /** Pages of an account's lots, by its UUID. */
  lotPages: ChildPages<Lot>;
  /** Pages of the decisions that share a hold, the oldest first, by its UUID. */
  holdDecisionPages: ChildPages<Decision>;
  /** Pages of a subject's decisions. */
  decisionPages: ChildPages<Decision>;
  /** Pages of the usage that was reported for a decision, the newest first, by the decision's UUID. */
  usageOfDecisionPages: ChildPages<UsageEvent>;
  /** Pages of an account's purchases, by its UUID. */
  purchasePages: ChildPages<Purchase>;
  /** Pages of what an account's top-up bought, and of the consents to it, by the account's UUID. */
  topUpPurchasePages: ChildPages<Purchase>;
  consentPages: ChildPages<TopUpConsent>;
  /** What admins did to a lot, a purchase or with a reset, by its UUID, the oldest first. */
  actionsOn: Load<AdminAction[]>;
  /** An act by its hash, in hex: what caused a balance update. */
  actionByHash: Load<AdminAction | null>;
  /** Pages of what admins did to an account, by its UUID. */
  actionPages: ChildPages<AdminAction>;
}

/** Loaders for one operation of one tenant's caller. Accounts have what fell due written before they are shown. */
export function makeLoaders(database: Database, ledger: Ledger, tenantId: string): Loaders {
  const find = <T>(read: Parameters<typeof database.transaction<T[]>>[1]) =>
    database.transaction([tenantId], read, { readOnly: true });
  const accounts = (where: FilterQuery<Account>) => upToDateAccounts(database, ledger, tenantId, where);

  const bytes = new PageBytes();
  const pages = { database, bytes, tenantId };
  return {
    bytes,
    account: one(
      (uuids) => accounts({ uuid: { $in: uuids } }),
      (row) => row.uuid,
    ),
    accountAt: one(
      (addresses) => accounts({ address: { $in: addresses } }),
      (row) => row.address,
    ),
    lot: one(
      (uuids) => find(({ em }) => em.find(Lot, { tenantId, uuid: { $in: uuids } })),
      (row) => row.uuid,
    ),
    hold: many(
      (ids) => find(({ em }) => em.find(HoldPartRow, { tenantId, id: { $in: ids } })),
      (row) => row.id,
    ),
    decision: one(
      (uuids) => find(({ em }) => em.find(Decision, { tenantId, uuid: { $in: uuids } })),
      (row) => row.uuid,
    ),
    purchase: one(
      (uuids) => find(({ em }) => em.find(Purchase, { tenantId, uuid: { $in: uuids } })),
      (row) => row.uuid,
    ),
    usageEvent: one(
      (uuids) => find(({ em }) => em.find(UsageEvent, { tenantId, uuid: { $in: uuids } })),
      (row) => row.uuid,
    ),
    topUp: one(
      (owners) => find(({ em }) => em.find(TopUp, { tenantId, accountId: { $in: owners } })),
      (row) => row.accountId,
    ),
    boughtThisMonth: boughtLoader(database, ledger, tenantId),
    charge: chargeLoader(database, tenantId),
    lotPages: childPages(pages, LOTS_OF_ACCOUNTS, (em, ids) => em.find(Lot, { tenantId, uuid: { $in: ids } })),
    holdDecisionPages: childPages(pages, DECISIONS_OF_HOLDS, (em, ids) =>
      em.find(Decision, { tenantId, uuid: { $in: ids } }),
    ),
    decisionPages: childPages(pages, DECISIONS_OF_SUBJECTS, (em, ids) =>
      em.find(Decision, { tenantId, uuid: { $in: ids } }),
    ),
    usageOfDecisionPages: childPages(pages, EVENTS_OF_DECISIONS, (em, ids) =>
      em.find(UsageEvent, { tenantId, uuid: { $in: ids } }),
    ),
    purchasePages: childPages(pages, PURCHASES_OF_ACCOUNTS, (em, ids) =>
      em.find(Purchase, { tenantId, uuid: { $in: ids } }),
    ),
    topUpPurchasePages: childPages(pages, TOP_UP_PURCHASES_OF_ACCOUNTS, (em, ids) =>
      em.find(Purchase, { tenantId, uuid: { $in: ids } }),
    ),
    consentPages: childPages(pages, CONSENTS_OF_ACCOUNTS, (em, ids) =>
      em.find(TopUpConsent, { tenantId, uuid: { $in: ids } }),
    ),
    ...budgetLoaders(pages),
    ...actionLoaders(pages),
  };
}

/** A loader of single rows by key. */
function one<T>(rowsOf: (keys: string[]) => Promise<T[]>, keyOf: (row: T) => string): Load<T | null> {
  return new DataLoader(async (keys) => {
    const found = await rowsByKey(keys, rowsOf, keyOf);
    return found.map((rows) => (rows instanceof Error ? rows : (rows.at(-1) ?? null)));
  }, FRESH);
}

/** A loader of all rows that share a key. */
function many<T>(rowsOf: (keys: string[]) => Promise<T[]>, keyOf: (row: T) => string): Load<T[]> {
  return new DataLoader((keys) => rowsByKey(keys, rowsOf, keyOf), FRESH);
}

function budgetLoaders({ database, tenantId }: PagesOf): Pick<Loaders, 'budget' | 'increases' | 'budgetRequest'> {
  const find = <T>(read: Parameters<typeof database.transaction<T[]>>[1]) =>
    database.transaction([tenantId], read, { readOnly: true });
  return {
    budget: one(
      (uuids) => find(({ em }) => em.find(BudgetRow, { tenantId, uuid: { $in: uuids } })),
      (row) => row.uuid,
    ),
    budgetRequest: one(
      (uuids) => find(({ em }) => em.find(BudgetRequest, { tenantId, uuid: { $in: uuids } })),
      (row) => row.uuid,
    ),
    increases: many(
      (owners) =>
        find(({ em }) =>
          em.find(
            Lot,
            { tenantId, accountId: { $in: owners }, kind: 'INCREASE', closed: null },
            { orderBy: { uuid: 'desc' }, limit: MOST_INCREASES * owners.length },
          ),
        ),
      (row) => row.accountId,
    ),
  };
}

function actionLoaders(pages: PagesOf): Pick<Loaders, 'actionsOn' | 'actionByHash' | 'actionPages'> {
  const { database, tenantId } = pages;
  const find = (where: FilterQuery<AdminAction>) =>
    database.transaction([tenantId], ({ em }) => em.find(AdminAction, where, { orderBy: { uuid: 'asc' } }), {
      readOnly: true,
    });
  return {
    actionsOn: many(
      (targets) => find({ tenantId, targetUuid: { $in: targets } }),
      ({ targetUuid }) => targetUuid ?? '',
    ),
    actionByHash: one(
      (hashes) => find({ tenantId, hash: { $in: hashes.map((hex) => Buffer.from(hex, 'hex')) } }),
      ({ hash }) => hash.toString('hex'),
    ),
    actionPages: childPages(pages, ACTIONS_OF_ACCOUNTS, (em, ids) =>
      em.find(AdminAction, { tenantId, uuid: { $in: ids } }),
    ),
  };
}

/** The rows of each key. One that cannot be read, as a later version wrote it, fails for its own key alone. */
async function rowsByKey<T>(
  keys: readonly string[],
  rowsOf: (keys: string[]) => Promise<T[]>,
  keyOf: (row: T) => string,
): Promise<(T[] | Error)[]> {
  type Found = [key: string, rows: T[] | Error][];
  const parts = await inParts<string[], Found>([...new Set(keys)], {
    async work(part) {
      const found = Map.groupBy(await rowsOf(part), keyOf);
      return part.map((key) => [key, found.get(key) ?? []]);
    },
    split(part, error) {
      if (part.length === 1 || willPass(error)) return [];
      const half = part.length >> 1;
      return [part.slice(0, half), part.slice(half)];
    },
    failed: (part, error) => part.map((key) => [key, error instanceof Error ? error : new Error(String(error))]),
  });
  const byKey = new Map(parts.flat());
  return keys.map((key) => byKey.get(key)!);
}

/** What names an event, and its charge, inside a tenant. */
type EventKey = Pick<UsageEvent, 'accountId' | 'usageNo'>;

function chargeLoader(database: Database, tenantId: string): Loaders['charge'] {
  const keyOf = ({ accountId, usageNo }: EventKey) => `${accountId} ${usageNo}`;
  return new DataLoader(
    async (events) => {
      const $or = events.map(({ accountId, usageNo }) => ({ accountId, usageNo }));
      const charges = await database.transaction([tenantId], ({ em }) => em.find(Charge, { tenantId, $or }), {
        readOnly: true,
      });
      const byKey = new Map(charges.map((charge) => [keyOf(charge), charge]));
      return events.map((event) => byKey.get(keyOf(event)) ?? null);
    },
    { ...FRESH, cacheKeyFn: keyOf },
  );
}

function boughtLoader(database: Database, ledger: Ledger, tenantId: string): Loaders['boughtThisMonth'] {
  const read = (owners: readonly string[]) => {
    const month = monthStart(ledger.wallClock());
    return database.transaction([tenantId], (tx) => boughtSince(tx, tenantId, owners, month), { readOnly: true });
  };
  return new DataLoader(read, FRESH);
}

/** The accounts, after what fell due on them has been written. */
async function upToDateAccounts(
  database: Database,
  ledger: Ledger,
  tenantId: string,
  where: FilterQuery<Account>,
): Promise<Account[]> {
  const rows = await readAccounts(database, tenantId, where);
  // An account's own time never runs behind its last instant, though the clock may have been set back.
  const due = rows.filter((row) => {
    const dueAt = ledger.dueAt(row);
    return dueAt !== null && dueAt <= Math.max(ledger.wallClock(), row.lastAt.getTime());
  });
  if (!due.length) return rows;
  await ledger.writeDue(due.map(({ address }) => ({ tenant: tenantId, address })));
  return readAccounts(database, tenantId, where);
}

/** Accounts and their open lots, as of one instant. */
function readAccounts(database: Database, tenantId: string, where: FilterQuery<Account>): Promise<Account[]> {
  return database.transaction(
    [tenantId],
    async ({ em }) => {
      const rows = await em.find(Account, { tenantId, ...(where as object) });
      const owners = { $in: rows.map(({ uuid }) => uuid) };
      const lots = await em.find(Lot, { tenantId, accountId: owners, open: true }, { orderBy: { uuid: 'asc' } });
      const byOwner = Map.groupBy(lots, ({ accountId }) => accountId);
      for (const row of rows) row.openLots = byOwner.get(row.uuid) ?? [];
      return rows;
    },
    { readOnly: true, isolation: 'repeatable read' },
  );
}
