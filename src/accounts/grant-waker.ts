/**
 * Brings what comes again to those who do not wait for it: when another catalog serves, accounts on plans that give
 * something new, and pools, which are made where nobody has used them yet. Accounts that anybody works on need none of it
 * (docs/rules.md, 46), so any number of processes may do it at once.
 */
import { every, type Repeated } from '../every.js';
import { inParts } from '../in-parts.js';
import type { AccountKey } from '../books/books.js';
import type { RecurringGrants } from '../catalog/catalog.js';
import type { ServedGrants } from '../books/served-grants.js';
import type { Ledger } from '../books/unit-of-work.js';
import type { Database } from '../database/database.js';
import type { Log } from '../log.js';

export interface GrantWakerOptions {
  database: Database;
  ledger: Ledger;
  log: Log;
  /** All tenants that this process knows. */
  tenants: () => string[];
  servedGrants: () => ServedGrants;
  /** Milliseconds added to the database's clock; the ledger's own. */
  clockOffset?: () => number;
  /** Milliseconds between two looks at whether another catalog serves. */
  everyMs?: number;
}

const AT_ONCE = 200;
const PAGE = 1_000;

/** The next accounts in the order of their ids, and whether they lack a running period of a grant of their plan. */
const NEXT = `
  select p.id, p.address, exists (
    select from unnest($2::text[], $3::text[]) as g (plan, id) where g.plan = p.plan and not exists (
      select from jsonb_array_elements(p.granted) as had
      where had->>'grant' = g.id
        and (had->>'end')::timestamptz > clock_timestamp() + $5::float8 * interval '1 millisecond'
    )
  ) as lacks
  from (
    select a.id, a.address, a.plan, a.granted from account a
    where a.tenant_id = $1 and a.id > $4 order by a.id limit ${PAGE}
  ) p order by p.id`;

const NO_UUID = '00000000-0000-0000-0000-000000000000';

interface Found {
  id: string;
  address: string;
  lacks: boolean;
}

export class GrantWaker {
  private waking: Repeated | undefined;
  private done: { served: ServedGrants; tenants: string } | undefined;

  constructor(private readonly options: GrantWakerOptions) {}

  start(): void {
    const { everyMs: ms = 1_000, log } = this.options;
    const failure = 'what comes again could not be given now';
    this.waking = every({ ms, log, failure, first: 'later' }, (closing) => this.wake(closing));
  }

  /** Waits for the run under way. */
  async close(): Promise<void> {
    await this.waking?.close();
  }

  /** Looks once at all accounts that a catalog may have given something, where it has not for this one. */
  async wake(closing?: AbortSignal): Promise<void> {
    const [served, tenants] = [this.options.servedGrants(), this.options.tenants()];
    if (this.done?.served === served && this.done.tenants === tenants.join()) return;
    const { plans, pools } = served.latest;
    for (const tenant of tenants) {
      const addresses = [...(pools.get(tenant)?.keys() ?? [])];
      for (let from = 0; from < addresses.length && !closing?.aborted; from += AT_ONCE) {
        await this.wakePools(tenant, addresses.slice(from, from + AT_ONCE));
      }
      if (plans.size > 0) await this.wakeSubjects(tenant, plans, closing);
    }
    if (!closing?.aborted) this.done = { served, tenants: tenants.join() };
  }

  private async wakePools(tenant: string, addresses: readonly string[]): Promise<void> {
    const lock = addresses.map((address) => ({ tenant, address }));
    const create = lock.map((key) => ({ ...key, plan: null }));
    await this.options.ledger.work([tenant], { lock, create }, (books) => books.recordDue());
  }

  private async wakeSubjects(tenant: string, plans: RecurringGrants['plans'], closing?: AbortSignal): Promise<void> {
    const { database, clockOffset } = this.options;
    const given = [...plans].flatMap(([plan, grants]) => grants.map(({ id }) => ({ plan, id })));
    const named = [given.map(({ plan }) => plan), given.map(({ id }) => id)];
    for (let after = NO_UUID, more = true; more && !closing?.aborted;) {
      const params = [tenant, ...named, after, clockOffset?.() ?? 0];
      const found = await database.transaction([tenant], (tx) => tx.query<Found>(NEXT, params), { readOnly: true });
      const keys = found.filter(({ lacks }) => lacks).map(({ address }): AccountKey => ({ tenant, address }));
      for (let from = 0; from < keys.length; from += AT_ONCE) await this.giveTo(keys.slice(from, from + AT_ONCE));
      after = found.at(-1)?.id ?? after;
      more = found.length === PAGE;
    }
  }

  /** One unit of work for all; where that fails, one for each, so that no account holds up the others. */
  private async giveTo(keys: AccountKey[]): Promise<void> {
    const { ledger, log } = this.options;
    await inParts(keys, {
      work: (part) => ledger.writeDue(part, 'skip'),
      split: (part) => (part.length > 1 ? part.map((key) => [key]) : []),
      failed: ([key], error) => {
        const { tenant, address } = key!;
        log.error({ err: error, tenant, account: address }, 'what comes again could not be given');
        return false;
      },
    });
  }
}
