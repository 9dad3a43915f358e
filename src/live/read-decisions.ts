/**
 * Reads decisions for those who watch them: which were made, what has become of them, and the rows that are told. Whoever
 * asks while a statement is under way goes with the next one.
 */
import { receiptStatusOf, type ReceiptStatus } from '../core/receipt.js';
import type { Instant, Outcome } from '../core/words.js';
import { Decision } from '../books/decision.js';
import { Hold, HoldPartRow } from '../books/hold.js';
import { Lane, type Settled } from '../books/lane.js';
import type { Database, Tx } from '../database/database.js';

/** How many decisions one look at a scope reads at most; where there may be more, the next look goes on. */
export const SCANNED = 2_000;

/** Whose decisions: those of one subject's account, or of the whole tenant where both are null. */
export interface DecisionScope {
  tenant: string;
  accountId: string | null;
  subject: string | null;
}

/** As much of a decision as tells what has become of it. */
export interface Sight {
  uuid: string;
  accountId: string | null;
  holdId: string | null;
  outcome: Outcome;
  /** Until when one that cost nothing lets work run; null for every other. */
  freeUntil: Instant | null;
}

interface Wanted {
  scope: DecisionScope;
  /** Ids below this one are passed over; it is not one of a decision. */
  from: string;
  /** Only ids below this one; null: any. */
  below: string | null;
}

interface Asked<T> {
  tenant: string;
  of: readonly T[];
}

const NEWEST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const made = (whose: string) => `
  select k.no, d.uuid, d."accountId", d."holdId", d.outcome, d."freeUntil"
  from unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[]) with ordinality as k (tenant_id, subject, since, below, no)
  cross join lateral (
    select d.id as uuid, d.account_id as "accountId", d.hold_id as "holdId", d.outcome,
      case when d.hold_id is null and d.outcome <> 'DENIED'
        then d.at + (d.body->>'holdSeconds')::int * interval '1 second' end as "freeUntil"
    from decision d
    where d.tenant_id = k.tenant_id and ${whose} and d.id >= k.since and d.id < k.below
    order by d.id desc limit ${SCANNED}
  ) d
  order by k.no, d.uuid desc`;
/** Those of subjects, then those of whole tenants: tenants $1, subjects $2, from the ids $3 on, below the ids $4. */
export const MADE_FOR = made('d.subject = k.subject');
export const MADE = made('k.subject is null');

/** Which decisions usage was reported for: tenant $1, decisions $2. */
export const USED = `
  select k.id from unnest($2::uuid[]) as k (id)
  where exists (select from usage_event e where e.tenant_id = $1 and e.decision_id = k.id)`;

export class DecisionReader {
  private readonly ofSubjects: Lane<Wanted, Sight[]>;
  private readonly ofTenants: Lane<Wanted, Sight[]>;
  private readonly statusLane: Lane<Asked<Sight>, ReceiptStatus[]>;
  private readonly rowLane: Lane<Asked<string>, Decision[]>;

  /** @param now about now, by the ledger's clock */
  constructor(
    private readonly database: Database,
    private readonly now: () => Instant,
  ) {
    const few = { batch: 20, queue: 100_000 };
    this.ofSubjects = new Lane((wanted) => this.scan(MADE_FOR, wanted), few);
    this.ofTenants = new Lane((wanted) => this.scan(MADE, wanted), few);
    this.statusLane = new Lane((asked) => this.byTenant(asked, (tx, each) => this.readStatuses(tx, each)), few);
    this.rowLane = new Lane((asked) => this.byTenant(asked, readRows), few);
  }

  /** Decisions with ids from `from` on and below `below`, the newest first; at most {@link SCANNED}. */
  made(scope: DecisionScope, from: string, below: string | null): Promise<Sight[]> {
    return (scope.subject === null ? this.ofTenants : this.ofSubjects).submit({ scope, from, below });
  }

  /** What has become of each, in the same order. */
  statuses(tenant: string, of: readonly Sight[]): Promise<ReceiptStatus[]> {
    return of.length === 0 ? Promise.resolve([]) : this.statusLane.submit({ tenant, of });
  }

  /** The decisions with these UUIDs, in no particular order. */
  decisions(tenant: string, of: readonly string[]): Promise<Decision[]> {
    return this.rowLane.submit({ tenant, of });
  }

  private async scan(sql: string, wanted: Wanted[]): Promise<Settled<Sight[]>[]> {
    const tenants = wanted.map(({ scope }) => scope.tenant);
    const params = [
      tenants,
      wanted.map(({ scope }) => scope.subject),
      wanted.map(({ from }) => from),
      wanted.map(({ below }) => below ?? NEWEST),
    ];
    const rows = await this.database.transaction(
      [...new Set(tenants)],
      (tx) => tx.query<Sight & { no: bigint }>(sql, params),
      { readOnly: true },
    );
    const sights = Map.groupBy(rows, ({ no }) => Number(no) - 1);
    return wanted.map((_, i) => ({ ok: true, value: sights.get(i) ?? [] }));
  }

  /** One transaction for all; in it, each tenant's are read together. */
  private async byTenant<T, R>(
    asked: Asked<T>[],
    read: (tx: Tx, asked: Asked<T>) => Promise<(of: T) => R | undefined>,
  ): Promise<Settled<R[]>[]> {
    const tenants = Map.groupBy(asked, ({ tenant }) => tenant);
    const found = await this.database.transaction(
      [...tenants.keys()],
      async (tx) => {
        const answers = new Map<string, (of: T) => R | undefined>();
        for (const [tenant, all] of tenants) {
          answers.set(tenant, await read(tx, { tenant, of: all.flatMap(({ of }) => of) }));
        }
        return answers;
      },
      { readOnly: true },
    );
    return asked.map(({ tenant, of }) => ({
      ok: true,
      value: of.flatMap((each) => found.get(tenant)?.(each) ?? []),
    }));
  }

  private async readStatuses(tx: Tx, { tenant: tenantId, of }: Asked<Sight>) {
    const now = this.now();
    const holdIds = [...new Set(of.flatMap(({ holdId }) => holdId ?? []))];
    const parts = holdIds.length ? await tx.em.find(HoldPartRow, { tenantId, id: { $in: holdIds } }) : [];
    const partsOf = Map.groupBy(parts, ({ id }) => id);
    const over = of.filter(({ freeUntil }) => freeUntil !== null && freeUntil <= now).map(({ uuid }) => uuid);
    const used = over.length ? await tx.query<{ id: string }>(USED, [tenantId, over]) : [];
    const isUsed = new Set(used.map(({ id }) => id));
    return (sight: Sight): ReceiptStatus => {
      const hold = sight.holdId === null ? null : Hold.of(partsOf.get(sight.holdId) ?? [], now);
      return receiptStatusOf(sight, hold, isUsed.has(sight.uuid), now);
    };
  }
}

async function readRows({ em }: Tx, { tenant: tenantId, of }: Asked<string>) {
  const rows = await em.find(Decision, { tenantId, uuid: { $in: [...new Set(of)] } });
  const byKey = new Map(rows.map((row) => [row.uuid, row]));
  return (uuid: string): Decision | undefined => byKey.get(uuid);
}
