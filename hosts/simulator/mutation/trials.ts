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

/** Statements and reads that fail, and a disk that is full. */
const FAILING = ['S4.on=true', 'S4.probability=0.03', 'S3.on=true'] as const;

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
 * @param from - the first seed. @param every - from one to the next: 10 makes all of one kind.
 */
export function trialsOf(count: number, from = 1, every = 1): readonly Trial[] {
  return Array.from({ length: count }, (_, index) => {
    const seed = from + index * every;
    return { seed, settings: settingsOf(seed) };
  });
}

function settingsOf(seed: Seed): readonly string[] {
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
