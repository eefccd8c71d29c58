import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { assert } from '../../core/vocabulary/assert.js';
import type { SqliteConnection } from './connection.js';

/**
 * Lets Kysely run on one connection of ours, with its prepared statements and its guard.
 *
 * Transactions are the store's: asking Kysely for one is a programmer error.
 */
export class SqliteDialect implements Dialect {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  createAdapter(): SqliteAdapter {
    return new SqliteAdapter();
  }

  createDriver(): Driver {
    return new SingleConnectionDriver(this.#connection);
  }

  createIntrospector(db: Kysely<unknown>): SqliteIntrospector {
    return new SqliteIntrospector(db);
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }
}

class SingleConnectionDriver implements Driver {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection);
  }

  beginTransaction(): Promise<void> {
    return Promise.reject(transactionsAreTheStores());
  }

  commitTransaction(): Promise<void> {
    return Promise.reject(transactionsAreTheStores());
  }

  rollbackTransaction(): Promise<void> {
    return Promise.reject(transactionsAreTheStores());
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return Promise.resolve();
  }
}

function transactionsAreTheStores(): Error {
  try {
    assert(false, 'transactions are begun by the store alone');
  } catch (error) {
    return error as Error;
  }
}
