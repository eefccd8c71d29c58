import type { ClientFrame, ServerFrame, TypistFrame } from '../../../core/vocabulary/frames.js';
import { roomStream, type StreamName, type UserId } from '../../../core/vocabulary/ids.js';
import type { Deliveries } from './deliveries.js';
import type { Log } from './log.js';
import type { Bench } from './violation.js';

/** Who sits at a connection, and which streams are live there. */
interface Hearer {
  userId: UserId | null;
  readonly live: Set<StreamName>;
}

/** Watches that whoever follows a room is told at once who types there. */
export class Hearers {
  readonly #bench: Bench;
  readonly #log: Log;
  readonly #deliveries: Deliveries;
  readonly #hearers = new Map<string, Hearer>();
  /** Connections that have been told of somebody in the call that runs. */
  readonly #toldNow = new Set<string>();

  constructor(parts: {
    readonly bench: Bench;
    readonly log: Log;
    readonly deliveries: Deliveries;
  }) {
    this.#bench = parts.bench;
    this.#log = parts.log;
    this.#deliveries = parts.deliveries;
  }

  serverGot(connection: string, frame: ClientFrame): void {
    // A stream that is joined once more begins anew.
    if (frame.type !== 'leave' && frame.type !== 'join') return;
    this.#hearer(connection).live.delete(frame.stream);
  }

  serverSent(connection: string, frame: ServerFrame): void {
    if (frame.type === 'welcome') this.#hearer(connection).userId = frame.me.id;
    else if (frame.type === 'live') this.#hearer(connection).live.add(frame.stream);
    else if (frame.type === 'typist') this.#toldNow.add(connection);
  }

  serverClosed(connection: string): void {
    this.#hearers.delete(connection);
  }

  /**
   * A process has heard that somebody types or has left off, and tells those who follow the room.
   * They have what there is of it, and nothing else waits for them.
   *
   * @param open - connections of it whose sockets take more. @param tell - does it at once.
   */
  heard({ person, roomId, act }: TypistFrame, open: ReadonlySet<string>, tell: () => void): void {
    const stream = roomStream(roomId);
    const head = this.#log.head(stream);
    const due = [...this.#hearers].filter(
      ([connection, { userId, live }]) =>
        userId !== person.id &&
        live.has(stream) &&
        this.#deliveries.lastSent(connection, stream) === head &&
        open.has(connection),
    );
    this.#toldNow.clear();
    tell();
    for (const [connection] of due) {
      this.#bench.judged('L-DELIVER');
      if (this.#toldNow.has(connection)) continue;
      const detail = `it follows ${stream}, and is told of no ${act} of typing there`;
      this.#bench.report({ invariant: 'L-DELIVER', entity: connection, detail });
    }
  }

  #hearer(connection: string): Hearer {
    const known = this.#hearers.get(connection) ?? { userId: null, live: new Set() };
    this.#hearers.set(connection, known);
    return known;
  }
}
