import { setImmediate as nextMacrotask } from 'node:timers/promises';
import type { Seed } from '../kernel/draws.js';
import { microtaskDrain } from '../kernel/drain.js';
import { Kernel } from '../kernel/kernel.js';
import { Trace, type TraceRecord } from '../kernel/trace.js';
import { setTrap } from '../kernel/trap.js';
import { AppMachine } from './app-machine.js';
import { Crowd } from './crowd.js';
import type { SimulatedApp, SimulatedFault, SimulationDefinition } from './definition.js';
import { SimulatedDurable } from './durable.js';
import { Judge } from './judge.js';
import type { SeedResult } from './seed-result.js';
import { drawWeather } from './weather.js';

const DURATION_MS = 20_000;
/** Once faults have stopped everything is settled within this time. */
const SETTLE_MS = 30_000;

export interface SeedOptions {
  /** Faults that stay away. */
  readonly without?: readonly SimulatedFault[];
  /** Is given every line of the trace. */
  readonly onTrace?: (record: TraceRecord) => void;
}

/** Runs one seed from its first event to its last check. One at a time in a process. */
export async function runSeed<App extends SimulatedApp, Client, Model>(
  definition: SimulationDefinition<App, Client, Model>,
  seed: Seed,
  options: SeedOptions = {},
): Promise<SeedResult> {
  // Microtasks can be drained from a macrotask alone.
  await nextMacrotask();
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(runNow(definition, seed, options));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

function runNow<App extends SimulatedApp, Client, Model>(
  definition: SimulationDefinition<App, Client, Model>,
  seed: Seed,
  { without = [], onTrace }: SeedOptions,
): SeedResult {
  const trace = new Trace(onTrace ?? null);
  const weather = drawWeather(seed, without);
  const drain = microtaskDrain();
  const judge = new Judge(definition, () => kernel.nowUs / 1_000);
  const { shuffleTies } = weather;
  const afterEvent = (): boolean => judge.always();
  const kernel = new Kernel({ seed, trace, drain, shuffleTies, afterEvent });
  const release = setTrap((name) => {
    judge.report('DETERMINISM', `it reached for ${name}`);
  });
  try {
    const faulty = { on: true };
    const defect = (detail: string): void => {
      judge.report('S-NO-DEFECT', detail);
    };
    const machine = new AppMachine({ kernel, weather, faulty, start: definition.app, defect });
    const handle = machine.handle.bind(machine);
    const crowd = new Crowd({ definition, kernel, weather, faulty, judge, handle });
    const view = kernel.begin('view');
    const durable = new SimulatedDurable(machine.stored, view, {
      delayMs: () => 0,
      crashes: () => false,
    });
    judge.watch(() => ({ app: machine.app, clients: crowd.clients, durable }));
    const durationUs = (definition.durationMs ?? DURATION_MS) * 1_000;
    const end = kernel.run(durationUs);
    faulty.on = false;
    machine.heal();
    if (end !== 'stopped') kernel.run(durationUs + SETTLE_MS * 1_000);
    if (crowd.busy.length > 0) judge.report('L-SETTLED', `${crowd.busy.join(', ')} still waits`);
    judge.atEnd();
    const { requests } = crowd;
    const { crashes } = machine;
    return { seed, traceHash: trace.hash, requests, crashes, ...judge.result() };
  } finally {
    release();
  }
}
