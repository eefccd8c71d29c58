import { clientOfTab } from '../plan/plan.js';
import { roomStream, type RoomId, type UserId } from '../../../core/vocabulary/ids.js';
import type { Activity } from '../../../core/vocabulary/presence.js';
import type { Config } from '../plan/config.js';
import type { PresenceLeeway } from '../model/presences.js';
import type { Tab } from './tab.js';
import type { World } from './world.js';

/** Between two looks at what pages show. */
const LOOK_MS = 500;
/** A page that was stopped has this long to see that time has gone on. */
const AWAKE_MS = 3_000;
/** A timer may be as much later than the mean. */
const LATE_TIMERS_MAX = 8;
/** A claim of a process that ended is over on the others after this, with their looks. */
const NODE_ENDED_MS = 11_000;
/** One that was handed over: until the successor starts, and from then on. */
const HANDED_OVER_MS = 22_000;

/** Looks now and then at what pages show of presence. */
export class PresenceWatch {
  readonly #world: World;
  readonly #tabs: Iterable<Tab>;
  readonly #stoppedAt = new Map<string, number>();
  #nextLookMs = 0;

  constructor(world: World, tabs: Iterable<Tab>) {
    this.#world = world;
    this.#tabs = tabs;
    world.model.presences.leeway = leewayOf(world.config);
  }

  look(): void {
    const nowMs = this.#world.kernel.nowUs / 1_000;
    if (!this.#world.config.presence || nowMs < this.#nextLookMs) return;
    this.#nextLookMs = nowMs + LOOK_MS;
    for (const tab of this.#tabs) this.#lookAt(tab, nowMs);
  }

  #lookAt(tab: Tab, nowMs: number): void {
    const isSeen = tab.isRunning && tab.isVisible;
    if (!isSeen) this.#stoppedAt.set(tab.name, nowMs);
    if (!isSeen || nowMs - (this.#stoppedAt.get(tab.name) ?? 0) < AWAKE_MS) return;
    const views = [...(tab.state?.presence.values() ?? [])];
    const isShown = views.some(({ certain, counts }) => certain && counts.active + counts.away > 0);
    if (isShown) this.#world.model.presences.shows(tab.name, clientOfTab(tab.name));
  }
}

function leewayOf({ faults }: Config): PresenceLeeway {
  const lateMs = faults.C4.on ? LATE_TIMERS_MAX * faults.C4.lateMs : 0;
  return {
    lateMs,
    endedMs: faults.P2.on ? HANDED_OVER_MS + NODE_ENDED_MS : NODE_ENDED_MS,
    isPaused: faults.P3.on,
  };
}

/** What of presence a page shows otherwise than it is; null where it shows what is so. */
export function unsettledPresence(tab: Tab, tabs: readonly Tab[]): string | null {
  const view = tab.state?.presence.get('account');
  if (view === undefined) return 'nothing is known of presence';
  if (!view.certain) return 'presence is not certain';
  for (const [userId, activity] of truthOf(tabs)) {
    const shown = view.people?.get(userId);
    if (shown !== activity) return `person ${String(userId)} is ${activity}, not ${String(shown)}`;
  }
  return unsettledRooms(tab, tabs);
}

/** Whoever has a room open is in it, for everybody who has it open. */
function unsettledRooms(tab: Tab, tabs: readonly Tab[]): string | null {
  for (const roomId of tab.rooms) {
    if (!isLiveIn(tab, roomId)) continue;
    const view = tab.state?.presence.get(roomStream(roomId));
    if (view?.certain !== true) return `who is in ${roomStream(roomId)} is not certain`;
    for (const other of tabs) {
      const { userId } = other;
      if (userId === null || !isLiveIn(other, roomId) || view.people?.has(userId) === true)
        continue;
      return `person ${String(userId)} is in ${roomStream(roomId)}, and is not shown there`;
    }
  }
  return null;
}

function isLiveIn({ state }: Tab, roomId: RoomId): boolean {
  return state?.rooms.get(roomId)?.status.kind === 'live';
}

/** What people do, by the tabs that they have open. */
function truthOf(tabs: readonly Tab[]): ReadonlyMap<UserId, Activity> {
  const truth = new Map<UserId, Activity>();
  for (const { userId, isVisible, hasStarted } of tabs) {
    if (userId === null || !hasStarted) continue;
    if (truth.get(userId) !== 'active') truth.set(userId, isVisible ? 'active' : 'away');
  }
  return truth;
}
