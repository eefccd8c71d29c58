import type { Clock } from '../../../ports/clock.js';
import type { MonotonicMs } from '../../vocabulary/time.js';
import { SLEEP_JUMP_MS, SLEEP_LOOK_MS, wallOffset } from '../notice-sleep.js';

/**
 * Until when something that is told is certain, on a device that may sleep.
 *
 * A sleep shows in its clocks before the page is told of it, at its next look: what comes until
 * then may have been on its way meanwhile.
 */
export class Certainty {
  readonly #clock: Clock;
  #offset: number;
  #doubtedUntil: MonotonicMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offset = wallOffset(clock);
  }

  /** The end of what is certain for a while from now on: now, where it is in doubt. */
  after(certainMs: number): MonotonicMs {
    const now = this.#clock.monotonic();
    return now < this.#doubtedUntil ? now : now + certainMs;
  }

  /** The device slept, and whoever has to know is told. */
  slept(): void {
    this.#offset = wallOffset(this.#clock);
    this.#doubtedUntil = Number.NEGATIVE_INFINITY;
  }

  /** Whether clocks say that the device has slept since they were last looked at. */
  hasSlept(): boolean {
    const jump = wallOffset(this.#clock) - this.#offset;
    this.#offset += jump;
    if (jump <= SLEEP_JUMP_MS) return false;
    this.#doubtedUntil = this.#clock.monotonic() + SLEEP_LOOK_MS;
    return true;
  }
}
