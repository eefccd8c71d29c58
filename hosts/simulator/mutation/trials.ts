import type { Seed } from '../kernel/draws.js';

/** A seed with what is pinned in it. */
export interface Trial {
  readonly seed: Seed;
  readonly settings: readonly string[];
}

/** Bounds that a short run meets, readers and links that stop, and one process beside another. */
const TIGHT = ['B1.on=true', 'U1.on=true', 'N4.on=true', 'N1.on=true'] as const;

/** Nothing that makes steps of a server late: it must keep to its times. */
const PROMPT = ['S4', 'S5', 'C4', 'N8', 'P6'].map((name) => `${name}.on=false`);

/** Slow links, and people who edit, look back and look around all the time. */
const LOOKING_BACK = [
  'N1.on=true',
  'N1.meanMs=200',
  'weights.edit=100',
  'weights.older=60',
  'weights.around=60',
  'weights.newest=60',
] as const;

/** Browsers of several tabs, of which the leading one is lost often, in many rooms. */
const TABS = [
  'locks=true',
  'tabs=4',
  'roomsAtMost=5',
  'weights.createRoom=20',
  'weights.closeRoom=15',
  'presence=true',
  'U2.on=true',
  'U2.everyMs=20000',
  'U3.on=true',
  'C4.on=false',
  'N11.on=false',
] as const;

/** Devices that fail, and little else. */
const DEVICES = ['preset=calm', 'locks=false', 'U4.on=true', 'U4.probability=0.3'] as const;

/** Devices that fail in browsers of several tabs, which come and go. */
const DEVICES_OF_TABS = [
  'preset=calm',
  'locks=true',
  'tabs=4',
  'U2.on=true',
  'U2.everyMs=5000',
  'U3.on=true',
  'U4.on=true',
  'U4.probability=0.3',
] as const;

/** Statements and reads that fail, and a disk that is full. */
const FAILING = ['S4.on=true', 'S4.probability=0.03', 'S3.on=true'] as const;

/** Reads that fail while many connections begin anew and little else is done. */
const GREETINGS_FAIL = [
  'preset=calm',
  'S4.on=true',
  'S4.probability=0.2',
  'N1.baseMs=5',
  'N1.meanMs=10',
  'N1.storageUs=100',
  'N2.on=true',
  'N2.everyMs=10000',
  'locks=false',
  'tabs=4',
  'U2.on=true',
  'U2.everyMs=30000',
  'pauseMs=5000',
  'durationMs=90000',
  'presence=false',
  'typeEveryMs=0',
  'readEveryMs=0',
  'phonesEveryMs=0',
] as const;

/** People who mention each other and delete it, before those who only have a phone have read it. */
const DELETING = [
  'preset=calm',
  'phonesEveryMs=15000',
  'absentees=2',
  'mentions=1',
  'readEveryMs=0',
  'roomsAtMost=5',
  'weights.createRoom=20',
  'weights.post=100',
  'weights.remove=100',
  'weights.burst=0',
  'pauseMs=350',
] as const;

/** People who say that they are there, type, write drafts, read, close rooms, and have phones. */
const PEOPLE = [
  'weights.draft=40',
  'N2.on=true',
  'presence=true',
  'typeEveryMs=2000',
  'readEveryMs=700',
  'phonesEveryMs=2500',
  'weights.closeRoom=10',
] as const;

/**
 * What mutants are tried on, in the order of seeds. Of ten seeds one is of the smoke profile as
 * it comes, and one is of the standard profile; of the others something is pinned.
 *
 * @param from - the first seed. @param every - from one to the next: 60 makes all of one kind.
 */
export function trialsOf(count: number, from = 1, every = 1): readonly Trial[] {
  return Array.from({ length: count }, (_, index) => {
    const seed = from + index * every;
    return { seed, settings: settingsOf(seed) };
  });
}

function settingsOf(seed: Seed): readonly string[] {
  return rareSettingsOf(seed) ?? commonSettingsOf(seed);
}

/** Four of sixty seeds are of kinds of their own. */
function rareSettingsOf(seed: Seed): readonly string[] | null {
  switch (seed % 60) {
    case 15:
      return GREETINGS_FAIL;
    case 45:
      return DELETING;
    case 25:
    case 55:
      return DEVICES_OF_TABS;
    default:
      return null;
  }
}

function commonSettingsOf(seed: Seed): readonly string[] {
  switch (seed % 10) {
    case 0:
      return DEVICES;
    case 3:
      return TIGHT;
    case 1:
    case 5:
      return PROMPT;
    case 2:
      return LOOKING_BACK;
    case 4:
      return FAILING;
    case 6:
      return TABS;
    case 8:
      return PEOPLE;
    case 9:
      return ['profile=standard'];
    default:
      return [];
  }
}
