import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { hex } from '../../core/vocabulary/hex.js';
import { SECOND_MS } from '../../core/vocabulary/time.js';
import type { Clock } from '../../ports/clock.js';
import type { Random } from '../../ports/random.js';
import { SqliteConnection } from './connection.js';
import { isBusy } from './failures.js';
import { CREATE_LEASES, removeLease, renewLease, selectOtherLeases } from './queries/leases.js';
import type { Query } from './query.js';

const RENEWAL_MS = SECOND_MS;

/** A lease whose counter stood still for this long has ended: four renewals were missed. */
const LEASE_MS = 5 * RENEWAL_MS;

/** After a renewal that met another one it is tried again this soon. */
const RENEWAL_RETRY_MS = 20;

const TOKEN_BYTES = 8;

interface Lease {
  readonly token: string;
  readonly counter: number;
}

/** Tells a writer whether it is alone on its file. */
export interface Neighbours {
  present(): boolean;
  close(): void;
  /** As if the process had died: its lease stays and ends by itself. */
  abandon(): void;
}

/** For a file that only one process ever opens. */
export const noNeighbours: Neighbours = {
  present: () => false,
  close: () => undefined,
  abandon: () => undefined,
};

/**
 * The processes at work on a database file, each with a lease that it renews every second.
 *
 * Leases are rows of a small file beside the database, which nobody syncs. A watcher judges them
 * by its own steady clock alone. Where that file cannot be used, neighbours are assumed.
 */
export class LeaseFile implements Neighbours {
  readonly #clock: Clock;
  readonly #path: string;
  readonly #token: string;
  readonly #seen = new Map<string, { readonly counter: number; readonly since: number }>();
  #db: SqliteConnection | null;
  #counter = 0;
  #cancel: () => void = () => undefined;

  /** @param path - of the database. */
  constructor(path: string, clock: Clock, random: Random) {
    this.#path = `${path}-leases`;
    this.#clock = clock;
    this.#token = hex(random.bytes(TOKEN_BYTES));
    this.#db = this.#open();
    this.#renew();
  }

  present(): boolean {
    return this.#db === null || this.#seen.size > 0;
  }

  close(): void {
    this.#cancel();
    try {
      if (this.#db !== null) run(this.#db, removeLease, { token: this.#token });
    } catch {
      // The others find out by the clock.
    }
    this.#db?.close();
  }

  abandon(): void {
    this.#cancel();
    this.#db?.close();
  }

  #renew(): void {
    let delayMs = RENEWAL_MS;
    try {
      this.#db ??= this.#replace();
      if (this.#db !== null) this.#exchange(this.#db);
    } catch (error) {
      if (isBusy(error)) delayMs = RENEWAL_RETRY_MS;
      else this.#startOver();
    }
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#renew();
    });
  }

  /** Shows that this process lives, and looks who else does. */
  #exchange(db: SqliteConnection): void {
    const counter = this.#counter + 1;
    db.run(CREATE_LEASES);
    run(db, renewLease, { token: this.#token, counter });
    this.#counter = counter;
    const others = selectOtherLeases.bind({ token: this.#token });
    const leases = db.run(selectOtherLeases.sql, others).rows as readonly Lease[];
    const now = this.#clock.monotonic();
    for (const lease of leases) this.#judge(db, lease, now);
    const tokens = new Set(leases.map(({ token }) => token));
    for (const token of this.#seen.keys()) if (!tokens.has(token)) this.#seen.delete(token);
  }

  #judge(db: SqliteConnection, { token, counter }: Lease, now: number): void {
    const seen = this.#seen.get(token);
    if (seen?.counter !== counter) {
      this.#seen.set(token, { counter, since: now });
    } else if (now - seen.since >= LEASE_MS) {
      run(db, removeLease, { token });
      this.#seen.delete(token);
    }
  }

  #startOver(): void {
    this.#db?.close();
    this.#db = this.#replace();
  }

  #open(): SqliteConnection | null {
    let db: Database.Database | null = null;
    try {
      db = new Database(this.#path, { timeout: 0 });
      db.pragma('synchronous = OFF');
      return new SqliteConnection(db, 'writer', null);
    } catch {
      db?.close();
      return null;
    }
  }

  /** Nothing in a damaged file is worth keeping: the living renew what they need. */
  #replace(): SqliteConnection | null {
    try {
      rmSync(this.#path, { force: true });
    } catch {
      return null;
    }
    return this.#open();
  }
}

function run<Values>(db: SqliteConnection, query: Query<Values, unknown>, values: Values): void {
  db.run(query.sql, query.bind(values));
}
