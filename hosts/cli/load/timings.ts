import type { MonotonicMs } from '../../../core/vocabulary/time.js';
import { percentiles, type Percentiles } from './latencies.js';

interface Timing {
  readonly writtenAt: MonotonicMs;
  acknowledgedAt: MonotonicMs | null;
  seenBy: number;
  seenByAllAt: MonotonicMs | null;
}

interface Span {
  readonly from: MonotonicMs;
  readonly to: MonotonicMs;
}

/** How long it took until messages were acknowledged, and until everybody had them. */
export interface Latencies {
  readonly acknowledged: Percentiles | null;
  readonly everybody: Percentiles | null;
  /** The same to everybody, of messages that met the time without a server. */
  readonly acrossOutage: Percentiles | null;
}

/** Times of every message of a load, on the clock of the process that all clients run in. */
export class Timings {
  readonly #clients: number;
  readonly #timings = new Map<string, Timing>();

  constructor(clients: number) {
    this.#clients = clients;
  }

  written(key: string, at: MonotonicMs): void {
    this.#timings.set(key, { writtenAt: at, acknowledgedAt: null, seenBy: 0, seenByAllAt: null });
  }

  acknowledged(key: string, at: MonotonicMs): void {
    const timing = this.#timings.get(key);
    if (timing !== undefined) timing.acknowledgedAt ??= at;
  }

  seen(key: string, at: MonotonicMs): void {
    const timing = this.#timings.get(key);
    if (timing === undefined) return;
    timing.seenBy += 1;
    if (timing.seenBy === this.#clients) timing.seenByAllAt = at;
  }

  /** @param outage - from the kill until the last client was back; null where there was none. */
  latencies(outage: Span | null): Latencies {
    const all = [...this.#timings.values()];
    const met = all.filter((timing) => meets(timing, outage));
    const calm = all.filter((timing) => !meets(timing, outage));
    return {
      acknowledged: percentiles(calm.flatMap((one) => since(one, one.acknowledgedAt))),
      everybody: percentiles(calm.flatMap((one) => since(one, one.seenByAllAt))),
      acrossOutage: percentiles(met.flatMap((one) => since(one, one.seenByAllAt))),
    };
  }

  /** Until everybody had them: messages written within a time, and all others. */
  everybodyWithin(time: Span): readonly [Percentiles | null, Percentiles | null] {
    const all = [...this.#timings.values()];
    const isWithin = ({ writtenAt }: Timing) => writtenAt >= time.from && writtenAt < time.to;
    const of = (timings: readonly Timing[]) =>
      percentiles(timings.flatMap((one) => since(one, one.seenByAllAt)));
    return [of(all.filter(isWithin)), of(all.filter((one) => !isWithin(one)))];
  }
}

function meets({ writtenAt, seenByAllAt }: Timing, outage: Span | null): boolean {
  if (outage === null) return false;
  return writtenAt <= outage.to && (seenByAllAt === null || seenByAllAt >= outage.from);
}

function since({ writtenAt }: Timing, at: MonotonicMs | null): readonly number[] {
  return at === null ? [] : [at - writtenAt];
}
