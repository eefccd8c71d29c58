import type { Tx, WriteOptions } from '../../ports/store.js';
import type { Entry } from './batch.js';
import type { Committer } from './committer.js';
import type { SqliteConnection } from './connection.js';
import { asChatError, asError, closed, isBusy, outcomeUnknown, queueFull } from './failures.js';
import type { AfterMicrotasks } from './scope.js';
import { LOCK_LEFT_FREE_MS, LOCK_WAIT_MAX_MS, type Waiting } from './waiting.js';

/** Units of one transaction. More bring little and make everyone wait for longer. */
const BATCH_UNITS_MAX = 64;

/** Time in which a writer may keep taking the lock while other processes want it. */
const LOCK_HELD_MAX_MS = 20;

export interface WriterParts {
  readonly committer: Committer;
  readonly waiting: Waiting;
  readonly afterMicrotasks: AfterMicrotasks;
  readonly queuedUnitsMax: number;
  /** Whether other processes are at work on the file. */
  readonly hasNeighbours: () => boolean;
  /** Runs after a batch, when no transaction is open. */
  readonly betweenBatches: (connection: SqliteConnection) => void;
}

/**
 * The one writer of a process: a bounded queue of units, committed in groups.
 *
 * The window is zero: a batch takes what is queued when it gets the lock.
 */
export class Writer {
  readonly #parts: WriterParts;
  readonly #queue: Entry[] = [];
  #running = false;
  #closing = false;
  #abandoned = false;
  /** Since when the lock was never free for long enough that somebody else would have met it. */
  #heldSince: number | null = null;
  #releasedAt = -Infinity;
  #onIdle: (() => void) | null = null;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  get queued(): number {
    return this.#queue.length;
  }

  write<Value>(unit: (tx: Tx) => Promise<Value>, options: WriteOptions): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      const entry: Entry = {
        unit,
        options,
        queuedAt: this.#now(),
        resolve: (value) => {
          if (!this.#abandoned) resolve(value as Value);
        },
        reject: (error) => {
          if (!this.#abandoned) reject(asError(error));
        },
      };
      this.#enqueue(entry);
    });
  }

  /** Ends after what is queued. */
  async close(): Promise<void> {
    this.#closing = true;
    if (!this.#running) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
  }

  /** Nobody is answered any more. */
  abandon(): void {
    this.#abandoned = true;
    this.#queue.length = 0;
  }

  #enqueue(entry: Entry): void {
    if (this.#closing || this.#parts.committer.stopped) entry.reject(closed());
    else if (this.#queue.length >= this.#parts.queuedUnitsMax) entry.reject(queueFull());
    else {
      this.#queue.push(entry);
      this.#start();
    }
  }

  /** What comes within one turn of the event loop goes into one batch. */
  #start(): void {
    if (this.#running || this.#abandoned) return;
    this.#running = true;
    this.#parts.afterMicrotasks(() => {
      if (!this.#abandoned) void this.#turn();
    });
  }

  async #turn(): Promise<void> {
    const { committer, betweenBatches } = this.#parts;
    let taken: readonly Entry[] = [];
    try {
      await this.#leaveLockToOthers();
      if (await committer.begin((error) => this.#goesOnAfter(error))) {
        this.#heldSince ??= this.#now();
        taken = this.#queue.splice(0, BATCH_UNITS_MAX);
        await committer.run(taken);
      }
      if (!committer.stopped) betweenBatches(committer.connection);
    } catch (error) {
      // A defect of this adapter. Whoever was answered before keeps that answer.
      for (const entry of taken) entry.reject(outcomeUnknown(error));
      committer.stop(error);
    }
    if (committer.stopped) this.#refuse(this.#queue.length, closed());
    this.#running = false;
    this.#releasedAt = this.#now();
    if (this.#queue.length > 0) this.#start();
    else this.#onIdle?.();
  }

  /** Processes beside this one get the lock within one of their tries. */
  async #leaveLockToOthers(): Promise<void> {
    const now = this.#now();
    const wasLeftFree = now - this.#releasedAt >= LOCK_LEFT_FREE_MS;
    if (wasLeftFree) this.#heldSince = null;
    if (this.#heldSince === null || now - this.#heldSince < LOCK_HELD_MAX_MS) return;
    this.#heldSince = null;
    if (this.#parts.hasNeighbours()) await this.#parts.waiting.pause(LOCK_LEFT_FREE_MS);
  }

  /** Whoever has waited for too long is told so; the others go on waiting. */
  #goesOnAfter(error: unknown): boolean {
    if (!isBusy(error)) {
      this.#refuse(BATCH_UNITS_MAX, asChatError(error));
      return false;
    }
    const overdue = this.#now() - LOCK_WAIT_MAX_MS;
    const late = this.#queue.findIndex((entry) => entry.queuedAt > overdue);
    this.#refuse(late === -1 ? this.#queue.length : late, asChatError(error));
    return this.#queue.length > 0;
  }

  #refuse(count: number, error: unknown): void {
    for (const entry of this.#queue.splice(0, count)) entry.reject(error);
  }

  #now(): number {
    return this.#parts.waiting.clock.monotonic();
  }
}
