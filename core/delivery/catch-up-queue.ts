import { assert } from '../vocabulary/assert.js';
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

type CatchUpLimits = Pick<DeliveryLimits, 'catchUpsMax' | 'catchUpsWaitingMax' | 'replayBytesMax'>;

/**
 * Bounds how many reads of the log run at once. Small gaps go first: they cost least and are seen
 * most.
 *
 * Nobody starves: every few turns the longest waiting goes, whatever it needs.
 */
export class CatchUpQueue {
  readonly #limits: CatchUpLimits;
  readonly #budget: OutgoingBudget;
  readonly #waiting: readonly [Map<number, CatchUp>, Map<number, CatchUp>, Map<number, CatchUp>] = [
    new Map(),
    new Map(),
    new Map(),
  ];
  #running = 0;
  #tickets = 0;
  #turns = 0;

  constructor(limits: CatchUpLimits, budget: OutgoingBudget) {
    this.#limits = limits;
    this.#budget = budget;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.reduce((sum, line) => sum + line.size, 0);
  }

  /** Takes a read. @returns what withdraws it while it waits, or null when too many wait. */
  add(catchUp: CatchUp): (() => void) | null {
    if (this.waiting >= this.#limits.catchUpsWaitingMax) return null;
    const line = this.#waiting[urgencyOf(catchUp)];
    const ticket = ++this.#tickets;
    line.set(ticket, catchUp);
    this.advance();
    return () => line.delete(ticket);
  }

  /** Starts what waits, as far as the bounds let it. */
  advance(): void {
    while (this.#running < this.#limits.catchUpsMax && this.waiting > 0) {
      if (!this.#budget.reserve(this.#limits.replayBytesMax)) return;
      this.#running += 1;
      const next = this.#take();
      assert(next !== undefined, 'somebody waits');
      void this.#run(next);
    }
  }

  async #run(catchUp: CatchUp): Promise<void> {
    try {
      await catchUp.run();
    } finally {
      this.#running -= 1;
      assert(this.#running >= 0, 'a catch-up ends once');
      this.#budget.change(-this.#limits.replayBytesMax);
      this.advance();
    }
  }

  #take(): CatchUp | undefined {
    this.#turns += 1;
    const lines = this.#waiting.filter((line) => line.size > 0);
    const line = this.#turns % FAIR_TURN === 0 ? longestWaiting(lines) : lines[0];
    const first = line?.entries().next();
    if (line === undefined || first === undefined || first.done === true) return undefined;
    const [ticket, catchUp] = first.value;
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
