import type { ServerFrame } from '../vocabulary/frames.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import type { EncodedFrame } from '../../ports/codec.js';
import type { Connection } from './connection.js';
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
  #heldAt: MonotonicMs = Number.NEGATIVE_INFINITY;

  constructor(workings: Workings, board: HeadBoard, connections: () => Iterable<Connection>) {
    this.#workings = workings;
    this.#board = board;
    this.#connections = connections;
  }

  /** Something is to be told. The first news goes at once, the next after the interval. */
  wake(): void {
    const { clock, limits } = this.#workings;
    this.#wakeAt(this.#heldAt + limits.headsIntervalMs, clock.monotonic());
  }

  stop(): void {
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
      const key = frame.type === 'heads' ? frame.heads.join(' ') : '';
      const known = encoded.get(key);
      if (known !== undefined) return known;
      const fresh = this.#workings.codec.encodeServer(frame);
      encoded.set(key, fresh);
      return fresh;
    };
  }
}
