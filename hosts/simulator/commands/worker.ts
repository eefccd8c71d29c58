import { setFlagsFromString } from 'node:v8';
import type { TraceRecord } from '../kernel/trace.js';
import { Places } from '../mutants/places.js';
import type { RunResult } from '../world/run-plan.js';
import { planOf, type Job } from './job.js';

/** What a worker sends for each job. */
export interface JobResult {
  readonly job: number;
  readonly result: RunResult;
  /** Times that mutated code has run, where a mutant counts it. */
  readonly hits: number;
  /** The same of each mutant that was switched on, where sources hold several. */
  readonly visits: readonly number[];
  /** Numbers of the places of mutants that have run, where sources hold any. */
  readonly reached: readonly number[];
  readonly wallMs: number;
  /** The whole trace, where the job asked for it. */
  readonly records: readonly TraceRecord[];
}

declare global {
  var hearthMutantHits: number | undefined;
  var hearthPlaceAt: ((place: number) => boolean) | undefined;
}

/**
 * How much of a function runs before V8 looks whether to compile it better: six times what it does
 * by itself. A process that runs a few seeds would compile more than it gains. It changes no
 * outcome.
 */
const V8_FLAG = '--interrupt-budget=400000';

const places = new Places();
globalThis.hearthPlaceAt = (place) => places.at(place);

/** Entry of a process that runs plans, one job after the other, as it is told. */
setFlagsFromString(V8_FLAG);
const { runPlan } = await import('../world/run-plan.js');

process.on('message', (job: Job) => {
  void run(job);
});

async function run(job: Job): Promise<void> {
  globalThis.hearthMutantHits = 0;
  places.begin(job.mutants ?? []);
  const startedMs = performance.now();
  const records: TraceRecord[] = [];
  const keep = (record: TraceRecord): void => {
    records.push(record);
  };
  const result = await runPlan(planOf(job), {
    ...(job.trace === true ? { sink: keep } : {}),
    tripwire: job.tripwire === true,
  });
  const wallMs = performance.now() - startedMs;
  const { reached } = places;
  const { mutants } = job;
  const visits = (mutants ?? []).map((mutant) => places.visitsOf(mutant));
  const hits = mutants === undefined ? globalThis.hearthMutantHits : Math.max(0, ...visits);
  const message: JobResult = { job: job.number, result, hits, visits, reached, wallMs, records };
  process.send?.(message);
}
