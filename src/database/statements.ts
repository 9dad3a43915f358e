/**
 * The statements of one transaction, straight on its connection: what is asked without waiting in between goes to
 * PostgreSQL in one go, and is done there in that order. It begins and commits nothing.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery, type Transaction } from 'kysely';
import type pg from 'pg';
import { registerStatement, type StatementClient, WHICH_CLIENT } from './statement-client.js';

/** One unit of work: entities and bound statements on the same connection, in the same transaction. */
export interface Tx {
  em: EntityManager;
  /**
   * Runs a statement that is prepared once per connection. Rows come back with `bigint` for bigint and milliseconds for
   * timestamptz, alone and in arrays; all else as `pg` reads it.
   * @param sql a constant text: values go into `params`, never into the text
   */
  query<R>(sql: string, params: readonly unknown[]): Promise<R[]>;
  /**
   * Sends such a statement, and goes on: where it fails, nothing is committed, and the unit of work fails with its error.
   * @param params texts only: what cannot be bound would not be noticed before the commit
   */
  send(sql: string, params: readonly string[]): void;
}

/** A transaction's connection, with the statements on it whose answers nobody waits for. */
export class Statements {
  private readonly sent: Promise<unknown>[] = [];
  private ended = false;

  private constructor(private readonly client: StatementClient) {}

  /** The ORM lets one statement at a time through; these go straight to its connection, in the order of the calls. */
  static async of(em: EntityManager): Promise<Statements> {
    const transaction = em.getTransactionContext<Transaction<unknown>>();
    if (transaction === undefined) throw new Error('not inside a transaction');
    const { rows } = await transaction.executeQuery<{ client: StatementClient }>(CompiledQuery.raw(WHICH_CLIENT));
    return new Statements(rows[0]!.client);
  }

  unitOfWork(em: EntityManager): Tx {
    return {
      em,
      query: (sql, params) => this.query(sql, params),
      send: (sql, params) => {
        const answer = this.ask(sql, params);
        answer.catch(() => undefined);
        this.sent.push(answer);
      },
    };
  }

  /** @throws what the first of those failed with whose answers nobody waited for */
  async allDone(): Promise<void> {
    for (const answer of this.sent) await answer;
  }

  /** After this the connection is another's. */
  end(): void {
    this.ended = true;
  }

  private async query<R>(sql: string, params: readonly unknown[]): Promise<R[]> {
    return (await this.ask<R>(sql, params)).rows;
  }

  /** @throws Error at once where it cannot be sent: nothing may be committed then */
  private ask<R>(sql: string, params: readonly unknown[]): Promise<pg.QueryResult<R & pg.QueryResultRow>> {
    if (this.ended) throw new Error('the unit of work has ended');
    registerStatement(sql);
    return this.client.query<R & pg.QueryResultRow>(sql, params as unknown[]);
  }
}
