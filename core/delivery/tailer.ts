import type { ChangeToken, StreamRun } from '../../ports/store.js';
import { refusalOf } from './failures.js';
import type { Workings } from './workings.js';

/** Reads of one turn: a turn that finds more goes on at the next. */
const PAGES_PER_TURN_MAX = 20;

/** What the tailer tells. */
export interface TailEvents {
  moved(runs: readonly StreamRun[]): void;
  /** The log is of another history: nothing that is held of it counts. */
  restarted(): void;
}

/**
 * Follows the order of all commits, those of other processes on the file included.
 *
 * It bounds what a lost hint costs: every commit is seen within one interval and the time of one
 * read.
 */
export class Tailer {
  readonly #workings: Workings;
  readonly #events: TailEvents;
  #token: ChangeToken | null = null;
  #cancel: (() => void) | null = null;
  #isRunning = false;

  constructor(workings: Workings, events: TailEvents) {
    this.#workings = workings;
    this.#events = events;
  }

  /** Starts at the end of the log as it is now. @throws ChatError when it cannot be read. */
  async start(): Promise<void> {
    this.#token = await this.#workings.store.changeToken();
    this.#isRunning = true;
    this.#schedule();
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancel?.();
    this.#cancel = null;
  }

  #schedule(): void {
    if (!this.#isRunning) return;
    const { clock, limits } = this.#workings;
    this.#cancel = clock.after(limits.tailIntervalMs, () => void this.#turn());
  }

  async #turn(): Promise<void> {
    try {
      await this.#read();
    } catch (error) {
      // The next turn starts from the same token: nothing is passed over.
      refusalOf(error, 'following the log', this.#workings.telemetry);
    }
    this.#schedule();
  }

  async #read(): Promise<void> {
    const { store, limits } = this.#workings;
    for (let page = 0; page < PAGES_PER_TURN_MAX; page += 1) {
      if (this.#token === null) return;
      const changes = await store.changesAfter(this.#token, limits.tailEventsMax);
      if (!this.#isRunning) return;
      this.#token = changes.token;
      if (changes.restarted) this.#events.restarted();
      this.#events.moved(changes.runs);
      if (changes.runs.length === 0) return;
    }
  }
}
