import type Database from 'better-sqlite3';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { assert } from '../../core/vocabulary/assert.js';

/** Prepared statements that a connection keeps; far above the number of queries that exist. */
const STATEMENTS_MAX = 256;

export type ConnectionRole = 'writer' | 'reader';

/**
 * Suspends the store at its points of contact with the engine: around each statement and each
 * COMMIT.
 *
 * What it throws counts as the error of that statement or COMMIT. Absent in production.
 */
export interface Gate {
  statement(phase: 'before' | 'after', role: ConnectionRole, sql: string): Promise<void>;
  commit(phase: 'before' | 'after'): Promise<void>;
}

export interface StatementResult {
  readonly rows: readonly unknown[];
  readonly changes: number;
  readonly insertId: number;
}

/** A statement that came after its transaction had ended: alone it would have committed itself. */
export class TransactionLostError extends Error {
  override readonly name = 'TransactionLostError';
}

/**
 * One connection with its prepared statements. Kysely runs on it, and so do queries compiled once.
 *
 * Statements are run one at a time, in the order in which they were given.
 */
export class SqliteConnection implements DatabaseConnection {
  readonly role: ConnectionRole;
  readonly #db: Database.Database;
  readonly #gate: Gate | null;
  readonly #statements = new Map<string, Database.Statement>();
  #last: Promise<unknown> = Promise.resolve();
  #inBatch = false;
  #abandoned = false;

  constructor(db: Database.Database, role: ConnectionRole, gate: Gate | null) {
    this.#db = db;
    this.role = role;
    this.#gate = gate;
  }

  get inTransaction(): boolean {
    return this.#db.inTransaction;
  }

  get gated(): boolean {
    return this.#gate !== null;
  }

  /** While a batch is open, every statement outside of a transaction is refused. */
  setInBatch(open: boolean): void {
    this.#inBatch = open;
  }

  /**
   * Runs a statement at once, past the gate. @throws TransactionLostError in a batch that is
   * lost.
   */
  run(sql: string, parameters: readonly unknown[] = []): StatementResult {
    if (this.#inBatch && !this.#db.inTransaction) {
      throw new TransactionLostError('the transaction of this statement has ended before it');
    }
    const statement = this.#prepared(sql);
    if (statement.reader) return { rows: statement.all(parameters), changes: 0, insertId: 0 };
    const { changes, lastInsertRowid } = statement.run(parameters);
    return { rows: [], changes, insertId: Number(lastInsertRowid) };
  }

  /**
   * Runs a statement through the gate, after those that were given before it.
   *
   * @param admit - called right before the statement takes effect; may throw instead of letting it.
   */
  execute(
    sql: string,
    parameters: readonly unknown[],
    admit: () => void,
  ): Promise<StatementResult> {
    const turn = this.#last.then(() => this.#throughGate(sql, parameters, admit));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Ends the transaction, if there still is one, without storing anything of it. */
  rollBack(): void {
    this.#inBatch = false;
    if (this.#db.inTransaction) this.run('rollback');
  }

  /** Runs COMMIT, suspended by the gate on both sides. An error after it means: outcome unknown. */
  async commit(): Promise<void> {
    await this.#pass(() => this.#gate?.commit('before'));
    this.run('commit');
    this.#inBatch = false;
    try {
      await this.#pass(() => this.#gate?.commit('after'));
    } catch (cause) {
      throw new Error('COMMIT has run, and then something failed', { cause });
    }
  }

  /** For Kysely. */
  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, changes, insertId } = this.run(query.sql, query.parameters);
    await Promise.resolve();
    return {
      rows: rows as Row[],
      numAffectedRows: BigInt(changes),
      insertId: BigInt(insertId),
    };
  }

  /** @throws an assertion: whole results are small here, nothing is streamed. */
  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    assert(false, 'queries are not streamed');
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  /** As if the process had died: what is suspended at the gate never comes back. */
  abandon(): void {
    this.#abandoned = true;
    this.close();
  }

  async #throughGate(
    sql: string,
    parameters: readonly unknown[],
    admit: () => void,
  ): Promise<StatementResult> {
    await this.#pass(() => this.#gate?.statement('before', this.role, sql));
    admit();
    const result = this.run(sql, parameters);
    await this.#pass(() => this.#gate?.statement('after', this.role, sql));
    return result;
  }

  /** A gate that comes back after the end, with or without an error, comes back to nobody. */
  async #pass(gate: () => Promise<void> | undefined): Promise<void> {
    try {
      await gate();
    } finally {
      if (this.#abandoned) await never();
    }
  }

  #prepared(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    if (this.#statements.size >= STATEMENTS_MAX) this.#forgetOldest();
    this.#statements.set(sql, statement);
    return statement;
  }

  #forgetOldest(): void {
    for (const oldest of this.#statements.keys()) {
      this.#statements.delete(oldest);
      return;
    }
  }
}

/** A promise that nobody will ever settle. */
export function never(): Promise<never> {
  return new Promise<never>(() => undefined);
}
