import type { PressureReading } from '../../ports/pressure.js';
import type { MonotonicMs } from '../vocabulary/time.js';

/**
 * What is given up under pressure, in this order. The next is given up only while all before it
 * are; an acknowledged write never is.
 */
export const SHEDDING = ['typing', 'presence', 'connections', 'reads'] as const;
export type Shed = (typeof SHEDDING)[number];

/** Below this share of every limit pressure eases. Between the two nothing changes. */
const EASED_SHARE = 0.8;

/** Where pressure begins, and how fast what is given up grows and shrinks. */
export interface PressureLimits {
  readonly memoryBytesMax: number;
  readonly loopDelayMsMax: number;
  /** Above a limit for so long: one more is given up. */
  readonly pressureRiseMs: number;
  /** Below all of them by a margin for so long: one less is given up. */
  readonly pressureFallMs: number;
}

type Trend =
  { readonly kind: 'over' | 'eased'; readonly since: MonotonicMs } | { readonly kind: 'between' };

export interface PressureState {
  /** How many of {@link SHEDDING} are given up, from the first on. */
  readonly level: number;
  /** How it has been without a break, since the level last changed. */
  readonly trend: Trend;
}

export const NO_PRESSURE: PressureState = { level: 0, trend: { kind: 'between' } };

/** What a reading makes of a state: at most one step, however long nobody looked. */
export function pressed(
  { level, trend }: PressureState,
  look: { readonly reading: PressureReading; readonly at: MonotonicMs },
  limits: PressureLimits,
): PressureState {
  const { reading, at } = look;
  const kind = trendOf(reading, limits);
  if (kind === 'between') return { level, trend: { kind } };
  const since = trend.kind === kind ? trend.since : at;
  const waitMs = kind === 'over' ? limits.pressureRiseMs : limits.pressureFallMs;
  if (at - since < waitMs) return { level, trend: { kind, since } };
  const step = kind === 'over' ? 1 : -1;
  const next = Math.min(Math.max(level + step, 0), SHEDDING.length);
  return { level: next, trend: { kind, since: at } };
}

function trendOf(
  { memoryBytes, loopDelayMs }: PressureReading,
  { memoryBytesMax, loopDelayMsMax }: PressureLimits,
): Trend['kind'] {
  const share = Math.max(memoryBytes / memoryBytesMax, loopDelayMs / loopDelayMsMax);
  if (share >= 1) return 'over';
  return share < EASED_SHARE ? 'eased' : 'between';
}
