/**
 * What clients were told, to be compared with what is stored: an acknowledged effect is durable, and exactly what the
 * answer said. It reads as the tables' owner.
 */
import type pg from 'pg';
import { parseWireId } from '../ids.js';
import type { Evidence } from './evidence.js';

interface ClaimKind {
  /** One row per id that was told, as text to compare. */
  sql: string;
  told: Map<string, string>;
}

const kind = (sql: string): ClaimKind => ({ sql, told: new Map() });
const CHUNK = 10_000;

export class Claims {
  private readonly kinds = {
    decision: kind(`
      select id, concat_ws(' ', tenant_id, subject, key, outcome, body->>'granted') as says
      from decision where id = any($1::uuid[])`),
    event: kind(`select id, concat_ws(' ', tenant_id, key) as says from usage_event where id = any($1::uuid[])`),
    lot: kind(`select id, concat_ws(' ', tenant_id, key, amount) as says from lot where id = any($1::uuid[])`),
    purchase: kind(`
      select id, concat_ws(' ', tenant_id, key, credits) as says
      from purchase where id = any($1::uuid[]) and status in ('PAID', 'REFUNDED')`),
  };

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

  get count(): number {
    return Object.values(this.kinds).reduce((sum, { told }) => sum + told.size, 0);
  }

  /** Compares all that was told with all that is stored. */
  async verify(owner: pg.Client, evidence: Evidence): Promise<void> {
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
