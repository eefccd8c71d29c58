/** Wall-clock time: whole milliseconds since 1970-01-01T00:00:00Z. Never decides an order. */
export type Instant = number;

/**
 * Time of one process's steady clock: milliseconds from an arbitrary start. Never crosses a wire.
 */
export type MonotonicMs = number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const DAY_MS = 24 * 60 * MINUTE_MS;
