/** What a seed is like on the whole. */
export interface Profile {
  /** Simulated time before faults stop. */
  readonly durationMs: number;
  readonly clients: number;
  /** Server processes beside each other. */
  readonly processes: 1 | 2;
  /** Mean times between two operations of one client, of which a seed has one. */
  readonly pausesMs: readonly number[];
  /** Posts of the quietest plan: a seed that hardly writes proves nothing. */
  readonly postsMin: number;
  /** Faults that are planned by time are so many times as far apart as in a short seed. */
  readonly faultsApart: number;
  /** How many times likelier faults may be near boundaries. */
  readonly boundaryTimes: readonly number[];
  /** Whether seeds are about something, or all of one kind. */
  readonly presets: boolean;
  /** How likely a kind of operation is done at all. */
  readonly operationChance: number;
  /** Weights that a kind of operation may have. */
  readonly weights: readonly number[];
}

/** Every weight from 1 to 12 is as likely. */
const EVEN_WEIGHTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;
/** Wildly different: some seeds hardly do anything but one kind. */
const WILD_WEIGHTS = [1, 3, 10, 30, 100] as const;

/**
 * `smoke` is for many seeds in little time, `standard` is what the proof rests on, `long` is for
 * what only time brings: hours, mostly idle.
 */
export const PROFILES = {
  smoke: {
    durationMs: 20_000,
    clients: 4,
    processes: 1,
    // Some 40 of the operations of each client come to a commit, however many fall into trouble.
    pausesMs: [350, 500, 700],
    postsMin: 90,
    faultsApart: 1,
    boundaryTimes: [1],
    presets: false,
    operationChance: 0.7,
    weights: EVEN_WEIGHTS,
  },
  standard: {
    durationMs: 60_000,
    clients: 8,
    processes: 2,
    pausesMs: [1_500, 2_500, 4_000],
    postsMin: 120,
    faultsApart: 3,
    boundaryTimes: [1, 10],
    presets: true,
    operationChance: 0.6,
    weights: WILD_WEIGHTS,
  },
  long: {
    durationMs: 6 * 3_600_000,
    clients: 4,
    processes: 1,
    pausesMs: [180_000, 360_000],
    postsMin: 120,
    faultsApart: 400,
    boundaryTimes: [1, 10],
    presets: true,
    operationChance: 0.6,
    weights: WILD_WEIGHTS,
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof PROFILES;

export const PROFILE_NAMES = Object.keys(PROFILES) as readonly ProfileName[];

export function isProfileName(text: string): text is ProfileName {
  return Object.hasOwn(PROFILES, text);
}
