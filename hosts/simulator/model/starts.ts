import type { ClientFrame, TypistFrame } from '../../../core/vocabulary/frames.js';
import {
  roomOfStream,
  roomStream,
  type RoomId,
  type UserId,
} from '../../../core/vocabulary/ids.js';
import type { Bench } from './violation.js';

/** Shortest time between two starts of one connection that go on. */
const APART_MS = 2_000;
/** A difference of times is not exact. */
const INEXACT_MS = 0.01;

/** A start that a process has passed on, and no stop of it. */
interface OpenStart {
  readonly userId: UserId;
  readonly fence: number;
  /** How much had been passed on before it. */
  readonly place: number;
}

/** A stop that a process has told. */
interface ToldStop extends OpenStart {
  readonly roomId: RoomId;
}

/** Watches what processes pass on of typing, and that nothing is left standing. */
export class Starts {
  readonly #bench: Bench;
  readonly #nowMs: () => number;
  /** By connection and room. */
  readonly #open = new Map<string, Map<RoomId, OpenStart>>();
  readonly #startedMs = new Map<string, number>();
  /** What must be told by the end of the event. */
  readonly #owed: { readonly connection: string; readonly roomId: RoomId; readonly why: string }[] =
    [];
  /** Stops that have been told and that nothing before them called for. */
  readonly #told = new Set<ToldStop>();
  #hearing = '';
  #passedOn = 0;

  constructor(bench: Bench, nowMs: () => number) {
    this.#bench = bench;
    this.#nowMs = nowMs;
  }

  /** A server has a frame, and acts on it before the event is over. */
  serverGot(connection: string, frame: ClientFrame): void {
    this.#hearing = connection;
    if (frame.type === 'typing' && frame.act === 'stop') {
      this.#owe(connection, frame.roomId, 'it has said that its person has left off');
    } else if (frame.type === 'leave') {
      const roomId = roomOfStream(frame.stream);
      if (roomId !== null) this.#owe(connection, roomId, 'it has left the room');
    }
  }

  /** A server has lost or ended a connection. */
  serverClosed(connection: string): void {
    for (const roomId of this.#open.get(connection)?.keys() ?? []) {
      this.#owe(connection, roomId, 'it has ended');
    }
  }

  /** A process tells all processes. */
  published({ roomId, person, act, fence }: TypistFrame): void {
    const said = { userId: person.id, fence, place: this.#passedOn++ };
    if (act === 'start') this.#started(roomId, said);
    else this.#told.add({ ...said, roomId });
  }

  /** The event is over. */
  look(): void {
    for (const { connection, roomId, why } of this.#owed.splice(0)) {
      this.#bench.judged('S-TYPING-TTL');
      const open = this.#open.get(connection);
      const start = open?.get(roomId);
      // Of two connections of one person the same may be said: any of the two will do.
      if (start === undefined || this.#takeTold(roomId, start)) {
        open?.delete(roomId);
        continue;
      }
      const detail = `${why}, and nobody is told in ${roomStream(roomId)}`;
      this.#bench.report({ invariant: 'S-TYPING-TTL', entity: connection, detail });
    }
  }

  #owe(connection: string, roomId: RoomId, why: string): void {
    if (this.#open.get(connection)?.has(roomId) === true) {
      this.#owed.push({ connection, roomId, why });
    }
  }

  #started(roomId: RoomId, start: OpenStart): void {
    const connection = this.#hearing;
    const open = this.#open.get(connection) ?? new Map<RoomId, OpenStart>();
    this.#open.set(connection, open.set(roomId, start));
    this.#bench.judged('S-RATE');
    const waitedMs = this.#nowMs() - (this.#startedMs.get(connection) ?? -APART_MS);
    this.#startedMs.set(connection, this.#nowMs());
    if (waitedMs + INEXACT_MS >= APART_MS) return;
    const detail = `it is said to type again after ${waitedMs.toFixed(1)} ms`;
    this.#bench.report({ invariant: 'S-RATE', entity: connection, detail });
  }

  /**
   * A stop undoes what began before it and at its fence or below. It may be of a later start of
   * the same connection, that went no further because the process had too much to do.
   */
  #takeTold(roomId: RoomId, { userId, fence, place }: OpenStart): boolean {
    const [told] = [...this.#told]
      .filter((stop) => stop.roomId === roomId && stop.userId === userId)
      .filter((stop) => stop.fence >= fence && stop.place > place)
      .sort((one, other) => one.fence - other.fence);
    return told !== undefined && this.#told.delete(told);
  }
}
