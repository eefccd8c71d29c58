/** How long something took, of many times: in milliseconds, rounded to a tenth. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Percentiles by the nearest rank; null of nothing. */
export function percentiles(durationsMs: readonly number[]): Percentiles | null {
  if (durationsMs.length === 0) return null;
  const sorted = [...durationsMs].sort((a, b) => a - b);
  const rank = (share: number): number => {
    const index = Math.max(Math.ceil(share * sorted.length) - 1, 0);
    return Math.round((sorted[index] ?? 0) * 10) / 10;
  };
  return { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), max: rank(1) };
}
