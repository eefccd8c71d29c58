import type { HeadsFrame, RoomHead } from '../vocabulary/frames.js';
import { roomStream } from '../vocabulary/ids.js';
import type { RoomId } from '../vocabulary/ids.js';
import type { RoomSummary } from '../vocabulary/rooms.js';
import type { Sequence } from '../vocabulary/position.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import type { Following, LeftRoom } from './following.js';
import type { BoardVersion, HeadBoard } from './head-board.js';

/** What one connection has been told of the rooms that it does not follow in full. */
export class RoomHeads {
  readonly #board: HeadBoard;
  readonly #following: Following;
  /** Rooms of the person with what was told of each: nothing of any other room is ever said. */
  #told: Map<RoomId, Sequence> = new Map();
  #roomsAreStale = false;
  /** Whether news of a room was passed over that the list did not hold: the next may hold it. */
  #hasPassedOver = false;
  /** How far rooms are that the last list has brought. */
  #fresh: readonly RoomHead[] = [];
  #seen: BoardVersion;
  #toldAt: MonotonicMs = Number.NEGATIVE_INFINITY;

  constructor(board: HeadBoard, following: Following) {
    this.#board = board;
    this.#following = following;
    this.#seen = board.version;
  }

  /** News up to here are told or of no concern. */
  get seen(): BoardVersion {
    return this.#seen;
  }

  /** Takes the list of rooms as it was read. Of a new one nothing was told yet, and it is news. */
  setRooms(rooms: readonly RoomSummary[]): void {
    this.#hasPassedOver = false;
    this.#fresh = rooms
      .filter(({ id }) => !this.#told.has(id))
      .map(({ id, head, latest }) => [id, head, latest]);
    this.#told = new Map(rooms.map(({ id }) => [id, this.#told.get(id) ?? 0]));
  }

  /**
   * Whether the list of rooms may be out of date. It is as new as the start of the read that {@link
   * setRooms} ends.
   */
  markRooms(state: 'stale' | 'beingRead'): void {
    this.#roomsAreStale = state === 'stale';
  }

  /** A room is followed no longer. @returns whether something of it is still to be told. */
  left({ roomId, sent, head }: LeftRoom): boolean {
    const told = this.#told.get(roomId);
    if (told !== undefined) this.#told.set(roomId, Math.max(told, sent));
    if (head <= sent) return false;
    this.#board.note(roomId);
    return true;
  }

  /** Whether a room moved that the list does not hold, and the list may be out of date. */
  needsRooms(): boolean {
    if (!this.#roomsAreStale) return false;
    return (
      this.#hasPassedOver ||
      this.#board.since(this.#seen).some(([roomId]) => !this.#told.has(roomId))
    );
  }

  /** Time from which on the next frame may be said. */
  dueAt(intervalMs: number): MonotonicMs {
    return this.#toldAt + intervalMs;
  }

  /** The first frame: every room of the person. */
  first(rooms: readonly RoomSummary[], now: MonotonicMs): HeadsFrame {
    this.#told = new Map(rooms.map(({ id, head }) => [id, head]));
    this.#toldAt = now;
    return { type: 'heads', heads: rooms.map(({ id, head, latest }) => [id, head, latest]) };
  }

  /** What is new, or null; it counts as told. */
  next(now: MonotonicMs): HeadsFrame | null {
    const news = this.#board.since(this.#seen);
    this.#hasPassedOver ||= news.some(([roomId]) => !this.#told.has(roomId));
    const frame = this.listed(now);
    this.#seen = this.#board.version;
    return frame;
  }

  /** What is new in rooms of the list, or null. Of all others it is still to be told. */
  listed(now: MonotonicMs): HeadsFrame | null {
    const news = this.#board.since(this.#seen);
    const moved = new Set(news.map(([roomId]) => roomId));
    const fresh = this.#fresh.filter(([roomId]) => !moved.has(roomId));
    const heads = [...fresh, ...news].filter(([roomId, seq]) => this.#concerns(roomId, seq));
    this.#fresh = [];
    if (heads.length === 0) return null;
    for (const [roomId, seq] of heads) this.#told.set(roomId, seq);
    this.#toldAt = now;
    return { type: 'heads', heads };
  }

  #concerns(roomId: RoomId, seq: Sequence): boolean {
    const told = this.#told.get(roomId);
    return told !== undefined && told < seq && !this.#following.has(roomStream(roomId));
  }
}
