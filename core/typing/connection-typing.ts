import type { TypingFrame, TypistFrame } from '../vocabulary/frames.js';
import type { RoomId } from '../vocabulary/ids.js';
import type { Person } from '../vocabulary/people.js';
import type { Sequence } from '../vocabulary/position.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import { TYPING_APART_MS } from '../vocabulary/typing.js';
import type { Clock } from '../../ports/clock.js';

interface Outside {
  /** Whether one more start of a room goes on. */
  mayStart(roomId: RoomId): boolean;
  /** So many more starts are without a stop. */
  counted(change: number): void;
  /** A start goes no further. */
  dropped(): void;
  say(typist: TypistFrame): void;
}

/** What its connection follows live of a room, where it does. */
interface LiveRoom {
  readonly person: Person;
  /** Newest sequence of the room that the server knows. */
  readonly head: Sequence;
}

/**
 * What one connection says of its person's typing.
 *
 * A start goes on if the room is live on the connection, none has in TYPING_APART_MS, and not too
 * many of the room have. It ends with a stop, whatever ends it: the person, the connection, or its
 * leaving the room. A stop is never held up; one without a start has nothing to end.
 */
export class ConnectionTyping {
  readonly #clock: Clock;
  readonly #outside: Outside;
  /** Starts without a stop. Only rooms that are followed are in it. */
  readonly #started = new Map<RoomId, TypistFrame>();
  #startedAt: MonotonicMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, outside: Outside) {
    this.#clock = clock;
    this.#outside = outside;
  }

  /** @param room - null where the room is not live on the connection. */
  take(frame: TypingFrame, room: LiveRoom | null): void {
    if (frame.act === 'stop') this.left(frame.roomId);
    else if (room === null || !this.#mayStart(frame.roomId)) this.#outside.dropped();
    else this.#start(frame, room);
  }

  /** The connection follows a room no longer, or its person has left off typing there. */
  left(roomId: RoomId): void {
    const started = this.#started.get(roomId);
    if (started === undefined) return;
    this.#started.delete(roomId);
    this.#outside.counted(-1);
    this.#outside.say({ ...started, act: 'stop' });
  }

  end(): void {
    for (const roomId of this.#started.keys()) this.left(roomId);
  }

  #mayStart(roomId: RoomId): boolean {
    return !this.#isTooSoon() && this.#outside.mayStart(roomId);
  }

  #isTooSoon(): boolean {
    return this.#clock.monotonic() - this.#startedAt < TYPING_APART_MS;
  }

  #start({ roomId, fence }: TypingFrame, { person, head }: LiveRoom): void {
    this.#startedAt = this.#clock.monotonic();
    // Nobody's next message lies above a place that there is not yet.
    const typist: TypistFrame = {
      type: 'typist',
      roomId,
      person,
      act: 'start',
      fence: Math.min(fence, head),
    };
    if (!this.#started.has(roomId)) this.#outside.counted(1);
    this.#started.set(roomId, typist);
    this.#outside.say(typist);
  }
}
