/**
 * Stored rows, made again by this build: each document read and written, each hash made from the row's columns.
 */
import { hashCharge } from '../../src/books/charge.js';
import type { Codec } from '../../src/books/codec.js';
import { rowReader, selectList, type Table } from '../../src/books/columns.js';
import { hashDecision } from '../../src/books/decision.js';
import { decisionCodec } from '../../src/books/documents.js';
import { afterCodec, linesCodec } from '../../src/books/journal-documents.js';
import { chargeCodec, usageCodec } from '../../src/books/usage-documents.js';
import { hashTerms } from '../../src/books/issued-lot.js';
import { hashUpdate } from '../../src/books/seal.js';
import { ACCOUNT, BALANCE_UPDATE, CHARGE, DECISION, HOLD, LOT, USAGE_EVENT } from '../../src/books/tables.js';
import { hashEvent } from '../../src/books/usage-event.js';
import type { Database } from '../../src/database/database.js';

/** How many documents and hashes were made, and the rows where one is not what is stored. */
export async function makeAgain(database: Database, tenant: string): Promise<{ made: number; wrong: unknown[] }> {
  let made = 0;
  const wrong: unknown[] = [];
  const compare = (what: string, row: object, again: string, stored: string) => {
    made += 1;
    if (again !== stored) wrong.push({ what, row, again });
  };
  const document = <T>(what: string, row: object, codec: Codec<T>, stored: string) =>
    compare(what, row, codec.write(codec.read(stored)), stored);
  const rowsOf = async <R extends object>(table: Table<R>): Promise<R[]> => {
    const sql = `select ${selectList(table, 't')} from ${table.name} t where t.tenant_id = $1`;
    const rows = await database.transaction([tenant], (tx) => tx.query<R>(sql, [tenant]), { readOnly: true });
    return rows.map(rowReader(table));
  };

  for (const row of await rowsOf(BALANCE_UPDATE)) {
    document('lines', row, linesCodec, row.lines);
    document('after', row, afterCodec, row.after);
    compare('hash of an update', row, hashUpdate(row).toString('hex'), row.hash.toString('hex'));
  }
  for (const row of await rowsOf(DECISION)) {
    document('decision', row, decisionCodec, row.bodyText);
    compare('hash of a decision', row, hashDecision(row).toString('hex'), row.hash.toString('hex'));
  }
  for (const row of await rowsOf(LOT)) {
    compare('hash of the terms of a lot', row, hashTerms(row).toString('hex'), row.termsHash.toString('hex'));
  }
  const events = new Map<string, string>();
  for (const row of await rowsOf(USAGE_EVENT)) {
    document('usage event', row, usageCodec, row.bodyText);
    events.set(row.uuid, hashEvent(row).toString('hex'));
  }
  for (const row of await rowsOf(CHARGE)) {
    document('charge', row, chargeCodec, row.bodyText);
    compare('hash of an event', row, events.get(row.uuid) ?? 'none', row.eventHash.toString('hex'));
    compare('hash of a charge', row, hashCharge(row).toString('hex'), row.hash.toString('hex'));
  }
  // Of these the state says the same again, in an order of its own.
  for (const table of [ACCOUNT, HOLD]) await rowsOf(table as Table<{ tenantId: string }>);
  return { made, wrong };
}
