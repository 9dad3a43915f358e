/**
 * What an admin sets on an account: its plan, and whether it may be drawn from. Each change is one balance update; what
 * is as it should be already is left alone.
 */
import { subjectAddress } from '../core/address.js';
import type { Catalog } from '../catalog/catalog.js';
import type { AccountState as CoreAccountState, Cause, Account as CoreAccount } from '../core/account.js';
import { post } from '../core/journal.js';
import { SpillwayError } from '../errors.js';
import type { Database } from '../database/database.js';
import { cleanName } from '../text.js';
import { Account } from '../books/account.js';
import { accountToCreate } from '../books/account-to-create.js';
import type { Books } from '../books/books.js';
import type { Ledger } from '../books/unit-of-work.js';

/** What managing needs from its surroundings. */
export interface Managing {
  ledger: Ledger;
  database: Database;
  catalog: Catalog;
}

const STATE_REASON = `update account set state_reason = $3 where tenant_id = $1 and id = $2`;

/**
 * Puts a subject's account, made where it does not exist, on a plan. Windows of the same name go on with the new
 * capacity; those that the new plan does not have are out of sight until they end (docs/rules.md, 13).
 * @throws SpillwayError BAD_USER_INPUT for a plan that the catalog does not have
 */
export async function setPlan(managing: Managing, tenant: string, subject: string, planId: string): Promise<Account> {
  const { ledger, catalog } = managing;
  const plan = catalog.plans.get(planId);
  if (!plan) throw new SpillwayError('BAD_USER_INPUT', 'plan: the catalog has no such plan.');
  const lock = { tenant, address: subjectAddress(subject) };
  await ledger.work([tenant], { lock: [lock], create: [accountToCreate(catalog, tenant, lock.address)] }, (books) => {
    const account = books.account(lock);
    const now = books.bringUpTo(account);
    if (account.plan === plan.id) return;
    Object.assign(account, { plan: plan.id, windowTerms: plan.windows });
    recordChange(books, account, now, 'PLAN_CHANGED');
  });
  return readAccount(managing, lock);
}

/**
 * Suspends the account at this address, made where it does not exist, or puts it to use again. The reason of the last
 * change is kept.
 * @throws SpillwayError BAD_USER_INPUT
 */
export async function setAccountState(
  managing: Managing,
  lock: { tenant: string; address: string },
  state: CoreAccountState,
  reason: string,
): Promise<Account> {
  const { ledger, catalog } = managing;
  const why = cleanName('reason', reason, 500);
  const { tenant, address } = lock;
  await ledger.work(
    [tenant],
    { lock: [lock], create: [accountToCreate(catalog, tenant, address)] },
    async (books, tx) => {
      const account = books.account(lock);
      const now = books.bringUpTo(account);
      if (account.state === state) return;
      account.state = state;
      recordChange(books, account, now, 'STATE_CHANGED');
      await tx.query(STATE_REASON, [tenant, account.id, why]);
    },
  );
  return readAccount(managing, lock);
}

function recordChange(books: Books, account: CoreAccount, now: number, cause: Cause): void {
  books.record(post(account, now, cause, null, []));
}

async function readAccount({ database }: Managing, { tenant, address }: { tenant: string; address: string }) {
  return database.transaction([tenant], ({ em }) => em.findOneOrFail(Account, { tenantId: tenant, address }), {
    readOnly: true,
  });
}
