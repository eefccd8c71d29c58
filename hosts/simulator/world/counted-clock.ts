import type { Clock } from '../../../ports/clock.js';

/** A clock that knows how many of its timers are set. */
export interface CountedClock extends Clock {
  readonly timers: number;
}

export function countedClock(clock: Clock): CountedClock {
  const pending = new Set<object>();
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after: (delayMs, callback) => {
      const timer = {};
      pending.add(timer);
      const cancel = clock.after(delayMs, () => {
        pending.delete(timer);
        callback();
      });
      return () => {
        pending.delete(timer);
        cancel();
      };
    },
    get timers() {
      return pending.size;
    },
  };
}
