import type { Clock } from '../../../ports/clock.js';

/** A clock whose timers can be looked at. */
export interface WatchedClock {
  readonly clock: Clock;
  /** When the next timer is due, however late it may come; null where none is set. */
  nextMs(): number | null;
  /** Timers that went off so far. */
  readonly fired: number;
}

/** A page's clock, with a look at the timers that are set. @param onFired - after each of them. */
export function watchedClock(clock: Clock, onFired: () => void): WatchedClock {
  const pending = new Map<number, number>();
  let last = 0;
  let fired = 0;
  return {
    clock: {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      after: (delayMs, callback) => {
        last += 1;
        const number = last;
        pending.set(number, clock.monotonic() + delayMs);
        const cancel = clock.after(delayMs, () => {
          pending.delete(number);
          fired += 1;
          callback();
          onFired();
        });
        return () => {
          pending.delete(number);
          cancel();
        };
      },
    },
    nextMs: () => (pending.size === 0 ? null : Math.min(...pending.values())),
    get fired() {
      return fired;
    },
  };
}
