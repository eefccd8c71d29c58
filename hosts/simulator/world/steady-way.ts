import type { Conditions } from '../../../adapters/simulated/network.js';
import type { PipeConditions } from '../../../adapters/simulated/pipe.js';
import { unsentBytesMax } from './limits.js';
import type { World } from './world.js';

const LINK_MS = 5;

/** A way that nothing happens on: what it carries is bad enough. */
export function steadyWay(world: World): Conditions {
  const pipe: PipeConditions = {
    unsentBytesMax: unsentBytesMax(world),
    delayMs: () => LINK_MS,
    fate: () => ({ kind: 'deliver' }),
    takesBytesAtMs: () => 0,
  };
  return {
    up: pipe,
    down: pipe,
    connected: () => true,
    requestFate: () => ({ copiesAfterMs: [LINK_MS], answerAfterMs: LINK_MS }),
  };
}
