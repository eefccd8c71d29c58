import type { Clock } from '../../ports/clock.js';
import type { Random } from '../../ports/random.js';
import type { JobRecord, JobCounts } from '../../ports/store-telling.js';
import type { Store, Tx } from '../../ports/store.js';
import { gaugeWithBound, type Telemetry } from '../../ports/telemetry.js';
import { assert, assertNever } from '../vocabulary/assert.js';
import { isChatError } from '../vocabulary/errors.js';
import type { JobId } from '../vocabulary/ids.js';
import type { ClaimedJob, JobKind, JobResult } from './job.js';
import {
  DEAD_JOBS_MAX,
  JOB_CLAIMS_MAX,
  JOBS_GATHER_MS,
  JOBS_LOOK_AGAIN_MS,
  JOBS_LOOK_MS,
  JOBS_RUNNING_MAX,
  JOBS_SEEN_MAX,
  JOBS_STOP_MS,
  JOBS_WAITING_MAX,
} from './limits.js';
import { retryMs } from './retry.js';
import { Sightings } from './sightings.js';

interface JobPorts {
  readonly store: Pick<Store, 'read' | 'write'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
}

type Kinds = Readonly<Record<string, JobKind>>;

/** What a process has to do with jobs. */
export interface JobStats extends JobCounts {
  readonly running: number;
  readonly seen: number;
}

const NO_JOBS: JobCounts = { waiting: 0, dead: 0 };

/**
 * Does the work that units have called for, together with every other process on the same store.
 *
 * A job belongs to whoever claimed it last. A claim is a lease: once it has stood still for
 * JOB_LEASE_MS another process takes the job, and what the first one says of it counts no more.
 * Each job ends: it is done, or given up and kept to be looked at.
 */
export class JobRunner {
  readonly #ports: JobPorts;
  readonly #kinds: Kinds;
  readonly #sightings = new Sightings();
  readonly #running = new Map<JobId, ClaimedJob>();
  #counts: JobCounts = NO_JOBS;
  #isStarted = false;
  #isLooking = false;
  /** Something may have been called for since the look began. */
  #isAsked = false;
  #cancel: (() => void) | null = null;
  #onIdle: (() => void) | null = null;

  /** @param kinds - what to do, by kind. Jobs of other kinds are left to who knows them. */
  constructor(ports: JobPorts, kinds: Kinds) {
    this.#ports = ports;
    this.#kinds = kinds;
    registerGauges(ports.telemetry, () => this.stats());
  }

  /** Begins to look for jobs. */
  start(): void {
    assert(!this.#isStarted, 'a runner starts once');
    this.#isStarted = true;
    this.#lookIn(0);
  }

  /** Something may have been called for: looks soon. */
  wake(): void {
    if (!this.#isStarted) return;
    if (this.#isLooking) this.#isAsked = true;
    else this.#lookIn(JOBS_GATHER_MS);
  }

  /**
   * Claims nothing more, and waits for what is under way, JOBS_STOP_MS at most. What is left then
   * is done by another process once its lease is over.
   */
  async stop(): Promise<void> {
    this.#isStarted = false;
    this.#cancel?.();
    this.#cancel = null;
    if (this.#running.size === 0 && !this.#isLooking) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#ports.clock.after(JOBS_STOP_MS, resolve);
      this.#onIdle = () => {
        cancel();
        resolve();
      };
    });
    this.#onIdle = null;
  }

  stats(): JobStats {
    return { ...this.#counts, running: this.#running.size, seen: this.#sightings.size };
  }

  #lookIn(delayMs: number): void {
    this.#cancel?.();
    this.#cancel = this.#ports.clock.after(delayMs, () => {
      this.#cancel = null;
      void this.#turn();
    });
  }

  async #turn(): Promise<void> {
    this.#isLooking = true;
    this.#isAsked = false;
    const nextMs = await this.#look();
    this.#isLooking = false;
    this.#lookAgain(nextMs);
    this.#noteIdle();
  }

  #lookAgain(nextMs: number): void {
    if (this.#isStarted) this.#lookIn(this.#isAsked ? JOBS_GATHER_MS : nextMs);
  }

  /** @returns when to look again. */
  async #look(): Promise<number> {
    const { store, clock } = this.#ports;
    try {
      const found = await store.read(async (snapshot) => ({
        jobs: await snapshot.waitingJobs(Object.keys(this.#kinds), JOBS_SEEN_MAX),
        counts: await snapshot.countJobs(JOBS_WAITING_MAX + 1),
      }));
      this.#counts = found.counts;
      if (found.counts.waiting > JOBS_WAITING_MAX) await this.#shed();
      const isOwn = (id: JobId): boolean => this.#running.has(id);
      const due = this.#sightings.look(found.jobs, clock.monotonic(), isOwn);
      const chosen = this.#choose(due.jobs);
      if (chosen.length > 0 && this.#isStarted) await this.#claim(chosen);
      // The rest is looked at again when one of those under way has ended.
      return Math.min(due.nextInMs ?? JOBS_LOOK_MS, JOBS_LOOK_MS);
    } catch (error) {
      if (!isChatError(error)) this.#defect('looking for jobs', error);
      return JOBS_LOOK_AGAIN_MS;
    }
  }

  /** As many as there is room for, of each kind and of all. */
  #choose(due: readonly JobRecord[]): readonly JobRecord[] {
    const room = new Map(Object.entries(this.#kinds).map(([kind, of]) => [kind, of.atOnceMax]));
    for (const { kind } of this.#running.values()) room.set(kind, (room.get(kind) ?? 0) - 1);
    const chosen: JobRecord[] = [];
    for (const job of due) {
      const left = room.get(job.kind) ?? 0;
      if (left <= 0 || this.#running.size + chosen.length >= JOBS_RUNNING_MAX) continue;
      room.set(job.kind, left - 1);
      chosen.push(job);
    }
    return chosen;
  }

  async #claim(chosen: readonly JobRecord[]): Promise<void> {
    const { store, clock, telemetry } = this.#ports;
    const claimedAt = clock.monotonic();
    const claimed = await store.write((tx) => claim(tx, chosen), { afterUnknownCommit: 'report' });
    for (const job of claimed) {
      telemetry.count('jobs_claimed_total');
      if (job.fence > 1) telemetry.count('jobs_claimed_again_total');
      const { id, kind, cause, payload, fence } = job;
      void this.#run({ id, kind, cause, payload, fence, claimedAt });
    }
  }

  async #run(job: ClaimedJob): Promise<void> {
    this.#running.set(job.id, job);
    try {
      await this.#settle(job, await this.#try(job));
    } catch (error) {
      // The store takes nothing now: the claim stands until its lease is over.
      if (!isChatError(error)) this.#defect(`a job of the kind ${job.kind}`, error);
    }
    this.#running.delete(job.id);
    this.wake();
    this.#noteIdle();
  }

  async #try(job: ClaimedJob): Promise<JobResult> {
    const kind = this.#kinds[job.kind];
    assert(kind !== undefined, 'only jobs of known kinds are claimed');
    try {
      return await kind.run(job);
    } catch (error) {
      if (isChatError(error)) return { kind: 'failed', reason: error.code, retryAfterMs: null };
      this.#defect(`a job of the kind ${job.kind}`, error);
      return { kind: 'failed', reason: 'internal', retryAfterMs: null };
    }
  }

  async #settle(job: ClaimedJob, result: JobResult): Promise<void> {
    if (result.kind === 'settled' || result.kind === 'lost') {
      const counter = result.kind === 'lost' ? 'jobs_claims_lost_total' : 'jobs_done_total';
      this.#ports.telemetry.count(counter);
      return;
    }
    const end = this.#endOf(job, result);
    const isOurs = await this.#ports.store.write((tx) => end.apply(tx), {
      afterUnknownCommit: 'rerun',
    });
    this.#ports.telemetry.count(isOurs ? end.counter : 'jobs_claims_lost_total');
  }

  #endOf(job: ClaimedJob, result: Exclude<JobResult, Over>): End {
    switch (result.kind) {
      case 'done':
        return { counter: 'jobs_done_total', apply: (tx) => tx.settleJob(job) };
      case 'later':
        return this.#retry(job, { reason: 'later', waitMs: result.waitMs });
      case 'failed': {
        const waitMs = retryMs(job.fence, this.#ports.random.fraction(), result.retryAfterMs);
        return this.#retry(job, { reason: result.reason, waitMs });
      }
      case 'dead':
        return this.#bury(job, result.reason);
      default:
        return assertNever(result);
    }
  }

  #retry(job: ClaimedJob, next: { readonly reason: string; readonly waitMs: number }): End {
    if (job.fence >= JOB_CLAIMS_MAX) return this.#bury(job, next.reason);
    return { counter: 'jobs_retried_total', apply: (tx) => tx.releaseJob(job, next.waitMs) };
  }

  #bury(job: ClaimedJob, reason: string): End {
    const { kind, cause } = job;
    this.#ports.telemetry.log('warn', 'a job is given up', { kind, cause, reason });
    return {
      counter: 'jobs_given_up_total',
      apply: async (tx) => {
        const isOurs = await tx.buryJob(job, reason);
        await tx.forgetDeadJobs(DEAD_JOBS_MAX);
        return isOurs;
      },
    };
  }

  /** More waits than may: the oldest are given up. */
  async #shed(): Promise<void> {
    const { store, telemetry } = this.#ports;
    const given = await store.write(
      async (tx) => {
        const buried = await tx.buryOldestJobs(JOBS_WAITING_MAX, 'too_many');
        await tx.forgetDeadJobs(DEAD_JOBS_MAX);
        return buried;
      },
      { afterUnknownCommit: 'report' },
    );
    telemetry.count('jobs_given_up_total', given);
    telemetry.log('warn', 'more jobs wait than may', { given });
  }

  #noteIdle(): void {
    if (this.#running.size === 0 && !this.#isLooking) this.#onIdle?.();
  }

  #defect(what: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#ports.telemetry.log('error', `${what} has failed`, { reason });
  }
}

/** There is nothing to be written. */
interface Over {
  readonly kind: 'settled' | 'lost';
}

/** What becomes of a job, in one unit. */
interface End {
  readonly counter: string;
  readonly apply: (tx: Tx) => Promise<boolean>;
}

/** @returns those that are ours now. One that was claimed too often is given up instead. */
async function claim(tx: Tx, chosen: readonly JobRecord[]): Promise<readonly JobRecord[]> {
  const claimed: JobRecord[] = [];
  for (const job of chosen) {
    if (!(await tx.claimJob(job))) continue;
    const ours = { ...job, fence: job.fence + 1 };
    if (job.fence < JOB_CLAIMS_MAX) claimed.push(ours);
    else await tx.buryJob(ours, 'too_often');
  }
  return claimed;
}

function registerGauges(telemetry: Telemetry, read: () => JobStats): void {
  const watched = [
    ['waiting', 'Jobs that wait', JOBS_WAITING_MAX],
    ['dead', 'Jobs that were given up', DEAD_JOBS_MAX],
    ['running', 'Jobs under way', JOBS_RUNNING_MAX],
    ['seen', 'Jobs that are watched', JOBS_SEEN_MAX],
  ] as const;
  for (const [state, help, bound] of watched) {
    const name = `jobs_${state}`;
    gaugeWithBound(telemetry, { name, help, used: () => read()[state], bound: () => bound });
  }
}
