import type { Clock } from '../../ports/clock.js';

/** Between two looks at the clocks. */
export const SLEEP_LOOK_MS = 1_000;
/** Wall clocks are corrected, mostly by less than this. */
export const SLEEP_JUMP_MS = 2_000;

/**
 * Notices that the device slept. The steady clock of most systems stands still meanwhile, and the
 * wall clock goes on: what it has jumped ahead by is the sleep, or a correction, which does no
 * harm. Where both go on, timers that are due say the same.
 *
 * @returns what ends that.
 */
export function noticeSleep(clock: Clock, onSlept: () => void): () => void {
  const offset = (): number => wallOffset(clock);
  let known = offset();
  let cancel = clock.after(SLEEP_LOOK_MS, look);
  function look(): void {
    const jump = offset() - known;
    known += jump;
    cancel = clock.after(SLEEP_LOOK_MS, look);
    if (jump > SLEEP_JUMP_MS) onSlept();
  }
  return () => cancel();
}

/** By how much a wall clock is ahead of the steady one: what it jumps ahead by may be a sleep. */
export function wallOffset(clock: Clock): number {
  return clock.now() - clock.monotonic();
}
