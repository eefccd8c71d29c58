import { assert } from '../vocabulary/assert.js';
import type { Clock } from '../../ports/clock.js';
import type { Telemetry } from '../../ports/telemetry.js';
import type { DeliveryLimits } from './limits.js';
import type { OutgoingBudget } from './outgoing-budget.js';

/** Events behind, up to which a reader counts as nearly in step. */
const SMALL_GAP_EVENTS = 50;
/** Every so many turns the one who waits longest goes first, however far behind it is. */
const FAIR_TURN = 4;

/** A read of the log that waits for its turn. */
export interface CatchUp {
  /** Events behind; null where a snapshot is wanted. */
  readonly gap: number | null;
  /** Never rejects. */
  run(): Promise<void>;
}

type Urgency = 0 | 1 | 2;

type CatchUpLimits = Pick<
  DeliveryLimits,
  'catchUpsMax' | 'catchUpsWaitingMax' | 'replayBytesMax' | 'slowReadPauseMs'
>;

interface QueueParts {
  readonly limits: CatchUpLimits;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly budget: OutgoingBudget;
  /** Whether reads are to leave the machine to others: one at a time, with pauses between. */
  readonly isSlow: () => boolean;
}

/**
 * Bounds how many reads of the log run at once. Small gaps go first: they cost least and are seen
 * most.
 *
 * Nobody starves: every few turns the longest waiting goes, whatever it needs. Under pressure all
 * of them wait for longer, and none is given up.
 */
export class CatchUpQueue {
  readonly #parts: QueueParts;
  readonly #waiting: readonly [Map<number, CatchUp>, Map<number, CatchUp>, Map<number, CatchUp>] = [
    new Map(),
    new Map(),
    new Map(),
  ];
  #running = 0;
  #tickets = 0;
  /** Turns that were given out so far. */
  #turns = 0;
  #passedOver = 0;
  #cancelPause: (() => void) | null = null;

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.reduce((sum, line) => sum + line.size, 0);
  }

  /** The same by what goes first: small gaps, larger ones, snapshots. */
  get lines(): readonly [number, number, number] {
    const [near, far, anew] = this.#waiting;
    return [near.size, far.size, anew.size];
  }

  /** Turns in a row that went to somebody else than the one who waits longest. */
  get passedOver(): number {
    return this.#passedOver;
  }

  /**
   * Takes a read.
   *
   * @returns what withdraws it and says whether it waited still, or null when too many wait.
   */
  add(catchUp: CatchUp): (() => boolean) | null {
    if (this.waiting >= this.#parts.limits.catchUpsWaitingMax) return null;
    const line = this.#waiting[urgencyOf(catchUp)];
    const ticket = ++this.#tickets;
    line.set(ticket, catchUp);
    this.#parts.telemetry.count('delivery_catch_ups_total');
    this.advance();
    return () => line.delete(ticket);
  }

  /** Starts what waits, as far as the bounds let it. */
  advance(): void {
    const { limits, budget } = this.#parts;
    while (this.#mayRunAnother() && this.waiting > 0) {
      if (!budget.reserve(limits.replayBytesMax)) return;
      this.#running += 1;
      const next = this.#take();
      assert(next !== undefined, 'somebody waits');
      this.#parts.telemetry.count('delivery_catch_ups_begun_total');
      void this.#run(next);
    }
  }

  /** Reads under way come to their end; no pause is waited for any more. */
  stop(): void {
    this.#cancelPause?.();
    this.#cancelPause = null;
  }

  #mayRunAnother(): boolean {
    const { limits, isSlow } = this.#parts;
    return this.#cancelPause === null && this.#running < (isSlow() ? 1 : limits.catchUpsMax);
  }

  async #run(catchUp: CatchUp): Promise<void> {
    try {
      await catchUp.run();
    } finally {
      this.#running -= 1;
      assert(this.#running >= 0, 'a catch-up ends once');
      this.#parts.budget.change(-this.#parts.limits.replayBytesMax);
      if (this.#parts.isSlow() && this.waiting > 0) this.#pause();
      this.advance();
    }
  }

  #pause(): void {
    const { clock, limits } = this.#parts;
    this.#cancelPause ??= clock.after(limits.slowReadPauseMs, () => {
      this.#cancelPause = null;
      this.advance();
    });
  }

  #take(): CatchUp | undefined {
    this.#turns += 1;
    const lines = this.#waiting.filter((line) => line.size > 0);
    const longest = longestWaiting(lines);
    const line = this.#turns % FAIR_TURN === 0 ? longest : lines[0];
    const first = line?.entries().next();
    if (line === undefined || first === undefined || first.done === true) return undefined;
    const [ticket, catchUp] = first.value;
    this.#passedOver = line === longest ? 0 : this.#passedOver + 1;
    line.delete(ticket);
    return catchUp;
  }
}

function urgencyOf(catchUp: CatchUp): Urgency {
  if (catchUp.gap === null) return 2;
  return catchUp.gap <= SMALL_GAP_EVENTS ? 0 : 1;
}

function longestWaiting(lines: readonly Map<number, CatchUp>[]): Map<number, CatchUp> | undefined {
  return lines.reduce<Map<number, CatchUp> | undefined>(
    (oldest, line) =>
      oldest === undefined || firstTicket(line) < firstTicket(oldest) ? line : oldest,
    undefined,
  );
}

function firstTicket(line: Map<number, CatchUp>): number {
  return line.keys().next().value ?? Number.MAX_SAFE_INTEGER;
}
