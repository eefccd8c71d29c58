import type { Config } from './config.js';
import { drawConfig } from './config.js';
import { FAULT_CLASS_NAMES } from './fault-classes.js';

/**
 * What a plan that says nothing of a value had, before there was that value: every class of faults
 * off, one of everything.
 */
export function defaultConfig(): Config {
  const drawn = drawConfig(1);
  const faults = Object.fromEntries(
    FAULT_CLASS_NAMES.map((name) => [name, { ...drawn.faults[name], on: false }]),
  ) as Config['faults'];
  const U2 = { ...faults.U2, sleepEveryMs: 0 };
  const weights = Object.fromEntries(
    Object.keys(drawn.weights).map((name) => [name, 0]),
  ) as Config['weights'];
  const ones = Object.fromEntries(ONE_OF.filter((name) => name in drawn).map((name) => [name, 1]));
  return {
    ...drawn,
    ...ones,
    firstRun: false,
    shuffleTies: false,
    reverseUnorderedSelects: false,
    largeBodies: false,
    readEveryMs: 0,
    typeEveryMs: 0,
    auditEveryMs: 0,
    presence: false,
    mentions: 0,
    phonesEveryMs: 0,
    absentees: 0,
    weights,
    faults: { ...faults, U2 },
  };
}

/** Values of the config that count what there was only one of at first, or how many times. */
const ONE_OF = ['processes', 'tabs', 'boundaryTimes'] as const;
