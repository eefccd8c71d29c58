import type { ServerFrame } from '../vocabulary/frames.js';
import type { UserId } from '../vocabulary/ids.js';
import type { RoomSummary } from '../vocabulary/rooms.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import type { EncodedFrame } from '../../ports/codec.js';
import type { CatchUpQueue } from './catch-up-queue.js';
import { refusalOf } from './failures.js';
import type { LeftRoom } from './following.js';
import type { BoardVersion } from './head-board.js';
import type { Outlet } from './outlet.js';
import type { RoomHeads } from './room-heads.js';
import type { Workings } from './workings.js';

interface TellerParts {
  readonly userId: UserId;
  readonly heads: RoomHeads;
  readonly outlet: Outlet;
  readonly workings: Workings;
  readonly queue: CatchUpQueue;
}

/** Tells one connection what moved in rooms that it does not follow, as its socket takes it. */
export class HeadTeller {
  readonly #parts: TellerParts;
  #isReading = false;

  constructor(parts: TellerParts) {
    this.#parts = parts;
  }

  /** News up to here are told or of no concern. */
  get seen(): BoardVersion {
    return this.#parts.heads.seen;
  }

  /** The first frame: every room of the person. */
  first(rooms: readonly RoomSummary[]): ServerFrame {
    return this.#parts.heads.first(rooms, this.#parts.workings.clock.monotonic());
  }

  /** The person's list of rooms may have changed. @returns whether it must be read now. */
  roomsMayHaveChanged(): boolean {
    this.#parts.heads.markRooms('stale');
    return this.#parts.heads.needsRooms();
  }

  /** A room is followed no longer. @returns whether its head is owed. */
  left(room: LeftRoom): boolean {
    return this.#parts.heads.left(room);
  }

  /** Says what is new, if it may. @returns when to come again, or null where nothing is owed. */
  offer(now: MonotonicMs, encode: (frame: ServerFrame) => EncodedFrame): MonotonicMs | null {
    const { heads, outlet, workings } = this.#parts;
    const { headsIntervalMs } = workings.limits;
    const dueAt = heads.dueAt(headsIntervalMs);
    if (now < dueAt) return dueAt;
    if (!outlet.open) return now + headsIntervalMs;
    const isListOld = this.#isReading || heads.needsRooms();
    if (isListOld && !this.#isReading) this.#readRooms();
    // Rooms of the list do not wait for it to be read: there may be a newer one again by then.
    const frame = isListOld ? heads.listed(now) : heads.next(now);
    if (frame !== null) outlet.send(encode(frame));
    return isListOld ? now + headsIntervalMs : null;
  }

  /** A queue that is full leaves the list stale: the next round asks again. */
  #readRooms(): void {
    const taken = this.#parts.queue.add({ gap: null, run: () => this.#read() });
    this.#isReading = taken !== null;
  }

  async #read(): Promise<void> {
    const { heads, userId, workings } = this.#parts;
    heads.markRooms('beingRead');
    try {
      heads.setRooms(await workings.store.read((snapshot) => snapshot.roomsOf(userId)));
    } catch (error) {
      heads.markRooms('stale');
      refusalOf(error, 'reading the rooms of a person', workings.telemetry);
    }
    this.#isReading = false;
  }
}
