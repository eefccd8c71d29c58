import { INVOLVEMENTS } from '../../../core/vocabulary/reading.js';
import { Draws, type Seed } from '../kernel/draws.js';
import type { Config } from './config.js';
import { clientOfTab, type Op, type RoomRef, type TabName } from './plan.js';
import { CLIENT_ROOM } from './words.js';

/** When people who open no page try to come, and how much later they subscribe. */
const ARRIVALS_MS = [300, 900, 2_000] as const;
const SUBSCRIBED_AFTER_MS = 400;

/** People beside the clients who open no page. */
export function absenteesOf({ phonesEveryMs, absentees }: Config): number {
  return phonesEveryMs === 0 ? 0 : absentees;
}

/** What is done on phones, and by those who open no page. In no order. */
export function afarOps(seed: Seed, config: Config, rooms: readonly RoomRef[]): readonly Op[] {
  const { clients, phonesEveryMs } = config;
  if (phonesEveryMs === 0) return [];
  const people = clients + absenteesOf(config);
  return Array.from({ length: people }, (_, at) => {
    const actor = `c${String(at + 1)}.1`;
    const draws = new Draws(seed, 'phones', clientOfTab(actor));
    const isAbsent = at >= clients;
    // Whoever opens no page has a phone from the start, and mostly wants to be told.
    const arrival = isAbsent ? arrivalOf(actor, draws) : [];
    return [...arrival, ...phoneOps({ config, rooms, people, actor, isAbsent, draws })];
  }).flat();
}

function arrivalOf(actor: TabName, draws: Draws): readonly Op[] {
  const what = draws.pick(['everything', 'everything', 'mentions'] as const);
  const phone = clientOfTab(actor);
  return ARRIVALS_MS.flatMap((t): readonly Op[] => [
    { t, actor, kind: 'afar', room: CLIENT_ROOM, what },
    { t: t + SUBSCRIBED_AFTER_MS, actor, kind: 'phone', phone, what: 'subscribe' },
  ]);
}

function phoneOps(of: {
  readonly config: Config;
  readonly rooms: readonly RoomRef[];
  readonly people: number;
  readonly actor: TabName;
  readonly isAbsent: boolean;
  readonly draws: Draws;
}): readonly Op[] {
  const { config, rooms, people, actor, isAbsent, draws } = of;
  const { durationMs, phonesEveryMs } = config;
  const ops: Op[] = [];
  for (let t = draws.exponential(phonesEveryMs); t < durationMs;) {
    const said = { t: Math.floor(t), actor };
    if (isAbsent && draws.happens(0.6)) {
      const what = draws.happens(0.6) ? 'read' : draws.pick(INVOLVEMENTS);
      ops.push({ ...said, kind: 'afar', room: draws.pick(rooms), what });
    } else {
      const other = `c${String(1 + draws.below(people))}`;
      const phone = draws.happens(0.8) ? clientOfTab(actor) : other;
      const what = draws.weighted([
        ['subscribe', 10],
        ['unsubscribe', 1],
        ['signOut', 1],
      ] as const);
      ops.push({ ...said, kind: 'phone', phone, what });
    }
    t += 1 + draws.exponential(phonesEveryMs);
  }
  return ops;
}
