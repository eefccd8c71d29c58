import type { Clock } from '../../ports/clock.js';

/** The longest delay that a timer of a browser takes: 2^31 - 1 milliseconds, about 24 days. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Time of a page. Timers of a hidden or sleeping page are late, never early. */
export const browserClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, callback) {
    const due = performance.now() + delayMs;
    let timer = setTimeout(fire, Math.min(Math.ceil(delayMs), TIMER_MS_MAX));
    // Browsers round: one that is a fraction of a millisecond early goes on waiting.
    function fire(): void {
      const rest = due - performance.now();
      if (rest <= 0) callback();
      else timer = setTimeout(fire, Math.min(Math.ceil(rest), TIMER_MS_MAX));
    }
    return () => {
      clearTimeout(timer);
    };
  },
};
