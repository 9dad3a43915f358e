/**
 * What clients were told, to be compared with what is stored: an acknowledged effect is durable, and exactly what the
 * answer said. It reads as the tables' owner.
 */
import type pg from 'pg';
import { parseWireId } from '../../src/ids.js';
import type { Evidence } from './evidence.js';

interface ClaimKind {
  /** One row per id that was told, as text to compare. */
  sql: string;
  told: Map<string, string>;
}

const kind = (sql: string): ClaimKind => ({ sql, told: new Map() });
const CHUNK = 10_000;

/** What a call with one of these keys has brought about. */
const EFFECTS = `
  select 'decision' as effect, tenant_id, key from decision where outcome <> 'DENIED' and key = any($1::text[])
  union all select 'usage', tenant_id, key from usage_event where key = any($1::text[])
  union all select 'undoing', tenant_id, substr(key, 2) from usage_event
    where voids is not null and substr(key, 2) = any($1::text[])
  union all select 'lot', tenant_id, key from lot where key = any($1::text[])
  union all select 'purchase', tenant_id, key from purchase where key = any($1::text[])
  union all select 'reset', tenant_id, key from allowance_reset where key = any($1::text[])
  union all select 'request', tenant_id, key from budget_request where key = any($1::text[])
  union all select 'answer', tenant_id, decide_key from budget_request where decide_key = any($1::text[])
  union all select 'refund', tenant_id, refund_key from purchase where refund_key = any($1::text[])
  union all select 'revocation', tenant_id, revoke_key from lot where revoke_key = any($1::text[])`;

export class Claims {
  private readonly kinds = {
    decision: kind(`
      select id, concat_ws(' ', tenant_id, subject, key, outcome, body->>'granted') as says
      from decision where id = any($1::uuid[])`),
    denial: kind(`select id, 'something' as says from decision where id = any($1::uuid[])`),
    hold: kind(`
      select d.id, concat_ws(' ', d.tenant_id, max(h.state)) as says
      from decision d join hold h on h.tenant_id = d.tenant_id and h.id = d.hold_id
      where d.id = any($1::uuid[]) group by d.tenant_id, d.id having min(h.state) = max(h.state)`),
    event: kind(`select id, concat_ws(' ', tenant_id, key) as says from usage_event where id = any($1::uuid[])`),
    undoing: kind(`
      select id, concat_ws(' ', tenant_id, substr(key, 2)) as says
      from usage_event where id = any($1::uuid[]) and voids is not null`),
    lot: kind(`select id, concat_ws(' ', tenant_id, key, amount) as says from lot where id = any($1::uuid[])`),
    revocation: kind('select id, revoke_key as says from lot where id = any($1::uuid[])'),
    purchase: kind(`
      select id, concat_ws(' ', tenant_id, key, credits) as says from purchase where id = any($1::uuid[])`),
    payment: kind(`
      select id, case status when 'REFUNDED' then 'PAID' else status end as says
      from purchase where id = any($1::uuid[])`),
    refund: kind('select id, refund_key as says from purchase where id = any($1::uuid[])'),
    request: kind(`
      select id, concat_ws(' ', tenant_id, asked_by, key, credits) as says from budget_request where id = any($1::uuid[])`),
    answer: kind(`
      select id, concat_ws(' ', tenant_id, state, decided_by, coalesce(approved, 0), decide_key) as says
      from budget_request where id = any($1::uuid[])`),
    withdrawal: kind(`
      select id, concat_ws(' ', tenant_id, state) as says from budget_request where id = any($1::uuid[])`),
    reset: kind(`
      select id, concat_ws(' ', tenant_id, key) as says
      from allowance_reset where id = any($1::uuid[]) and finished`),
  };
  /** Keys of calls that were refused for good: whoever says "no effect" has had none. */
  private readonly refusedKeys: string[] = [];

  /**
   * Remembers an answer.
   * @param id as on the wire
   * @param says what the row must say
   * @returns false where another answer with this id said something else
   */
  told(kind: keyof Claims['kinds'], id: string, ...says: (string | bigint)[]): boolean {
    const { told } = this.kinds[kind];
    const text = says.join(' ');
    const before = told.get(id);
    told.set(id, text);
    return before === undefined || before === text;
  }

  /** Remembers the key of a call that was refused, and surely never taken. */
  refused(key: string): void {
    this.refusedKeys.push(key);
  }

  get count(): number {
    return Object.values(this.kinds).reduce((sum, { told }) => sum + told.size, 0);
  }

  /** Compares all that was told with all that is stored. */
  async verify(owner: pg.Client, evidence: Evidence): Promise<void> {
    const { rows } = await owner.query<{ key: string }>(EFFECTS, [this.refusedKeys]);
    for (const row of rows) evidence.violated('I10', `a call that was refused had an effect: ${JSON.stringify(row)}`);
    for (const [name, { sql, told }] of Object.entries(this.kinds)) {
      const ids = [...told.keys()];
      for (let from = 0; from < ids.length; from += CHUNK) {
        const uuids = new Map(ids.slice(from, from + CHUNK).map((id) => [parseWireId(id)?.uuid ?? '', id]));
        const { rows } = await owner.query<{ id: string; says: string }>(sql, [[...uuids.keys()]]);
        const stored = new Map(rows.map(({ id, says }) => [id, says]));
        for (const [uuid, id] of uuids) {
          const says = stored.get(uuid) ?? 'nothing';
          evidence.demand(says === told.get(id), 'I10', () => `${name} ${id}: told ${told.get(id)}, stored ${says}`);
        }
      }
    }
  }
}
