import type { TypistFrame } from '../vocabulary/frames.js';
import type { Broadcast } from '../../ports/broadcast.js';
import type { Clock } from '../../ports/clock.js';
import { gaugeWithBound, type Telemetry } from '../../ports/telemetry.js';
import { ConnectionTyping } from './connection-typing.js';
import { RoomStarts, TYPING_STARTS_PER_ROOM_MAX } from './room-starts.js';

export interface TypingParts {
  readonly broadcast: Pick<Broadcast, 'publish'>;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Whether the process has too much to do: then no start goes on, of whichever process. */
  readonly isPressed: () => boolean;
}

/**
 * Who types, as far as a process passes it on: from its connections to every process, and from
 * every process to its connections.
 *
 * Nothing is kept of what is shown: each receiver ends that by its own clock, and by messages.
 */
export class Typing {
  readonly #parts: TypingParts;
  readonly #ofRooms: RoomStarts;
  #starts = 0;

  constructor(parts: TypingParts) {
    const { clock, telemetry } = parts;
    this.#parts = parts;
    this.#ofRooms = new RoomStarts(clock);
    gaugeWithBound(telemetry, {
      name: 'typing_room_starts',
      help: 'Starts of typing that went on, of the room that has most',
      used: () => this.#ofRooms.most,
      bound: () => TYPING_STARTS_PER_ROOM_MAX,
    });
  }

  /** Starts of the process's connections that no stop has followed. */
  get starts(): number {
    return this.#starts;
  }

  /** A place for one connection. */
  open(): ConnectionTyping {
    return new ConnectionTyping(this.#parts.clock, {
      mayStart: (roomId) => this.#ofRooms.take(roomId),
      counted: (change) => (this.#starts += change),
      dropped: () => this.#drop(),
      say: (typist) => this.#say(typist),
    });
  }

  /** Whether what a process has said is passed on. Stops always are, so nothing sticks. */
  admits({ act }: TypistFrame): boolean {
    if (act === 'stop' || !this.#parts.isPressed()) return true;
    this.#drop();
    return false;
  }

  #say(typist: TypistFrame): void {
    if (this.admits(typist)) this.#parts.broadcast.publish({ kind: 'typing', typist });
  }

  #drop(): void {
    this.#parts.telemetry.count('typing_dropped_total');
  }
}
