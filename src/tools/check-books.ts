/**
 * Whether the books close, seen from outside: everything that the subjects of a run used is read through the API, page
 * by page, and audited account by account.
 */
import { parseCredits } from '../core/amounts.js';
import type { ApiClient } from './api-client.js';
import {
  auditAccount,
  type AccountAudit,
  type AccountNow,
  type LotNow,
  type Receipt,
  type UpdateRow,
} from './audit-account.js';

const PAGE = 200;
const ATTEMPTS = 5;
const RECEIPTS = `query ($subject: ID, $session: ID, $after: String) {
  page: decisions(subject: $subject, session: $session, first: ${PAGE}, after: $after) {
    nodes { id draws { account amount windows lot { id } } } pageInfo { hasNextPage endCursor }
  }
}`;
const UPDATES = `query ($account: ID, $after: String) {
  page: balanceUpdates(account: $account, first: ${PAGE}, after: $after) {
    nodes {
      seq cause delta heldDelta balance { available held }
      lines { lot { id } window remaining held } decision { id }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;
const LOTS = `query ($account: ID, $after: String) {
  holder: account(account: $account) { lotHistory(first: ${PAGE}, after: $after) {
    nodes { id amount remaining held spent expired takenBack effectiveAt } pageInfo { hasNextPage endCursor }
  } }
}`;
const ACCOUNT =
  'query ($account: ID) { account(account: $account) { id subject pool seq balance { available held } } }';

interface Page<T> {
  nodes: T[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/**
 * Reads everything that the subjects of a run used, and audits it. An account that others move meanwhile is read again.
 * @param reader may read all accounts of the tenant
 */
export async function checkBooks(
  reader: ApiClient,
  subjects: readonly string[],
  session: string,
): Promise<{ audits: AccountAudit[]; receipts: number; granted: bigint }> {
  const receipts: Receipt[] = [];
  for (const subject of subjects) {
    const found = await allPages<Receipt>((after) =>
      reader.ask<{ page: Page<Receipt> }>(RECEIPTS, { subject, session, after }).then(({ page }) => page),
    );
    receipts.push(...found);
  }
  const ids = new Set<string>();
  for (const subject of subjects) {
    const account = await accountNow(reader, `subject:${subject}`);
    if (account) ids.add(account.id);
  }
  for (const { draws } of receipts) for (const { account } of draws) ids.add(account);
  const audits: AccountAudit[] = [];
  for (const id of ids) audits.push(await auditOne(reader, id, receipts));
  const draws = receipts.flatMap((receipt) => receipt.draws);
  const granted = draws.reduce((sum, { amount }) => sum + (parseCredits(amount) ?? 0n), 0n);
  return { audits, receipts: receipts.filter((receipt) => receipt.draws.length > 0).length, granted };
}

async function auditOne(reader: ApiClient, id: string, receipts: readonly Receipt[]): Promise<AccountAudit> {
  for (let attempt = 1; ; attempt++) {
    const before = await accountNow(reader, id);
    if (!before) throw new Error(`The account ${id} is gone.`);
    const updates = await allPages<UpdateRow>((after) =>
      reader.ask<{ page: Page<UpdateRow> }>(UPDATES, { account: id, after }).then(({ page }) => page),
    );
    const lots = await allPages<LotNow>((after) =>
      reader
        .ask<{ holder: { lotHistory: Page<LotNow> } }>(LOTS, { account: id, after })
        .then(({ holder }) => holder.lotHistory),
    );
    const after = await accountNow(reader, id);
    if (after?.seq === before.seq) return auditAccount({ ...before, lots }, updates, receipts);
    if (attempt === ATTEMPTS) throw new Error(`The account ${id} is moved by others: its books cannot be checked now.`);
  }
}

async function accountNow(reader: ApiClient, account: string): Promise<Omit<AccountNow, 'lots'> | null> {
  const answer = await reader.ask<{ account: Omit<AccountNow, 'lots'> | null }>(ACCOUNT, { account });
  return answer.account;
}

async function allPages<T>(read: (after: string | null) => Promise<Page<T>>): Promise<T[]> {
  const nodes: T[] = [];
  for (let after: string | null = null; ;) {
    const page: Page<T> = await read(after);
    nodes.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return nodes;
    after = page.pageInfo.endCursor;
  }
}
