import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../adapters/system/clock.js';
import type { Sequence } from '../../../core/vocabulary/position.js';
import type { MonotonicMs } from '../../../core/vocabulary/time.js';
import type { Percentiles } from './latencies.js';
import type { Member } from './member.js';
import { NOTHING_TOLD, readMetrics, type ServerMetrics } from './server-metrics.js';
import type { StoppingTransport } from './stopping-transport.js';
import type { Timings } from './timings.js';

/** Readers stop for the half of the time in the middle: what else changes meanwhile cancels out. */
const STOP_SHARE = 0.25;
const GO_ON_SHARE = 0.75;

/** Between two looks at what the server holds. */
const LOOK_MS = 500;
/** Whoever went on has caught up by then, or never. */
const CAUGHT_UP_MS_MAX = 60_000;
const CAUGHT_UP_LOOK_MS = 20;

/** What it costs that some clients stop reading for half of the time. */
export interface StoppedReport {
  readonly clients: number;
  /** To everybody else, of messages written while some were stopped, and of the others. */
  readonly everybodyWhileStopped: Percentiles | null;
  readonly everybodyOtherwise: Percentiles | null;
  /** The first divided by the second, at p99. */
  readonly p99Ratio: number | null;
  /** Most that the server's process grew by while they were stopped. */
  readonly memoryGrowthBytes: number | null;
  /** Most that the server held for all its readers. */
  readonly outgoingBytesMost: number | null;
  /** Messages that they were behind when they went on, of the one most behind. */
  readonly behind: number;
  /** Until all of them had everything again; null when they never had. */
  readonly caughtUpMs: number | null;
}

interface StoppedParts {
  readonly readers: readonly {
    readonly member: Member;
    readonly transport: StoppingTransport;
  }[];
  /** The members who never stop. */
  readonly others: readonly Member[];
  readonly timings: Timings;
  readonly origin: string;
  readonly seconds: number;
  readonly tell: (line: string) => void;
}

/** Stops the readers for a while that the writing lasts, and says what became of it. */
export async function stopForAWhile(parts: StoppedParts): Promise<StoppedReport> {
  const { readers, others, timings, origin, seconds, tell } = parts;
  const begin = systemClock.monotonic();
  await sleep(seconds * 1_000 * STOP_SHARE);
  const before = await readMetrics(origin);
  const from = systemClock.monotonic();
  for (const { transport } of readers) transport.stop();
  tell(`${readers.length} stopped reading.`);
  const most = await watch(origin, begin + seconds * 1_000 * GO_ON_SHARE);
  const to = systemClock.monotonic();
  const head = newestOf(others);
  const behind = Math.max(...readers.map(({ member }) => head - member.newest));
  for (const { transport } of readers) transport.goOn();
  tell(`They went on, ${behind} messages behind.`);
  const caughtUpMs = await caughtUp(readers, head);
  await sleep(Math.max(begin + seconds * 1_000 - systemClock.monotonic(), 0));
  const [inside, outside] = timings.everybodyWithin({ from, to });
  return {
    clients: readers.length,
    everybodyWhileStopped: inside,
    everybodyOtherwise: outside,
    p99Ratio: ratio(inside?.p99, outside?.p99),
    memoryGrowthBytes: difference(most.residentBytes, before.residentBytes),
    outgoingBytesMost: most.outgoingBytes,
    behind,
    caughtUpMs,
  };
}

/** The most that the server held until a time. */
async function watch(origin: string, until: MonotonicMs): Promise<ServerMetrics> {
  let most = NOTHING_TOLD;
  while (systemClock.monotonic() < until) {
    const now = await readMetrics(origin);
    most = {
      ...now,
      residentBytes: greater(most.residentBytes, now.residentBytes),
      outgoingBytes: greater(most.outgoingBytes, now.outgoingBytes),
    };
    await sleep(LOOK_MS);
  }
  return most;
}

/** Until each has what was the newest message when it went on, and is live. */
async function caughtUp(readers: StoppedParts['readers'], head: Sequence): Promise<number | null> {
  const start = systemClock.monotonic();
  while (systemClock.monotonic() - start < CAUGHT_UP_MS_MAX) {
    const areThere = readers.every(({ member }) => member.isLive && member.newest >= head);
    if (areThere) return Math.round(systemClock.monotonic() - start);
    await sleep(CAUGHT_UP_LOOK_MS);
  }
  return null;
}

function newestOf(members: readonly Member[]): Sequence {
  return Math.max(...members.map(({ newest }) => newest));
}

function greater(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}

function difference(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one - other;
}

function ratio(one: number | undefined, other: number | undefined): number | null {
  if (one === undefined || other === undefined || other === 0) return null;
  return Math.round((one / other) * 100) / 100;
}
