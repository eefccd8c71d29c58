import { Draws, type Seed } from '../kernel/draws.js';
import type { Config } from './config.js';
import { FIRST_FAULT_MS, moments } from './moments.js';
import type { ServerFault } from './plan.js';

/** A disk that is full for less meets nobody. */
const FULL_MS_MIN = 1_500;

/** A lock that is held for less meets nobody. */
const LOCKED_MS_MIN = 10;

/** Pressure that is shorter is seen by no two sweeps. */
const PRESSED_MS_MIN = 2_000;

/** Parts of a limit: one at which nothing changes, and three from which on something does. */
const PRESSED_SHARES = [0.9, 1, 1.5, 4] as const;

/** Plans what goes wrong by time on the machine of the servers. In no order. */
export function serverFaults(seed: Seed, config: Config): readonly ServerFault[] {
  const faults: ServerFault[] = [
    ...fullDisks(seed, config),
    ...lockedFile(seed, config),
    ...powerLosses(seed, config),
    ...restoredCopy(seed, config),
    ...lostProcess(seed, config),
  ];
  for (let process = 0; process < config.processes; process += 1) {
    faults.push(...processFaults(seed, config, process), ...clockFaults(seed, config, process));
  }
  return faults;
}

function processFaults(seed: Seed, config: Config, process: number): readonly ServerFault[] {
  const { P1, P2, P3, P5, P6, N8 } = config.faults;
  const faults: ServerFault[] = [];
  const at = (stream: string, on: boolean, everyMs: number): ReturnType<typeof moments> =>
    on ? moments(seed, config, [stream, process === 0 ? '' : String(process), everyMs]) : [];
  for (const { t, draws } of at('P1', P1.on, P1.everyMs)) {
    faults.push({ t, class: 'P1', process, downMs: Math.ceil(draws.exponential(P1.downMs)) });
  }
  for (const { t, draws } of at('P2', P2.on, P2.everyMs)) {
    faults.push({ t, class: 'P2', process, downMs: Math.ceil(draws.exponential(P2.downMs)) });
  }
  for (const { t, draws } of at('P3', P3.on, P3.everyMs)) {
    faults.push({ t, class: 'P3', process, forMs: Math.ceil(draws.exponential(P3.meanMs)) });
  }
  for (const { t, draws } of at('P5', P5.on, P5.everyMs)) {
    const what = draws.pick(['memory', 'loop'] as const);
    const share = draws.pick(PRESSED_SHARES);
    const forMs = PRESSED_MS_MIN + Math.ceil(draws.exponential(P5.meanMs));
    faults.push({ t, class: 'P5', process, what, share, forMs });
  }
  for (const { t, draws } of at('P6', P6.on, P6.everyMs)) {
    const part = draws.pick(['engine', 'delivery'] as const);
    const downMs = Math.ceil(draws.exponential(P6.downMs));
    faults.push({ t, class: 'P6', process, part, downMs });
  }
  for (const { t, draws } of at('N8 cut', N8.on, N8.cutEveryMs)) {
    const way = draws.pick(['in', 'out', 'both'] as const);
    const forMs = Math.ceil(draws.exponential(N8.cutMeanMs));
    faults.push({ t, class: 'N8', process, forMs, way });
  }
  return faults;
}

function clockFaults(seed: Seed, config: Config, process: number): readonly ServerFault[] {
  const { C3 } = config.faults;
  const draws = new Draws(seed, 'C3', String(process));
  return Array.from({ length: C3.on ? C3.jumps : 0 }, () => {
    const t = momentOf(draws, config);
    const byMs = Math.floor(draws.exponential(C3.meanMs)) * draws.pick([1, -1]);
    return { t, class: 'C3', process, byMs };
  });
}

function lostProcess(seed: Seed, config: Config): readonly ServerFault[] {
  if (!config.faults.P4.on || config.processes < 2) return [];
  const draws = new Draws(seed, 'P4', '');
  return [{ t: momentOf(draws, config), class: 'P4', process: draws.below(config.processes) }];
}

function lockedFile(seed: Seed, config: Config): readonly ServerFault[] {
  const { S1 } = config.faults;
  return (S1.on ? moments(seed, config, ['S1', '', S1.everyMs]) : []).map(({ t, draws }) => ({
    t,
    class: 'S1',
    forMs: Math.ceil(LOCKED_MS_MIN + draws.exponential(S1.meanMs)),
  }));
}

function powerLosses(seed: Seed, config: Config): readonly ServerFault[] {
  const { S7 } = config.faults;
  const draws = new Draws(seed, 'S7', 'times');
  return Array.from({ length: S7.on ? S7.losses : 0 }, () => {
    const inCommit = draws.happens(0.7);
    return { t: momentOf(draws, config), class: 'S7', inCommit };
  });
}

/** Once, after everyone has had the time to arrive, and with time left to find it out. */
function restoredCopy(seed: Seed, config: Config): readonly ServerFault[] {
  const { on, olderMs } = config.faults.S8;
  if (!on) return [];
  const draws = new Draws(seed, 'S8', '');
  const t = Math.floor(draws.between(2 * FIRST_FAULT_MS, config.durationMs - olderMs));
  return [{ t, class: 'S8', olderMs: Math.ceil(olderMs) }];
}

function fullDisks(seed: Seed, config: Config): readonly ServerFault[] {
  const { S3 } = config.faults;
  const draws = new Draws(seed, 'S3', 'windows');
  return Array.from({ length: S3.on ? S3.windows : 0 }, () => ({
    t: Math.floor(draws.between(FIRST_FAULT_MS, config.durationMs - 2_000)),
    class: 'S3',
    forMs: FULL_MS_MIN + Math.ceil(draws.exponential(S3.meanMs)),
    pages: S3.pages,
  }));
}

function momentOf(draws: Draws, config: Config): number {
  return Math.floor(draws.between(FIRST_FAULT_MS, config.durationMs));
}
