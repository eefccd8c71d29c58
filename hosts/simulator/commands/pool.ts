import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { MutatedSources } from '../mutants/mutant.js';
import { withMutant, type MutantProcess } from '../mutants/mutant-process.js';
import type { Job } from './job.js';
import type { JobResult } from './worker.js';

/** A seed takes some hundredths of a second: one that takes so long hangs. */
export const JOB_WALL_MS_MAX = 60_000;

/** Jobs after which a process is replaced by a new one. */
const JOBS_PER_PROCESS = 2_000;

/** What became of a job: its result, or how its process ended without one. */
export type Outcome =
  | ({ readonly kind: 'ran' } & JobResult)
  | { readonly kind: 'died'; readonly job: number; readonly reason: string }
  | { readonly kind: 'hung'; readonly job: number };

export interface PoolOptions {
  readonly processes: number;
  readonly sources?: MutatedSources | null;
  /** Environment on top of this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A job that takes longer hangs. */
  readonly jobWallMsMax?: number;
  /** Called for each outcome, in no order. True: give out no more jobs. */
  readonly onOutcome: (outcome: Outcome) => boolean;
}

/**
 * Runs jobs in processes of their own, each in at most one at a time. Resolves when all are done.
 *
 * @param jobs - may be without end: the next is asked for when a process is free.
 */
export async function runJobs(jobs: Iterable<Job>, options: PoolOptions): Promise<void> {
  const queue = new JobQueue(jobs);
  await withMutant(options.sources ?? null, async (mutant) => {
    const workers = Array.from({ length: options.processes }, () => work(queue, options, mutant));
    await Promise.all(workers);
  });
}

/** Jobs in order, until there are no more or none is wanted. */
class JobQueue {
  readonly #jobs: Iterator<Job>;
  #stopped = false;

  constructor(jobs: Iterable<Job>) {
    this.#jobs = jobs[Symbol.iterator]();
  }

  next(): Job | undefined {
    const next = this.#stopped ? null : this.#jobs.next();
    return next === null || next.done === true ? undefined : next.value;
  }

  stop(): void {
    this.#stopped = true;
  }
}

/** One process at a time, until the queue is empty. */
async function work(queue: JobQueue, options: PoolOptions, mutant: MutantProcess): Promise<void> {
  let job = queue.next();
  while (job !== undefined) {
    const child = startWorker(options, mutant);
    try {
      for (let count = 0; job !== undefined && count < JOBS_PER_PROCESS; count += 1) {
        const outcome: Outcome = await runOne(child, job, options.jobWallMsMax ?? JOB_WALL_MS_MAX);
        if (options.onOutcome(outcome)) queue.stop();
        job = queue.next();
        if (outcome.kind !== 'ran') break;
      }
    } finally {
      await endWorker(child);
    }
  }
}

/** Starts a process that runs one job at a time. */
export function startWorker(
  options: Pick<PoolOptions, 'environment'>,
  { register, environment }: MutantProcess,
): ChildProcess {
  return fork(fileURLToPath(new URL('./worker.js', import.meta.url)), {
    execArgv: ['--import', register],
    env: { ...process.env, ...options.environment, ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** @param wallMsMax - a job that takes longer is ended with its process. */
export function runOne(child: ChildProcess, job: Job, wallMsMax: number): Promise<Outcome> {
  return new Promise((resolve) => {
    let said = '';
    const onError = (text: Buffer): void => {
      said = (said + text.toString()).slice(-2_000);
    };
    const settle = (outcome: Outcome): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.stderr?.off('data', onError);
      resolve(outcome);
    };
    const onMessage = (message: unknown): void => {
      settle({ kind: 'ran', ...(message as JobResult) });
    };
    const onExit = (code: number | null, signal: string | null): void => {
      const reason = `the process ended with ${String(code ?? signal)}\n${said}`;
      settle({ kind: 'died', job: job.number, reason });
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      settle({ kind: 'hung', job: job.number });
    }, wallMsMax);
    child.on('message', onMessage);
    child.once('exit', onExit);
    child.stderr?.on('data', onError);
    child.send(job);
  });
}

/** Ends a process between two jobs. */
export function endWorker(child: ChildProcess): Promise<void> {
  // Its coverage is written as it ends by itself.
  if (child.connected) child.disconnect();
  else child.kill('SIGKILL');
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
}
