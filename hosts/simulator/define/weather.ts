import { Draws, type Seed } from '../kernel/draws.js';
import { SIMULATED_FAULTS, type SimulatedFault } from './definition.js';

/** How often a fault is on in a seed. */
const FAULT_CHANCE = 0.6;

/** What goes wrong in one seed, and how badly. */
export interface Weather {
  readonly on: Readonly<Record<SimulatedFault, boolean>>;
  readonly delayMeanMs: number;
  readonly lostShare: number;
  readonly crashEveryMs: number;
  readonly pauseEveryMs: number;
  readonly storeCrashShare: number;
  readonly skewMs: number;
  readonly shuffleTies: boolean;
}

/** Draws a seed's weather. @param without - faults that stay away. */
export function drawWeather(seed: Seed, without: readonly SimulatedFault[]): Weather {
  const names = Object.keys(SIMULATED_FAULTS) as SimulatedFault[];
  const on = names.map((name) => {
    const isDrawn = new Draws(seed, 'fault', name).happens(FAULT_CHANCE);
    return [name, isDrawn && !without.includes(name)] as const;
  });
  const draws = new Draws(seed, 'weather', '');
  return {
    on: Object.fromEntries(on) as Weather['on'],
    delayMeanMs: draws.between(5, 400),
    lostShare: draws.between(0.02, 0.3),
    crashEveryMs: draws.between(1_000, 15_000),
    pauseEveryMs: draws.between(2_000, 15_000),
    storeCrashShare: draws.between(0.01, 0.1),
    skewMs: draws.happens(0.2) ? 86_400_000 : draws.between(10, 10_000),
    shuffleTies: draws.happens(0.25),
  };
}
