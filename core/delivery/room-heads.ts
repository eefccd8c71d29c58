import type { HeadsFrame } from '../vocabulary/frames.js';
import { roomStream } from '../vocabulary/ids.js';
import type { RoomId } from '../vocabulary/ids.js';
import type { RoomSummary } from '../vocabulary/rooms.js';
import type { Sequence } from '../vocabulary/position.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import type { Following } from './following.js';
import type { BoardVersion, HeadBoard } from './head-board.js';

/** What one connection has been told of the rooms that it does not follow in full. */
export class RoomHeads {
  readonly #board: HeadBoard;
  readonly #following: Following;
  /** Rooms of the person: nothing of any other room is ever said. */
  #rooms: ReadonlySet<RoomId> = new Set();
  #roomsAreStale = false;
  #seen: BoardVersion;
  #toldAt: MonotonicMs = Number.NEGATIVE_INFINITY;
  /** Rooms that were left while something of them was unsent. */
  readonly #owed = new Map<RoomId, Sequence>();

  constructor(board: HeadBoard, following: Following) {
    this.#board = board;
    this.#following = following;
    this.#seen = board.version;
  }

  /** News up to here are told or of no concern. */
  get seen(): BoardVersion {
    return this.#seen;
  }

  setRooms(rooms: readonly RoomSummary[]): void {
    this.#rooms = new Set(rooms.map((room) => room.id));
  }

  /** Whether the list of rooms may be out of date. It is as new as the start of the read that {@link setRooms} ends. */
  markRooms(state: 'stale' | 'beingRead'): void {
    this.#roomsAreStale = state === 'stale';
  }

  owe(roomId: RoomId, seq: Sequence): void {
    this.#owed.set(roomId, seq);
  }

  /** Whether a room moved that the list does not hold, and the list may be out of date. */
  needsRooms(): boolean {
    if (!this.#roomsAreStale) return false;
    return this.#board.since(this.#seen).some(([roomId]) => !this.#rooms.has(roomId));
  }

  /** Time from which on the next frame may be said. */
  dueAt(intervalMs: number): MonotonicMs {
    return this.#toldAt + intervalMs;
  }

  /** The first frame: every room of the person. */
  first(rooms: readonly RoomSummary[], now: MonotonicMs): HeadsFrame {
    this.setRooms(rooms);
    this.#toldAt = now;
    return { type: 'heads', heads: rooms.map((room) => [room.id, room.head] as const) };
  }

  /** What is new, or null; it counts as told. */
  next(now: MonotonicMs): HeadsFrame | null {
    const news = new Map(this.#owed);
    for (const [roomId, seq] of this.#board.since(this.#seen)) news.set(roomId, seq);
    const heads = [...news].filter(([roomId]) => this.#concerns(roomId));
    this.#owed.clear();
    this.#seen = this.#board.version;
    if (heads.length === 0) return null;
    this.#toldAt = now;
    return { type: 'heads', heads };
  }

  #concerns(roomId: RoomId): boolean {
    return this.#rooms.has(roomId) && !this.#following.has(roomStream(roomId));
  }
}
