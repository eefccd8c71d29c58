import type { ServerFrame } from '../vocabulary/frames.js';
import type { RoomId } from '../vocabulary/ids.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import type { RoomLatest } from '../../ports/store.js';
import type { EncodedFrame } from '../../ports/codec.js';
import type { Connection } from './connection.js';
import { refusalOf } from './failures.js';
import type { HeadBoard } from './head-board.js';
import type { Workings } from './workings.js';

/**
 * Tells connections what moved in rooms that they do not follow, in rounds.
 *
 * The cost of a commit is one line on the board, whatever the number of connections; a round costs
 * one look per connection, and frames that are the same are encoded once.
 */
export class HeadRound {
  readonly #workings: Workings;
  readonly #board: HeadBoard;
  readonly #connections: () => Iterable<Connection>;
  #cancel: (() => void) | null = null;
  #isReading = false;
  /** Something was noted while how far rooms are was being read. */
  #isOwed = false;
  #hasStopped = false;
  #heldAt: MonotonicMs = Number.NEGATIVE_INFINITY;

  constructor(workings: Workings, board: HeadBoard, connections: () => Iterable<Connection>) {
    this.#workings = workings;
    this.#board = board;
    this.#connections = connections;
  }

  /** A room has moved. */
  note(roomId: RoomId): void {
    this.#board.note(roomId);
    this.wake();
  }

  /** Something is to be told. The first news goes at once, the next after the interval. */
  wake(): void {
    this.#hasStopped = false;
    if (this.#isReading) {
      this.#isOwed = true;
      return;
    }
    const { clock, limits } = this.#workings;
    this.#wakeAt(this.#heldAt + limits.headsIntervalMs, clock.monotonic());
  }

  stop(): void {
    this.#hasStopped = true;
    this.#board.clear();
    this.#cancel?.();
    this.#cancel = null;
  }

  #wakeAt(at: MonotonicMs, now: MonotonicMs): void {
    if (this.#cancel !== null) return;
    this.#cancel = this.#workings.clock.after(Math.max(0, at - now), () => this.#hold());
  }

  #hold(): void {
    this.#cancel = null;
    const now = this.#workings.clock.monotonic();
    this.#heldAt = now;
    const noted = this.#board.takeNoted();
    if (noted.length === 0) this.#tell(now);
    else void this.#read(noted);
  }

  /** A read that fails is repeated in the next round: what was noted is noted again. */
  async #read(noted: readonly RoomId[]): Promise<void> {
    const { store, clock, telemetry } = this.#workings;
    this.#isReading = true;
    let rooms: readonly RoomLatest[] = [];
    try {
      rooms = await store.read((snapshot) => snapshot.latestOf(noted));
    } catch (error) {
      refusalOf(error, 'reading how far rooms are', telemetry);
      for (const roomId of noted) this.#board.note(roomId);
      this.#isOwed = true;
    }
    this.#isReading = false;
    if (this.#hasStopped) {
      this.#board.clear();
      return;
    }
    this.#board.learn(rooms.map(({ roomId, head, latest }) => [roomId, head, latest]));
    this.#tell(clock.monotonic());
    if (!this.#isOwed) return;
    this.#isOwed = false;
    this.wake();
  }

  #tell(now: MonotonicMs): void {
    const encode = this.#encoder();
    let nextAt: MonotonicMs | null = null;
    let seen = this.#board.version;
    for (const connection of this.#connections()) {
      const again = connection.offerHeads(now, encode);
      if (again !== null) nextAt = Math.min(nextAt ?? again, again);
      seen = Math.min(seen, connection.headsSeen);
    }
    this.#board.forget(seen);
    if (nextAt !== null) this.#wakeAt(nextAt, now);
  }

  /** Encodes each different frame of a round once. */
  #encoder(): (frame: ServerFrame) => EncodedFrame {
    const encoded = new Map<string, EncodedFrame>();
    return (frame) => {
      const key = frame.type === 'heads' ? JSON.stringify(frame.heads) : '';
      const known = encoded.get(key);
      if (known !== undefined) return known;
      const fresh = this.#workings.codec.encodeServer(frame);
      encoded.set(key, fresh);
      return fresh;
    };
  }
}
