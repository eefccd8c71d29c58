import type { ClientMessageId, RoomId } from '../../../core/vocabulary/ids.js';
import { FOLLOWED_ROOMS_MAX } from '../../../core/vocabulary/limits.js';
import { unsettledIn } from './ending.js';
import type { Tab } from './tab.js';
import type { World } from './world.js';

/**
 * After faults have stopped everything settles within this time: the longest wait that is
 * configured, for a join that was lost, three times.
 */
export const SETTLE_MS = 180_000;
/**
 * And for each message that waits before others of its room: one is under way at a time, and with
 * the slowest links and storage that seeds have it takes more than a second.
 */
const SENT_MS = 2_000;

/** States of messages that are still to be sent, or to be sent again. */
const WAITING: ReadonlySet<string> = new Set(['queued', 'sending', 'unconfirmed']);

/** Between two looks at whether everything has settled. */
export const LOOK_MS = 200;
/** What has settled stays so for as long: later hints change nothing. */
const STAY_MS = 1_200;

/**
 * Lets everything settle once faults have stopped.
 *
 * A page follows so many rooms: where there are more, they are looked at in groups of as many, and
 * before that each page settles with those that it has open.
 */
export class Settling {
  readonly #world: World;
  readonly #tabs: readonly Tab[];
  readonly #run: (forMs: number) => boolean;
  /** Where the group begins that everyone is shown; null while everyone has rooms of their own. */
  #from: number | null;

  /** @param run - lets time pass. @returns false when nothing can go on. */
  constructor(world: World, tabs: readonly Tab[], run: (forMs: number) => boolean) {
    this.#world = world;
    this.#tabs = tabs;
    this.#run = run;
    this.#from = world.model.messages.rooms.length > FOLLOWED_ROOMS_MAX ? null : 0;
  }

  /**
   * Where nobody can have every room open, first with those that each has; then with the first
   * group.
   */
  begin(): boolean {
    if (!this.settle()) return false;
    if (this.#from !== null) return true;
    this.#from = 0;
    return this.settle();
  }

  /** Goes on to the next group. @returns false too when there is none. */
  goOn(): boolean {
    const next = (this.#from ?? 0) + FOLLOWED_ROOMS_MAX;
    if (next >= this.#world.model.messages.rooms.length) return false;
    this.#from = next;
    return this.settle();
  }

  /** @returns whether everything has settled and nothing is violated. */
  settle(): boolean {
    const { model, kernel } = this.#world;
    const deadlineUs = kernel.nowUs + timeToSettle(this.#tabs) * 1_000;
    // Somebody looks at most pages again; others must find out by themselves.
    const looks = kernel.draws('wake', '');
    for (const tab of this.#tabs) if (looks.happens(0.7)) tab.wake();
    let quietSinceUs: number | null = null;
    while (kernel.nowUs < deadlineUs) {
      this.showAll();
      if (!this.#run(LOOK_MS)) return false;
      if (unsettledIn(this.#world, this.#tabs) !== null) quietSinceUs = null;
      else quietSinceUs ??= kernel.nowUs;
      if (quietSinceUs !== null && kernel.nowUs - quietSinceUs >= STAY_MS * 1_000) {
        model.ends.settled(null);
        return true;
      }
    }
    const left = unsettledIn(this.#world, this.#tabs);
    model.ends.settled(left);
    return left === null;
  }

  showAll(): void {
    for (const tab of this.#tabs) this.show(tab);
  }

  /** Whoever sits there comes back and opens every room. */
  show(tab: Tab): void {
    tab.open();
    if (this.#from === null) return;
    const rooms = this.#rooms;
    const isPart = rooms.length < this.#world.model.messages.rooms.length;
    const others = isPart ? [...tab.rooms].filter((roomId) => !rooms.includes(roomId)) : [];
    for (const roomId of others) tab.closeRoom(roomId);
    for (const roomId of rooms) {
      if (tab.state?.rooms.get(roomId)?.status.kind !== 'live') tab.openRoom(roomId);
    }
  }

  /** The group that everyone is shown. */
  get #rooms(): readonly RoomId[] {
    const { rooms } = this.#world.model.messages;
    return this.#from === null ? [] : rooms.slice(this.#from, this.#from + FOLLOWED_ROOMS_MAX);
  }
}

/** How long everything may take to settle, by what is still to be sent. */
export function timeToSettle(tabs: readonly Pick<Tab, 'state' | 'profile'>[]): number {
  return SETTLE_MS + SENT_MS * Math.max(0, ...tabs.map(waitingOf));
}

/** Messages of a browser that wait in one room, where they are most. */
function waitingOf({ state, profile }: Pick<Tab, 'state' | 'profile'>): number {
  const waiting = new Map<RoomId, Set<ClientMessageId>>();
  const shown = (state?.outbox ?? []).map((entry) => ({ ...entry, state: entry.state.kind }));
  for (const entry of [...shown, ...profile.disk.entries()]) {
    if (!WAITING.has(entry.state)) continue;
    const ids = waiting.get(entry.roomId) ?? new Set();
    waiting.set(entry.roomId, ids.add(entry.clientMessageId));
  }
  return Math.max(0, ...[...waiting.values()].map(({ size }) => size));
}
