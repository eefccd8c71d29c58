import { Draws, type Seed } from '../kernel/draws.js';
import { FAULT_CLASSES, FAULT_CLASS_NAMES, type FaultClass } from './fault-classes.js';
import { PRESET_NAMES, PRESETS, type PresetName } from './presets.js';
import { PROFILES, type ProfileName } from './profiles.js';

/** What a client may be told to do, with how often. A weight of 0 leaves it out of the seed. */
export const OPERATIONS = [
  'post',
  'burst',
  'edit',
  'remove',
  'openRoom',
  'closeRoom',
  'createRoom',
  'renameRoom',
  'older',
  'newer',
  'around',
  'newest',
  'draft',
  'change',
  'signOut',
  'unfit',
  'retry',
  'discard',
  'repeat',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** How strong each class is when it is on. Probabilities are per frame, request, hint or batch. */
export interface Intensities {
  readonly N1: { readonly baseMs: number; readonly meanMs: number; readonly storageUs: number };
  readonly N2: { readonly everyMs: number; readonly afterSend: number };
  readonly N3: { readonly share: number };
  readonly N4: { readonly everyMs: number; readonly meanMs: number };
  readonly N5: { readonly everyMs: number; readonly meanMs: number };
  readonly N7: { readonly probability: number };
  readonly N8: {
    readonly lost: number;
    readonly doubled: number;
    readonly overtaken: number;
    /** Mean time between two cuts of a process from the bus, and mean time of one. */
    readonly cutEveryMs: number;
    readonly cutMeanMs: number;
  };
  /** After a frame that is dropped its link may lose every further one for so long. */
  readonly N11: { readonly probability: number; readonly lostForMs: number };
  /** Of one push. */
  readonly N12: { readonly probability: number };
  readonly S1: { readonly everyMs: number; readonly meanMs: number };
  readonly S3: { readonly windows: number; readonly meanMs: number; readonly pages: number };
  /** Of a COMMIT; a tenth of it of a statement. */
  readonly S4: { readonly probability: number };
  readonly S5: { readonly probability: number; readonly meanMs: number };
  readonly S6: { readonly probability: number };
  readonly S7: { readonly losses: number };
  /** How old the copy is that is restored. */
  readonly S8: { readonly olderMs: number };
  readonly P1: { readonly everyMs: number; readonly downMs: number };
  readonly P2: { readonly everyMs: number; readonly downMs: number };
  readonly P3: { readonly everyMs: number; readonly meanMs: number };
  readonly P4: object;
  /** Mean time between two pressures of a process, and mean time of one. */
  readonly P5: { readonly everyMs: number; readonly meanMs: number };
  readonly P6: { readonly everyMs: number; readonly downMs: number };
  readonly U2: {
    readonly everyMs: number;
    /** Mean time between two sleeps of one device, 0 for none, and mean time of one. */
    readonly sleepEveryMs: number;
    readonly sleepMeanMs: number;
  };
  readonly U3: { readonly everyMs: number; readonly awayMs: number; readonly afterSend: number };
  readonly U4: {
    /** Of an operation of the device's store. */
    readonly probability: number;
    readonly fullEveryMs: number;
    readonly fullMeanMs: number;
    readonly evictedEveryMs: number;
  };
  readonly U5: { readonly probability: number };
  /** Of a borrowed id for each post, and mean time between two acts of a hostile client. */
  readonly U6: { readonly probability: number; readonly hostileEveryMs: number };
  readonly B1: object;
  /** Mean time between two comings of a crowd, and mean time that it stays. */
  readonly B2: { readonly everyMs: number; readonly meanMs: number };
  readonly C1: { readonly skewMs: number };
  readonly C2: { readonly ppm: number };
  readonly C3: { readonly jumps: number; readonly meanMs: number };
  readonly C4: { readonly lateMs: number };
  readonly N6: { readonly everyMs: number; readonly windowMs: number };
  readonly N9: { readonly idleMs: number; readonly refused: number };
  readonly N10: { readonly everyMs: number };
  readonly U1: { readonly everyMs: number; readonly meanMs: number; readonly framesPerS: number };
}

/** Whether a class can strike: it is on, and there is what it strikes. */
export function isPossible({ faults, processes }: Config, name: FaultClass): boolean {
  return faults[name].on && (name !== 'P4' || processes > 1);
}

export type FaultSettings = {
  readonly [Class in FaultClass]: { readonly on: boolean } & Intensities[Class];
};

/** Everything about a seed that is not in its list of operations and faults. */
export interface Config {
  readonly profile: ProfileName;
  /** What the seed is about: it decides how likely each class is on. */
  readonly preset: PresetName;
  readonly durationMs: number;
  readonly clients: number;
  /** Tabs of the first person's browser, 1 to 4; each further browser has two less, or one. */
  readonly tabs: number;
  /** Whether browsers have locks: then their tabs share a connection, else each has its own. */
  readonly locks: boolean;
  /** Server processes beside each other on one database file. */
  readonly processes: 1 | 2;
  /** Clients among these that exist when the seed begins; the others join by code. */
  readonly knownClients: number;
  /** Whether the seed begins before the first run of the installation. */
  readonly firstRun: boolean;
  /** People who never come back at the end: it must be well without them. */
  readonly lostClients: number;
  /** Mean time between two operations of one client. */
  readonly pauseMs: number;
  /** Mean time between two things that a person says of what they have read; 0: nothing is said. */
  readonly readEveryMs: number;
  /** Mean time between two times that a person begins to type; 0: what they post is just there. */
  readonly typeEveryMs: number;
  /** From the end of a round of the servers' audit to the next; 0: there is none. */
  readonly auditEveryMs: number;
  /** Whether pages say that somebody is there. */
  readonly presence: boolean;
  /** Mean time between two things that a person does on phones; 0: there are none. */
  readonly phonesEveryMs: number;
  /** People beside the clients who have a phone and open no page; none without phones. */
  readonly absentees: number;
  /** Share of messages that mention somebody. */
  readonly mentions: number;
  readonly roomsAtMost: number;
  readonly shuffleTies: boolean;
  readonly reverseUnorderedSelects: boolean;
  /** Bodies of several kilobytes among the others. */
  readonly largeBodies: boolean;
  readonly weights: Readonly<Record<Operation, number>>;
  /** How many times as often as at others faults by time come right after a boundary. */
  readonly boundaryTimes: number;
  readonly faults: FaultSettings;
}

/** Seeds of more rooms than a page follows, in which people go from one to the next. */
const MANY_ROOMS_SHARE = 0.08;
const MANY_ROOMS = 10;
const MANY_ROOMS_WEIGHTS = { createRoom: 40, openRoom: 80 };

/** Seeds whose browsers have locks, as they do on https. */
const LOCKS_SHARE = 0.65;

/** Seeds whose pages say that somebody is there: the others have the frames of messages alone. */
const PRESENCE_SHARE = 0.6;

/** How often people say what they have read: in some seeds never. */
const READ_EVERY_MS: Readonly<Record<ProfileName, readonly number[]>> = {
  smoke: [0, 700, 2_000],
  standard: [0, 2_500, 6_000],
  long: [0, 300_000],
};

/** How often people begin to type: in most seeds never. */
const TYPE_EVERY_MS: Readonly<Record<ProfileName, readonly number[]>> = {
  smoke: [0, 0, 3_000],
  standard: [0, 0, 6_000],
  long: [0, 0, 300_000],
};

/** How often servers look whether they hold what the log says: in half of the seeds never. */
const AUDIT_EVERY_MS: Readonly<Record<ProfileName, readonly number[]>> = {
  smoke: [0, 0, 1_000, 5_000],
  standard: [0, 0, 3_000, 15_000],
  long: [0, 0, 600_000],
};

/** How often people do something on phones: in some seeds there are none. */
const PHONES_EVERY_MS: Readonly<Record<ProfileName, readonly number[]>> = {
  smoke: [0, 2_500, 6_000],
  standard: [0, 6_000, 20_000],
  long: [0, 900_000],
};

const ALWAYS: readonly Operation[] = ['post', 'openRoom'];
/** What leaves less to see when it is done often. */
const SELDOM: readonly Operation[] = ['closeRoom', 'signOut'];

/**
 * Draws what a seed is like. Equal seeds are alike in every process and time zone.
 *
 * @param preset - instead of the one that is drawn, in profiles that have any but `pure`.
 */
export function drawConfig(
  seed: Seed,
  profile: ProfileName = 'smoke',
  preset: PresetName = drawPreset(seed, profile),
): Config {
  const { durationMs, clients: most, processes, pausesMs } = PROFILES[profile];
  const draws = new Draws(seed, 'config', '');
  const faults = drawFaults(seed, profile, preset);
  const tabs = faults.U2.on ? drawTabs(seed) : 1;
  // People with several tabs are fewer: a seed has about as many clients either way.
  const clients = Math.max(2, most + 1 - tabs);
  const firstRun = draws.happens(0.15);
  const hot = draws.happens(0.5);
  const reverseUnorderedSelects = draws.happens(0.5);
  const drawn: Config = {
    profile,
    preset,
    durationMs,
    clients,
    tabs,
    locks: new Draws(seed, 'config', 'locks').happens(LOCKS_SHARE),
    processes,
    knownClients: firstRun ? 0 : Math.min(clients, 1 + draws.below(3)),
    firstRun,
    lostClients: PROFILES[profile].presets ? drawLostClients(seed, preset) : 0,
    pauseMs: draws.pick<number>(pausesMs),
    readEveryMs: new Draws(seed, 'config', 'reading').pick<number>(READ_EVERY_MS[profile]),
    typeEveryMs: new Draws(seed, 'config', 'typing').pick<number>(TYPE_EVERY_MS[profile]),
    auditEveryMs: new Draws(seed, 'config', 'audit').pick<number>(AUDIT_EVERY_MS[profile]),
    presence: new Draws(seed, 'config', 'presence').happens(PRESENCE_SHARE),
    phonesEveryMs: new Draws(seed, 'config', 'phones').pick<number>(PHONES_EVERY_MS[profile]),
    absentees: new Draws(seed, 'config', 'absentees').pick<number>([1, 1, 2]),
    mentions: new Draws(seed, 'config', 'mentions').pick<number>([0, 0.05, 0.3]),
    roomsAtMost: hot ? 2 : 3 + draws.below(3),
    shuffleTies: draws.happens(0.25),
    reverseUnorderedSelects,
    largeBodies: draws.happens(0.2),
    weights: drawWeights(seed, profile),
    boundaryTimes: new Draws(seed, 'config', 'boundaries').pick<number>(
      PROFILES[profile].boundaryTimes,
    ),
    faults,
  };
  return hasManyRooms(seed, profile) ? withManyRooms(drawn) : drawn;
}

function hasManyRooms(seed: Seed, profile: ProfileName): boolean {
  const share = PROFILES[profile].presets ? MANY_ROOMS_SHARE : 0;
  return new Draws(seed, 'config', 'many rooms').happens(share);
}

function withManyRooms(config: Config): Config {
  const weights = { ...config.weights, ...MANY_ROOMS_WEIGHTS };
  return { ...config, roomsAtMost: MANY_ROOMS, weights };
}

function drawLostClients(seed: Seed, preset: PresetName): number {
  return new Draws(seed, 'config', 'lost clients').pick<number>(PRESETS[preset].lostClients);
}

function drawPreset(seed: Seed, profile: ProfileName): PresetName {
  if (!PROFILES[profile].presets) return 'pure';
  const weights = PRESET_NAMES.map((name) => [name, PRESETS[name].weight] as const);
  return new Draws(seed, 'config', 'preset').weighted(weights);
}

/** Seeds of one tab a person remain: what is the same for all is seen there soonest. */
function drawTabs(seed: Seed): number {
  return new Draws(seed, 'config', 'tabs').weighted([
    [1, 30],
    [2, 40],
    [3, 18],
    [4, 12],
  ]);
}

/**
 * How many tabs a person may have open: one where tabs have no troubles.
 *
 * @param number - 1 for `c1`.
 */
export function tabsOf({ tabs, faults }: Config, number: number): number {
  return faults.U2.on ? Math.max(1, tabs - 2 * (number - 1)) : 1;
}

function drawWeights(seed: Seed, profile: ProfileName): Config['weights'] {
  const { operationChance, weights: among } = PROFILES[profile];
  const weights: Partial<Record<Operation, number>> = {};
  for (const operation of OPERATIONS) {
    const draws = new Draws(seed, 'weight', operation);
    const on = ALWAYS.includes(operation) || draws.happens(operationChance);
    const weight = SELDOM.includes(operation) ? 1 + draws.below(3) : draws.pick<number>(among);
    weights[operation] = on ? weight : 0;
  }
  weights.post = 20 + new Draws(seed, 'weight', 'post').below(40);
  weights.burst = Math.ceil((weights.burst ?? 0) / 2);
  return weights as Config['weights'];
}

function drawFaults(seed: Seed, profile: ProfileName, preset: PresetName): FaultSettings {
  const settings: Partial<Record<FaultClass, object>> = {};
  for (const name of FAULT_CLASS_NAMES) {
    const draws = new Draws(seed, 'fault', name);
    const on = draws.happens(PRESETS[preset].chance(name, FAULT_CLASSES[name].chance));
    settings[name] = { on, ...apart(INTENSITY[name](draws), PROFILES[profile].faultsApart) };
  }
  return settings as FaultSettings;
}

/** Faults that come by time come less often in longer seeds. */
function apart(intensity: object, times: number): object {
  const entries = Object.entries(intensity) as [string, number][];
  return Object.fromEntries(
    entries.map(([name, value]) => [name, /everyMs$/i.test(name) ? value * times : value]),
  );
}

const INTENSITY: { readonly [Class in FaultClass]: (draws: Draws) => Intensities[Class] } = {
  N1: (draws) => ({
    baseMs: draws.between(1, 80),
    meanMs: draws.between(5, 200),
    storageUs: draws.pick([20, 100, 400, 1_500, 5_000]),
  }),
  N2: (draws) => ({ everyMs: draws.between(2_000, 20_000), afterSend: draws.between(0, 0.12) }),
  N3: (draws) => ({ share: draws.between(0.1, 0.6) }),
  N4: (draws) => ({ everyMs: draws.between(4_000, 20_000), meanMs: draws.between(100, 4_000) }),
  N5: (draws) => ({ everyMs: draws.between(5_000, 30_000), meanMs: draws.between(200, 4_000) }),
  N7: (draws) => ({ probability: draws.between(0.02, 0.15) }),
  N8: (draws) => ({
    lost: draws.between(0, 0.05) + (draws.happens(0.2) ? 0.9 : 0),
    doubled: draws.between(0, 0.1),
    overtaken: draws.between(0, 0.3),
    cutEveryMs: draws.between(5_000, 30_000),
    cutMeanMs: draws.between(500, 5_000),
  }),
  N11: (draws) => ({ probability: draws.between(0.01, 0.02), lostForMs: 0 }),
  N12: (draws) => ({ probability: draws.between(0.05, 0.5) }),
  S1: (draws) => ({ everyMs: draws.between(2_000, 10_000), meanMs: draws.between(10, 1_000) }),
  S3: (draws) => ({
    windows: 1 + draws.below(2),
    meanMs: draws.between(1_000, 5_000),
    pages: 1 + draws.below(2),
  }),
  S4: (draws) => ({ probability: draws.between(0.005, 0.02) }),
  S5: (draws) => ({ probability: draws.between(0.001, 0.01), meanMs: draws.between(20, 500) }),
  S6: (draws) => ({ probability: draws.between(0.01, 0.05) }),
  S7: (draws) => ({ losses: 1 + draws.below(2) }),
  S8: (draws) => ({ olderMs: draws.between(300, 5_000) }),
  P1: (draws) => ({ everyMs: draws.between(6_000, 30_000), downMs: draws.between(200, 3_000) }),
  P2: (draws) => ({ everyMs: draws.between(6_000, 20_000), downMs: draws.between(50, 500) }),
  P3: (draws) => ({ everyMs: draws.between(8_000, 30_000), meanMs: draws.between(100, 4_000) }),
  P4: () => ({}),
  P5: (draws) => ({ everyMs: draws.between(3_000, 12_000), meanMs: draws.between(1_000, 8_000) }),
  P6: (draws) => ({ everyMs: draws.between(4_000, 15_000), downMs: draws.between(20, 1_500) }),
  U2: (draws) => ({
    everyMs: draws.between(5_000, 30_000),
    sleepEveryMs: draws.pick([0, 20_000]),
    sleepMeanMs: draws.pick([3_000, 20_000]),
  }),
  U3: (draws) => ({
    everyMs: draws.between(3_000, 10_000),
    awayMs: draws.between(1_000, 5_000),
    afterSend: draws.between(0, 0.06),
  }),
  U4: (draws) => ({
    probability: draws.between(0, 0.05),
    fullEveryMs: draws.between(8_000, 30_000),
    fullMeanMs: draws.between(500, 5_000),
    evictedEveryMs: draws.between(5_000, 30_000),
  }),
  U5: (draws) => ({ probability: draws.between(0.05, 0.2) }),
  U6: (draws) => ({
    probability: draws.between(0.05, 0.2),
    hostileEveryMs: draws.between(800, 3_000),
  }),
  B1: () => ({}),
  B2: (draws) => ({ everyMs: draws.between(2_000, 8_000), meanMs: draws.between(500, 6_000) }),
  C4: (draws) => ({ lateMs: draws.between(10, 1_000) }),
  N6: (draws) => ({
    everyMs: draws.between(6_000, 20_000),
    windowMs: draws.between(2_000, 10_000),
  }),
  N9: (draws) => ({
    idleMs: draws.pick([1_000, 3_000, 8_000, 20_000]),
    refused: draws.between(0.02, 0.3),
  }),
  N10: (draws) => ({ everyMs: draws.between(5_000, 15_000) }),
  U1: (draws) => ({
    everyMs: draws.between(4_000, 15_000),
    meanMs: draws.between(500, 6_000),
    framesPerS: draws.happens(0.4) ? 0 : draws.between(1, 50),
  }),
  C1: (draws) => ({
    skewMs: draws.happens(0.1) ? 86_400_000 : draws.between(100, 10_000),
  }),
  C2: (draws) => ({ ppm: draws.between(10, 500) }),
  C3: (draws) => ({ jumps: 1 + draws.below(3), meanMs: draws.pick([300, 60_000, 1_200_000]) }),
};
