import type { Clock } from '../../../ports/clock.js';
import type { TypingFrame } from '../../vocabulary/frames.js';
import type { RoomId } from '../../vocabulary/ids.js';
import type { MonotonicMs } from '../../vocabulary/time.js';
import { TYPING_SHOWN_MS } from '../../vocabulary/typing.js';
import type { Seat } from './seat.js';

/** The last start of a seat in a room, and how long others are shown it. */
interface Start {
  readonly frame: TypingFrame;
  readonly until: MonotonicMs;
}

/**
 * In which tabs of a browser its person types. To the server it is one connection: it is told that
 * they have left off once none of the tabs says otherwise.
 *
 * Only seats and rooms that the relay serves are in it.
 */
export class TypingSeats {
  readonly #clock: Clock;
  readonly #say: (frame: TypingFrame) => void;
  readonly #rooms = new Map<RoomId, Map<Seat, Start>>();

  /** @param say - to the server. */
  constructor(clock: Clock, say: (frame: TypingFrame) => void) {
    this.#clock = clock;
    this.#say = say;
  }

  /** Rooms in which somebody types. */
  get size(): number {
    return this.#rooms.size;
  }

  take(seat: Seat, frame: TypingFrame): void {
    if (frame.act === 'stop') {
      this.left(seat, frame.roomId);
      return;
    }
    const seats = this.#rooms.get(frame.roomId) ?? new Map<Seat, Start>();
    const until = this.#clock.monotonic() + TYPING_SHOWN_MS;
    this.#rooms.set(frame.roomId, seats.set(seat, { frame, until }));
    this.#say(frame);
  }

  /** A seat has left off, has left the room, or is gone. */
  left(seat: Seat, roomId: RoomId): void {
    const seats = this.#rooms.get(roomId);
    const start = seats?.get(seat);
    if (seats === undefined || start === undefined) return;
    seats.delete(seat);
    if (seats.size === 0) this.#rooms.delete(roomId);
    const now = this.#clock.monotonic();
    const goesOn = [...seats.values()].some(({ until }) => until > now);
    if (!goesOn) this.#say({ ...start.frame, act: 'stop' });
  }

  /** The room is not to be had any more: the server tells others by itself. */
  forget(roomId: RoomId): void {
    this.#rooms.delete(roomId);
  }

  /** The connection is over: the server tells others by itself. */
  clear(): void {
    this.#rooms.clear();
  }
}
