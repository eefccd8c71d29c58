import { setImmediate as nextMacrotask } from 'node:timers/promises';
import { microtaskDrain } from '../kernel/drain.js';
import type { TraceRecord } from '../kernel/trace.js';
import { setTripwire } from '../kernel/tripwire.js';
import { setTrap } from '../kernel/trap.js';
import type { Violation } from '../model/violation.js';
import type { FaultClass } from '../plan/fault-classes.js';
import type { Plan } from '../plan/plan.js';
import type { Story } from '../model/twins.js';
import { clockTwin } from './clock-twin.js';
import type { Counts } from './counts.js';
import { Finish, wentOn } from './finish.js';
import { sceneOf, type SceneRow } from './scene.js';
import { Simulation, type SimulationOptions } from './simulation.js';
import { makeTemplate, type Template } from './template.js';

/** What became of one plan. */
export interface RunResult {
  readonly seed: number;
  readonly ok: boolean;
  readonly traceHash: string;
  readonly checkpoints: readonly string[];
  readonly events: number;
  readonly commits: number;
  readonly simulatedMs: number;
  readonly counts: Counts;
  /** Strokes of chance, by class. */
  readonly chances: Readonly<Partial<Record<FaultClass, number>>>;
  /** How often each invariant judged something. */
  readonly judged: Readonly<Record<string, number>>;
  /** The first thing that was violated; null when nothing was. */
  readonly firstViolation: Violation | null;
  /** What reached for a real clock, chance or timer. */
  readonly tripped: readonly string[];
  /** Both sides' state where the run failed; empty where it passed or nobody reads the trace. */
  readonly scene: readonly SceneRow[];
  /** Errors that nobody caught. */
  readonly crashes: readonly string[];
}

export interface RunOptions {
  /** Is given every record of the trace. */
  readonly sink?: (record: TraceRecord) => void;
  /** Whether anything asynchronous other than promises fails the run. Slow. */
  readonly tripwire?: boolean;
}

const templates = new Map<number, Promise<Template>>();

/** Runs a plan from its first event to its last check. One at a time in a process. */
export async function runPlan(plan: Plan, options: RunOptions = {}): Promise<RunResult> {
  const template = await templateOf(plan);
  const crashes: string[] = [];
  const onCrash = (error: unknown): void => {
    crashes.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };
  process.on('unhandledRejection', onCrash);
  try {
    const result = await inMacrotask(() => runNow(plan, template, { ...options, crashes }));
    // Rejections that nobody handled surface only in a macrotask of their own.
    await nextMacrotask();
    const ok = result.ok && crashes.length === 0;
    return { ...result, ok, crashes };
  } finally {
    process.off('unhandledRejection', onCrash);
  }
}

/** Calls a function outside of any microtask: only there can microtasks be drained. */
function inMacrotask<Value>(body: () => Value): Promise<Value> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(body());
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

/** From here to its end no macrotask runs: the loop and its microtasks are all there is. */
function runNow(
  plan: Plan,
  template: Template,
  options: RunOptions & { readonly crashes: string[] },
): RunResult {
  const tripped: string[] = [];
  const onTripped = (name: string): void => {
    tripped.push(name);
  };
  const { sink = null, crashes, tripwire = false } = options;
  const mustStop = (): boolean => tripped.length > 0;
  const drain = microtaskDrain();
  const parts = { plan, template, drain, sink, mustStop, tripped: onTripped };
  const simulation = new Simulation(parts);
  const { world, trace } = simulation;
  let scene: readonly SceneRow[] = [];
  const release = setTrap(onTripped);
  const releaseWire = tripwire ? setTripwire(onTripped) : (): void => undefined;
  try {
    runToEnd(simulation, plan);
    const twin = world.model.violations.length > 0 ? null : clockTwin(plan);
    if (twin !== null) {
      const story = storyOf(twin, { template, drain, sink: null, mustStop, tripped: onTripped });
      world.model.twins.compare(story);
    }
  } catch (error) {
    crashes.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    releaseWire();
    release();
    if (sink !== null && world.model.violations.length > 0) scene = sceneOf(simulation);
    simulation.close();
  }
  const firstViolation = world.model.violations[0] ?? null;
  world.counts.acknowledgements = world.model.answers.acknowledgements;
  world.counts.resumes = world.model.deliveries.resumes;
  world.counts.resets = world.model.deliveries.resets;
  return {
    seed: plan.seed,
    ok: firstViolation === null && tripped.length === 0 && crashes.length === 0,
    traceHash: trace.hash,
    checkpoints: trace.checkpoints,
    events: world.kernel.events,
    commits: world.counts.commits,
    simulatedMs: Math.round(world.kernel.nowUs / 1_000),
    counts: world.counts,
    chances: world.chances.counts,
    judged: Object.fromEntries(world.model.judged),
    firstViolation,
    scene,
    tripped,
    crashes,
  };
}

function runToEnd(simulation: Simulation, { config }: Plan): void {
  const { world } = simulation;
  const end = world.kernel.run(config.durationMs * 1_000);
  if (wentOn(world, end)) new Finish(simulation).run();
}

/** Runs a plan for the sake of what it stores. */
function storyOf(plan: Plan, options: Omit<SimulationOptions, 'plan'>): Story {
  const simulation = new Simulation({ ...options, plan });
  try {
    runToEnd(simulation, plan);
    return simulation.world.model.twins.story();
  } finally {
    simulation.close();
  }
}

function templateOf({ config }: Plan): Promise<Template> {
  const { knownClients } = config;
  const known = templates.get(knownClients);
  if (known !== undefined) return known;
  const template = makeTemplate(knownClients);
  templates.set(knownClients, template);
  return template;
}
