import type { FaultClass } from './fault-classes.js';

/** A kind of seed: which classes of faults it is about. */
interface Preset {
  /** How often it is drawn, beside the others. */
  readonly weight: number;
  /** How likely a class is on, from how likely it is by itself. */
  readonly chance: (name: FaultClass, itself: number) => number;
  /** How many people may stay away for good at the end. */
  readonly lostClients: readonly number[];
}

/** A class that the seed is about, and one that it is not about. */
const FOCUS = 0.85;
const BESIDE = 0.4;

/** After this one less is asked of a seed: even seeds that are about storage have it seldom. */
const SELDOM: FaultClass = 'S8';
const SELDOM_CHANCE = 0.25;

/** Delay is no trouble by itself: without it nothing would ever overlap. */
const calm = (name: FaultClass): number => (name === 'N1' ? 1 : 0);

function about(letters: string): Preset['chance'] {
  return (name, itself) =>
    letters.includes(name.charAt(0)) ? focused(name, itself) : bySelf(name, itself * BESIDE);
}

function focused(name: FaultClass, itself: number): number {
  return name === SELDOM ? SELDOM_CHANCE : Math.max(FOCUS, itself);
}

function bySelf(name: FaultClass, chance: number): number {
  return name === 'N1' ? 1 : chance;
}

const NOBODY = [0] as const;
const SOME = [0, 0, 1, 2] as const;

/** Seeds of these kinds find what those of one kind hide: faults drown each other. */
export const PRESETS = {
  calm: { weight: 5, chance: calm, lostClients: NOBODY },
  network: { weight: 15, chance: about('N'), lostClients: SOME },
  storage: { weight: 15, chance: about('S'), lostClients: SOME },
  process: { weight: 15, chance: about('PC'), lostClients: SOME },
  tabs: { weight: 15, chance: about('UT'), lostClients: SOME },
  everything: { weight: 10, chance: (name) => focused(name, 1), lostClients: SOME },
  pure: { weight: 25, chance: (_name, itself) => itself, lostClients: SOME },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

export function isPresetName(text: string): text is PresetName {
  return Object.hasOwn(PRESETS, text);
}
