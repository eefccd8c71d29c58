import { Draws, type Seed } from '../kernel/draws.js';
import { tabsOf, type Config } from './config.js';
import { moments } from './moments.js';
import { HOSTILE_ACTS, TAB_TROUBLES, type Fault } from './plan.js';
import { serverFaults } from './server-faults.js';

/** How long a tab is away on average. */
export const TAB_AWAY_MS = {
  reload: 500,
  close: 3_000,
  duplicate: 0,
  freeze: 2_000,
  discard: 1_500,
  restore: 3_000,
} as const;

/** The shortest sleep of a device. */
const SLEEP_MS_MIN = 3_000;

/** How long all pages of a browser are closed on average when its device forgets. */
const CLOSED_MS = 1_500;

/** Devices that one person has beside their browser, at most. */
const CROWD_MAX = 6;

/** Plans the faults that happen by time. In order of time. */
export function generateFaults(seed: Seed, config: Config): readonly Fault[] {
  const faults: Fault[] = [];
  for (let number = 1; number <= config.clients; number += 1) {
    const client = `c${String(number)}`;
    faults.push(...deviceFaults(seed, config, client));
    if (tabsOf(config, number) > 1) faults.push(...leaderFaults(seed, config, client));
    for (let tab = 1; tab <= tabsOf(config, number); tab += 1) {
      faults.push(...tabFaults(seed, config, `${client}.${String(tab)}`));
    }
  }
  faults.push(...commonFaults(seed, config));
  faults.push(...serverFaults(seed, config));
  return faults.sort((one, other) => one.t - other.t);
}

function deviceFaults(seed: Seed, config: Config, client: string): readonly Fault[] {
  const { N4, N5, U2, U4, B2 } = config.faults;
  const faults: Fault[] = [];
  for (const { t, draws } of N4.on ? moments(seed, config, ['N4', client, N4.everyMs]) : []) {
    faults.push({ t, class: 'N4', client, forMs: Math.ceil(draws.exponential(N4.meanMs)) });
  }
  for (const { t, draws } of N5.on ? moments(seed, config, ['N5', client, N5.everyMs]) : []) {
    faults.push({ t, class: 'N5', client, forMs: Math.ceil(draws.exponential(N5.meanMs)) });
  }
  if (U4.on) faults.push(...storeFaults(seed, config, client));
  if (U2.on) faults.push(...sleeps(seed, config, client));
  for (const { t, draws } of B2.on ? moments(seed, config, ['B2', client, B2.everyMs]) : []) {
    const forMs = Math.ceil(draws.exponential(B2.meanMs));
    faults.push({ t, class: 'B2', client, count: 1 + draws.below(CROWD_MAX), forMs });
  }
  return faults;
}

function storeFaults(seed: Seed, config: Config, client: string): readonly Fault[] {
  const { fullEveryMs, fullMeanMs, evictedEveryMs } = config.faults.U4;
  const full = moments(seed, config, ['U4 full', client, fullEveryMs]).map(
    ({ t, draws }): Fault => {
      const forMs = Math.ceil(draws.exponential(fullMeanMs));
      return { t, class: 'U4', client, what: 'full', forMs };
    },
  );
  const evicted = moments(seed, config, ['U4 evicted', client, evictedEveryMs]).map(
    ({ t, draws }): Fault => {
      const what = draws.happens(0.3) ? 'evictClosed' : 'evict';
      return { t, class: 'U4', client, what, forMs: Math.ceil(draws.exponential(CLOSED_MS)) };
    },
  );
  return [...full, ...evicted];
}

function sleeps(seed: Seed, config: Config, client: string): readonly Fault[] {
  const { sleepEveryMs, sleepMeanMs } = config.faults.U2;
  if (sleepEveryMs === 0) return [];
  return moments(seed, config, ['U2 sleep', client, sleepEveryMs]).map(({ t, draws }): Fault => {
    const awayMs = SLEEP_MS_MIN + Math.ceil(draws.exponential(sleepMeanMs));
    const steady = draws.pick(['runs', 'stands'] as const);
    return { t, class: 'U2', client, what: 'sleep', steady, awayMs };
  });
}

/** What happens to many at once. */
function commonFaults(seed: Seed, config: Config): readonly Fault[] {
  const { N6, N10, U6 } = config.faults;
  const faults: Fault[] = [];
  const hostile = ['U6 hostile', '', U6.hostileEveryMs] as const;
  for (const { t, draws } of U6.on ? moments(seed, config, hostile) : []) {
    faults.push({ t, class: 'U6', what: draws.pick(HOSTILE_ACTS) });
  }
  const flood = ['U6 typing', '', 2 * U6.hostileEveryMs] as const;
  const types = U6.on && config.typeEveryMs > 0;
  for (const { t } of types ? moments(seed, config, flood) : []) {
    faults.push({ t, class: 'U6', what: 'typingFlood' });
  }
  for (const { t } of N10.on ? moments(seed, config, ['N10', '', N10.everyMs]) : []) {
    faults.push({ t, class: 'N10' });
  }
  for (const { t, draws } of N6.on ? moments(seed, config, ['N6', '', N6.everyMs]) : []) {
    for (let number = 1; number <= config.clients; number += 1) {
      const from = Math.floor(draws.between(0, N6.windowMs / 2));
      const to = Math.floor(draws.between(N6.windowMs / 2, N6.windowMs));
      const client = `c${String(number)}`;
      if (!draws.happens(0.5)) continue;
      faults.push({ t: t + from, class: 'N6', client, forMs: to - from });
    }
  }
  return faults;
}

function leaderFaults(seed: Seed, config: Config, client: string): readonly Fault[] {
  const { U3 } = config.faults;
  if (!U3.on || !config.locks) return [];
  return moments(seed, config, ['U3', client, U3.everyMs]).map(({ t, draws }) => {
    const what = draws.happens(0.7) ? 'freeze' : 'crash';
    return { t, class: 'U3', client, what, awayMs: 500 + Math.ceil(draws.exponential(U3.awayMs)) };
  });
}

function tabFaults(seed: Seed, config: Config, client: string): readonly Fault[] {
  const { N2, N3, U1, U2 } = config.faults;
  const faults: Fault[] = [];
  const half = new Draws(seed, 'N3', client);
  for (const { t } of N2.on ? moments(seed, config, ['N2', client, N2.everyMs]) : []) {
    const deaf =
      N3.on && half.happens(N3.share) ? half.pick(['server', 'client'] as const) : 'none';
    faults.push({ t, class: deaf === 'none' ? 'N2' : 'N3', client, deaf });
  }
  for (const { t, draws } of U1.on ? moments(seed, config, ['U1', client, U1.everyMs]) : []) {
    const forMs = Math.ceil(draws.exponential(U1.meanMs));
    faults.push({ t, class: 'U1', client, forMs, framesPerS: U1.framesPerS });
  }
  for (const { t, draws } of U2.on ? moments(seed, config, ['U2', client, U2.everyMs]) : []) {
    const what = draws.pick(TAB_TROUBLES);
    const awayMs = Math.ceil(draws.exponential(TAB_AWAY_MS[what]));
    faults.push({ t, class: 'U2', client, what, awayMs });
  }
  return faults;
}
