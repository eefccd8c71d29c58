import { asError } from './failures.js';
import type { SqliteConnection, StatementResult } from './connection.js';
import type { Query } from './query.js';

/** How a unit or read ended. */
export type Settled<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: unknown };

/** Calls back once the microtask queue has drained. */
export type AfterMicrotasks = (callback: () => void) => void;

/**
 * Finds out who awaits something foreign: whoever is unsettled when the microtasks have drained,
 * with no statement of his own pending. At most one callback is armed, however many scopes are
 * open.
 */
export class ForeignAwaitWatch {
  readonly #afterMicrotasks: AfterMicrotasks;
  readonly #open = new Set<Scope>();
  #armed = false;

  constructor(afterMicrotasks: AfterMicrotasks) {
    this.#afterMicrotasks = afterMicrotasks;
  }

  add(scope: Scope): void {
    this.#open.add(scope);
    this.arm();
  }

  remove(scope: Scope): void {
    this.#open.delete(scope);
  }

  arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#afterMicrotasks(() => {
      this.#armed = false;
      for (const scope of [...this.#open]) scope.drained();
    });
  }

  forgetAll(): void {
    this.#open.clear();
  }
}

/**
 * Through which one unit or one read talks to its connection, for as long as it lives.
 *
 * It knows what its owner did wrong: awaited something foreign, used it after the end, swallowed
 * an error.
 */
export class Scope {
  readonly #connection: SqliteConnection;
  readonly #watch: ForeignAwaitWatch;
  #alive = true;
  #pending = 0;
  #failure: { readonly error: unknown } | null = null;
  #abort: ((error: Error) => void) | null = null;

  constructor(connection: SqliteConnection, watch: ForeignAwaitWatch) {
    this.#connection = connection;
    this.#watch = watch;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Runs the owner's function to its end, or to the first thing that it must not do. */
  settle<Value>(body: () => Promise<Value>): Promise<Settled<Value>> {
    return new Promise((resolve) => {
      const end = (settled: Settled<Value>): void => {
        this.#alive = false;
        this.#watch.remove(this);
        resolve(settled);
      };
      this.#abort = (error) => {
        end({ ok: false, error });
      };
      this.#watch.add(this);
      invoke(body).then(
        (value) => {
          end(this.#judge(value));
        },
        (error: unknown) => {
          end({ ok: false, error });
        },
      );
    });
  }

  all<Parameters, Row>(
    query: Query<Parameters, Row>,
    parameters: Parameters,
  ): Promise<readonly Row[]> {
    return this.#execute(query.sql, query.bind(parameters), ({ rows }) => rows as readonly Row[]);
  }

  /** The only row, or null. */
  one<Parameters, Row>(query: Query<Parameters, Row>, parameters: Parameters): Promise<Row | null> {
    return this.#execute(
      query.sql,
      query.bind(parameters),
      ({ rows }) => (rows[0] as Row | undefined) ?? null,
    );
  }

  run<Parameters>(
    query: Query<Parameters, unknown>,
    parameters: Parameters,
  ): Promise<StatementResult> {
    return this.#execute(query.sql, query.bind(parameters), (result) => result);
  }

  /** Runs a text that no builder makes, such as a PRAGMA. */
  text(sql: string): Promise<StatementResult> {
    return this.#execute(sql, [], (result) => result);
  }

  /** Keeps an error that must fail the owner even if he catches it, and throws it. */
  fail(error: Error): never {
    this.#failure ??= { error };
    throw error;
  }

  /**
   * The microtasks have drained. An owner who waits for nothing of ours waits for something
   * foreign.
   */
  drained(): void {
    if (this.#pending > 0) return;
    this.#abort?.(programmerError('it awaited something other than its own statements'));
  }

  /** Without a gate a statement is over when this returns: one settled promise is all it costs. */
  #execute<Value>(
    sql: string,
    parameters: readonly unknown[],
    pick: (result: StatementResult) => Value,
  ): Promise<Value> {
    if (this.#connection.gated) return this.#executeGated(sql, parameters).then(pick);
    try {
      this.#assertAlive();
      return Promise.resolve(pick(this.#connection.run(sql, parameters)));
    } catch (error) {
      this.#failure ??= { error };
      return handled(Promise.reject(asError(error)));
    }
  }

  #executeGated(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    this.#pending += 1;
    const execution = this.#alive
      ? this.#connection.execute(sql, parameters, () => {
          this.#assertAlive();
        })
      : Promise.reject(deadScope());
    return handled(
      execution
        .catch((error: unknown) => {
          this.#failure ??= { error };
          throw error;
        })
        .finally(() => {
          this.#pending -= 1;
          if (this.#pending === 0) this.#watch.arm();
        }),
    );
  }

  #judge<Value>(value: Value): Settled<Value> {
    if (this.#pending > 0) {
      return { ok: false, error: programmerError('it ended while a statement was running') };
    }
    if (this.#failure !== null) {
      const { error } = this.#failure;
      return { ok: false, error: programmerError('it swallowed the error of a statement', error) };
    }
    return { ok: true, value };
  }

  #assertAlive(): void {
    if (!this.#alive) throw deadScope();
  }
}

function invoke<Value>(body: () => Promise<Value>): Promise<Value> {
  try {
    return body();
  } catch (error) {
    return Promise.reject(asError(error));
  }
}

/** The failure is on record, so nobody needs to look at this promise for it to count. */
function handled<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}

function deadScope(): Error {
  return programmerError('it was used after its unit or read had ended');
}

function programmerError(what: string, cause?: unknown): Error {
  const message = `assertion failed: a unit or read broke the rules of the store: ${what}`;
  return new Error(message, cause === undefined ? undefined : { cause });
}
