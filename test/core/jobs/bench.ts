import { JobRunner, type JobStats } from '../../../core/jobs/runner.js';
import type { ClaimedJob, JobKind, JobResult } from '../../../core/jobs/job.js';
import type { DeadJob, JobRecord } from '../../../ports/store-telling.js';
import type { Store } from '../../../ports/store.js';
import type { LogLevel, Telemetry } from '../../../ports/telemetry.js';
import { ManualClock } from '../delivery/manual-clock.js';

/** What operators would see. */
export class Ledger implements Telemetry {
  readonly counts = new Map<string, number>();
  readonly gauges = new Map<string, () => number>();
  readonly lines: string[] = [];

  count(name: string, by = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  gauge(name: string, _help: string, read: () => number): void {
    this.gauges.set(name, read);
  }

  log(level: LogLevel, message: string): void {
    this.lines.push(`${level} ${message}`);
  }
}

/** A process that does jobs, on a clock that a test moves. */
export interface Worker {
  readonly runner: JobRunner;
  readonly clock: ManualClock;
  readonly ledger: Ledger;
  /** Tries so far, as `cause#fence`. */
  readonly tries: readonly string[];
  /** Lets time pass, and everything that it brings about happen. */
  passes(ms: number): Promise<void>;
}

type Try = (job: ClaimedJob) => Promise<JobResult>;

export function work(
  store: Pick<Store, 'read' | 'write'>,
  run: Try,
  kinds: (kind: JobKind) => Readonly<Record<string, JobKind>> = (tell) => ({ tell }),
): Worker {
  const clock = new ManualClock();
  const ledger = new Ledger();
  const tries: string[] = [];
  const kind: JobKind = {
    atOnceMax: 8,
    run: (job) => {
      tries.push(`${job.cause}#${String(job.fence)}`);
      return run(job);
    },
  };
  const random = { bytes: (length: number) => new Uint8Array(length), fraction: () => 0 };
  const runner = new JobRunner({ store, clock, random, telemetry: ledger }, kinds(kind));
  return {
    runner,
    clock,
    ledger,
    tries,
    passes: async (ms) => {
      const until = clock.monotonic() + ms;
      while (clock.monotonic() < until) {
        clock.advance(Math.min(250, until - clock.monotonic()));
        await turns();
      }
      await turns();
    },
  };
}

/** Lets everything that is under way come to its end, or to a timer. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export const AT_ONCE = { afterUnknownCommit: 'report' } as const;

export function enqueue(store: Store, cause: string, kind = 'tell'): Promise<void> {
  return store.write((tx) => tx.enqueueJob({ kind, cause, payload: '{}' }), AT_ONCE);
}

export function waiting(store: Store): Promise<readonly JobRecord[]> {
  return store.read((snapshot) => snapshot.waitingJobs(['tell', 'push'], 1_000));
}

export function dead(store: Store): Promise<readonly DeadJob[]> {
  return store.read((snapshot) => snapshot.deadJobs(1_000));
}

export const DONE: JobResult = { kind: 'done' };
export const NEVER = new Promise<JobResult>(() => undefined);

export function statsOf({ runner }: Worker): Pick<JobStats, 'waiting' | 'dead' | 'running'> {
  const { waiting: waits, dead: gone, running } = runner.stats();
  return { waiting: waits, dead: gone, running };
}
