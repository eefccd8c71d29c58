import type { Pressure, PressureReading } from '../../ports/pressure.js';

/** Between two looks at whether the loop is late: what is shorter presses nobody. */
const LOOK_MS = 50;

/** Nobody reads any more: then nobody looks either. */
const UNREAD_MS_MAX = 10_000;

/**
 * The memory and the event loop of this process. It looks only while somebody reads, and keeps no
 * process from ending.
 *
 * The histogram that Node has of its loop misses what comes right after a reset, which here is
 * whatever the reader does next.
 */
export class SystemPressure implements Pressure {
  #timer: NodeJS.Timeout | null = null;
  #readAt = 0;
  #dueAt = 0;
  #latestMs = 0;

  read(): PressureReading {
    const now = performance.now();
    if (this.#timer === null) this.#begin(now);
    // A look that is overdue by now has not been taken yet.
    const loopDelayMs = Math.max(this.#latestMs, now - this.#dueAt, 0);
    this.#latestMs = 0;
    this.#readAt = now;
    this.#dueAt = now + LOOK_MS;
    return { memoryBytes: process.memoryUsage.rss(), loopDelayMs };
  }

  #begin(now: number): void {
    this.#dueAt = now + LOOK_MS;
    this.#timer = setInterval(() => {
      this.#look();
    }, LOOK_MS).unref();
  }

  #look(): void {
    const now = performance.now();
    this.#latestMs = Math.max(this.#latestMs, now - this.#dueAt);
    this.#dueAt = now + LOOK_MS;
    if (now - this.#readAt < UNREAD_MS_MAX || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    this.#latestMs = 0;
  }
}
