import type { RoomId } from '../vocabulary/ids.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import { TYPING_APART_MS, TYPING_PEOPLE_MAX } from '../vocabulary/typing.js';
import type { Clock } from '../../ports/clock.js';

/**
 * Starts of one room that go on in TYPING_APART_MS: one of each person in the largest room in which
 * typing is shown. In a larger one no client of ours says any.
 */
export const TYPING_STARTS_PER_ROOM_MAX = TYPING_PEOPLE_MAX;

/**
 * How many starts of each room have gone on in the stretch of time that runs. A start is handed to
 * everybody who follows the room, so without a bound its cost is that of everybody for everybody.
 */
export class RoomStarts {
  readonly #clock: Clock;
  readonly #counts = new Map<RoomId, number>();
  #since: MonotonicMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Of the room that has most. */
  get most(): number {
    this.#turn();
    return Math.max(0, ...this.#counts.values());
  }

  /** Whether one more goes on. It counts then. */
  take(roomId: RoomId): boolean {
    this.#turn();
    const count = this.#counts.get(roomId) ?? 0;
    if (count >= TYPING_STARTS_PER_ROOM_MAX) return false;
    this.#counts.set(roomId, count + 1);
    return true;
  }

  /** Once a stretch is over nothing of it counts. */
  #turn(): void {
    const now = this.#clock.monotonic();
    if (now - this.#since < TYPING_APART_MS) return;
    this.#counts.clear();
    this.#since = now;
  }
}
