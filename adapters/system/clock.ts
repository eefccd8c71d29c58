import type { Clock } from '../../ports/clock.js';

/** Longest delay that setTimeout takes; it fires at once for a longer one. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

/** The clocks and timers of this process. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (delayMs, callback) => {
    const due = performance.now() + delayMs;
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const left = Math.min(Math.max(Math.ceil(due - performance.now()), 0), TIMEOUT_MS_MAX);
      timer = setTimeout(fire, left);
    };
    // A timer of Node counts whole milliseconds and may fire up to one too early.
    const fire = (): void => {
      if (performance.now() < due) wait();
      else callback();
    };
    wait();
    return () => {
      clearTimeout(timer);
    };
  },
};
