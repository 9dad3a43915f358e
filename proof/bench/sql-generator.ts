/**
 * Where pgbench is missing: the same transactions through the driver that Spillway uses, so many connections, each
 * sending its next when the last is committed.
 */
import pg from 'pg';
import { takeOrder } from './generator.js';
import type { Form } from './same-rows.js';

export interface SqlOrder {
  url: string;
  form: Form;
  clients: number;
  accounts: number;
  milliseconds: number;
}

export interface SqlReport {
  /** Transactions committed within the time, and after it. */
  done: number;
  late: number;
  /** The first error; '' where there is none. */
  error: string;
}

async function runSql({ url, form, clients, accounts, milliseconds }: SqlOrder): Promise<SqlReport> {
  const statements = form.map((text, i) => ({ name: `s${i}`, text: text.replaceAll(':account', '$1') }));
  const open = async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client;
  };
  const connections = await Promise.all(Array.from({ length: clients }, open));
  const report = { done: 0, late: 0, error: '' };
  const end = performance.now() + milliseconds;
  const work = async (client: pg.Client): Promise<void> => {
    while (performance.now() < end && report.error === '') {
      const values = [String(1 + Math.floor(Math.random() * accounts))];
      if (statements.length > 1) await client.query('begin');
      for (const statement of statements) {
        await client.query({ ...statement, values: statement.text.includes('$1') ? values : [] });
      }
      if (statements.length > 1) await client.query('commit');
      if (performance.now() > end) report.late += 1;
      else report.done += 1;
    }
  };
  const fail = (error: unknown) => void (report.error ||= String(error));
  await Promise.all(connections.map((client) => work(client).catch(fail)));
  await Promise.all(connections.map((client) => client.end()));
  return report;
}

takeOrder(runSql);
