/**
 * Tells, as usage is settled, which stages budgets have reached by it: by the terms that the usage was recorded with, in the
 * same unit of work, once a period each. What is spent in the period and of what was approved counts, not what is held.
 */
import { BoundedMap } from '../bounded-map.js';
import { sum } from '../core/amounts.js';
import { stagesReached, type Stage } from '../core/budget-stages.js';
import { countsIn } from '../core/increases.js';
import type { Lot } from '../core/account.js';
import type { BudgetTerms } from '../core/words.js';
import { subjectAddress } from '../core/address.js';
import { keyOf, type Books } from '../books/books.js';
import { tellStages, type Reached } from '../books/tell-notices.js';
import type { StoredEvent } from '../books/usage-event.js';
import type { Tx } from '../database/database.js';

/** Approvals that are used up are no longer loaded with their account; of one budget so many are looked at. */
const MOST_USED_UP = 1_000;

const USED_UP = `
  select k.tenant_id as tenant, k.address, l.amount, l.spent, l.created_at as "createdAt", l.expires_at as "expiresAt"
  from unnest($1::text[], $2::text[]) as k (tenant_id, address)
  cross join lateral (
    select a.id from account a where a.tenant_id = k.tenant_id and a.address = k.address limit 1
  ) a
  cross join lateral (
    select l.amount, l.spent, l.created_at, l.expires_at from lot l
    where l.tenant_id = k.tenant_id and l.account_id = a.id and not l.open and l.closed is null
    order by l.id desc limit ${MOST_USED_UP}
  ) l`;

/** An increase of which nothing is left or held. */
interface UsedUp extends Pick<Lot, 'amount' | 'spent' | 'createdAt' | 'expiresAt'> {
  tenant: string;
  address: string;
}

/** Which budgets count these events, and can tell something. */
function telling(events: readonly StoredEvent[]): Map<string, { tenant: string; terms: BudgetTerms }> {
  return new Map(
    events.flatMap(({ tenantId: tenant, body }) =>
      body.budgets
        .filter(({ cap, alerts }) => cap !== null || alerts.length > 0)
        .map((terms) => [keyOf(tenant, terms.address), { tenant, terms }] as const),
    ),
  );
}

/** What one try of a batch tells; made for it before its accounts are locked. */
export interface Telling {
  /** Sent with the locks, so that it takes no time of its own; null where no budget can tell. */
  read: ((tx: Tx) => void) | null;
  /** Tells what these events came to. */
  tell(tx: Tx, books: Books): Promise<void>;
  /** The batch is committed: what was told need not be looked for again. */
  done(): void;
}

/** Remembers what this process knows to be told, so that most batches look for nothing. */
export class BudgetTeller {
  private readonly told = new BoundedMap<true>(20_000);

  begin(events: readonly StoredEvent[]): Telling {
    const budgets = telling(events);
    const [tenants, addresses] = [[], []] as [string[], string[]];
    for (const { tenant, terms } of budgets.values()) {
      tenants.push(tenant);
      addresses.push(terms.address);
    }
    let reading: Promise<UsedUp[]> = Promise.resolve([]);
    const fresh: string[] = [];
    const read = (tx: Tx) => {
      reading = tx.query<UsedUp>(USED_UP, [tenants, addresses]);
      // Where the locks are not had, nobody waits for it.
      reading.catch(() => undefined);
    };
    return {
      read: budgets.size === 0 ? null : read,
      tell: async (tx, books) => {
        const usedUp = Map.groupBy(await reading, ({ tenant, address }) => keyOf(tenant, address));
        const reached = [...budgets].flatMap(([key, { tenant, terms }]) => {
          const at = reachedBy(books, tenant, terms, usedUp.get(key) ?? []);
          return at ? this.untold(at, fresh) : [];
        });
        await tellStages(tx, books, reached);
      },
      done: () => fresh.forEach((key) => this.told.set(key, true)),
    };
  }

  /** Without the stages that are told already; those that are not go to `fresh`. */
  private untold(reached: Reached, fresh: string[]): Reached[] {
    const { budget, startedAt, stages } = reached;
    const left = stages.filter((stage) => {
      const key = keyOf(budget.tenant, budget.id, String(startedAt), nameOf(stage));
      if (this.told.get(key)) return false;
      fresh.push(key);
      return true;
    });
    return left.length > 0 ? [{ ...reached, stages: left }] : [];
  }
}

const nameOf = ({ percent, alert }: Stage) => `${percent} ${alert}`;

/** What a budget has reached; null where no period of it runs, or nothing was settled there now. */
function reachedBy(books: Books, tenant: string, terms: BudgetTerms, usedUp: readonly UsedUp[]): Reached | null {
  const budget = books.find({ tenant, address: terms.address })?.account;
  const running = budget?.windows.find(({ name }) => name === terms.window.name);
  if (!budget || !running) return null;
  const { startedAt, resetsAt } = running;
  const at = budget.lastAt;
  const isMeant = (lot: Pick<Lot, 'createdAt' | 'expiresAt'>, open: boolean) =>
    countsIn(terms.window, { ...lot, open }, startedAt, at);
  const all = [...budget.lots.filter((lot) => isMeant(lot, true)), ...usedUp.filter((lot) => isMeant(lot, false))];
  const spent = running.used + sum(all, (lot) => lot.spent);
  const stages = stagesReached(terms, { spent, increase: sum(all, ({ amount }) => amount) });
  if (stages.length === 0) return null;
  const owner =
    terms.subject === null ? null : (books.find({ tenant, address: subjectAddress(terms.subject) })?.account ?? null);
  return { budget, owner, stages, spent, startedAt, resetsAt, at };
}
