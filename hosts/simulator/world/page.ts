import { SimulatedClock } from '../../../adapters/simulated/clock.js';
import { SimulatedTransport, type CookieJar } from '../../../adapters/simulated/transport.js';
import type { Client } from '../../../core/client/client.js';
import { noticeSleep } from '../../../core/client/notice-sleep.js';
import type { Clock } from '../../../ports/clock.js';
import type { Transport } from '../../../ports/transport.js';
import type { Life } from '../kernel/life.js';
import { timelineOf, WALL_START } from '../kernel/timeline.js';
import type { TabName } from '../plan/plan.js';
import type { TabConditions } from './conditions.js';
import { countedTransport } from './counted-transport.js';
import { lateTimers } from './late-timers.js';
import type { SharedWay } from './shared-way.js';
import { SteadyTime } from './steady-time.js';
import { watchedClock, type WatchedClock } from './watched-clock.js';
import type { World } from './world.js';

/** A person who sees nothing come asks again. */
const REQUEST_TIMEOUT_MS = 3_000;

/** The tab that shows a page. */
interface Place {
  readonly name: TabName;
  readonly conditions: TabConditions;
  readonly profile: { readonly jar: CookieJar; readonly hasLocks: boolean };
  readonly isVisible: boolean;
  readonly isLeading: boolean;
}

/** A page that stands still with its device. */
export interface Sleep {
  readonly sinceMs: number;
  /** Whether its steady clock goes on meanwhile. */
  readonly steady: 'runs' | 'stands';
}

/** A page that is open: it ends with its life, and takes the client with it. */
export interface Page {
  readonly life: Life;
  readonly clock: Clock;
  /** What its clock counts by. */
  readonly steady: SteadyTime;
  readonly transport: Transport;
  client: Client | null;
  /** Its share in the browser's connection, once it has started. */
  way: SharedWay | null;
  /** Timers of its client. */
  readonly timers: WatchedClock;
  /** Whether its device has failed it. */
  hasFailed: boolean;
  /** Null while its device is awake. */
  asleep: Sleep | null;
}

/** A page that has just been opened in a tab, and has yet to start its client. */
export function newPage(world: World, tab: Place): Page {
  const { kernel, network, model } = world;
  const life = kernel.begin(tab.name);
  const timeline = timelineOf(kernel, life);
  const { conditions, name: address } = tab;
  const { jar } = tab.profile;
  const steady = new SteadyTime(timeline);
  const clock = new SimulatedClock({
    timeline: lateTimers({ world, timeline: steady.timeline, lane: life.lane, tab }),
    wallStart: WALL_START,
    wallOffsetMs: () => steady.stoodMs,
  });
  const way = { timeline, network, conditions, jar, address, timeoutMs: REQUEST_TIMEOUT_MS };
  const transport = countedTransport(new SimulatedTransport(way), world, tab);
  const timers = watchedClock(clock, () => {
    model.ways.touch(tab.name);
  });
  const none = { client: null, way: null, hasFailed: false, asleep: null };
  return { life, clock, steady, transport, timers, ...none };
}

/** Lets a page that has started see that its device has slept, where devices do. */
export function seesSleep(world: World, tab: TabName, page: Page): void {
  const { U2 } = world.config.faults;
  if (!U2.on || U2.sleepEveryMs === 0) return;
  noticeSleep(page.clock, () => {
    world.goal('sleep-noticed');
    world.model.retries.began(tab);
    world.model.ways.hurried(tab);
    page.way?.transport.slept();
    page.client?.slept();
  });
}
