import type { Clock } from '../../../ports/clock.js';
import type { HeadsFrame } from '../../vocabulary/frames.js';
import type { RoomId } from '../../vocabulary/ids.js';
import type { Sequence } from '../../vocabulary/position.js';
import { HEADS_INTERVAL_MS, KNOWN_HEADS_MAX } from './limits.js';

/**
 * How far rooms are, for tabs that do not follow them.
 *
 * The server says nothing of the heads of rooms that the browser's connection follows in full; a
 * tab that does not follow them is told here what it would be told by a server of its own.
 */
export class KnownHeads {
  readonly #clock: Clock;
  readonly #tell: (frame: HeadsFrame) => void;
  readonly #heads = new Map<RoomId, Sequence>();
  readonly #owed = new Map<RoomId, Sequence>();
  #cancel: (() => void) | null = null;

  /** @param tell - at most once per HEADS_INTERVAL_MS. */
  constructor(clock: Clock, tell: (frame: HeadsFrame) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  get size(): number {
    return this.#heads.size;
  }

  /** All that is known, for one who comes now; null where nothing is. */
  get all(): HeadsFrame | null {
    return this.#heads.size === 0 ? null : { type: 'heads', heads: [...this.#heads] };
  }

  /** The server has told everyone. */
  learn({ heads }: HeadsFrame): void {
    for (const [roomId, head] of heads) this.#raise(roomId, head);
  }

  /** A followed room has gone on: those who do not follow it are told soon. */
  moved(roomId: RoomId, head: Sequence): void {
    if (!this.#raise(roomId, head)) return;
    this.#owed.set(roomId, head);
    this.#cancel ??= this.#clock.after(HEADS_INTERVAL_MS, () => {
      this.#cancel = null;
      const heads = [...this.#owed];
      this.#owed.clear();
      this.#tell({ type: 'heads', heads });
    });
  }

  /** The connection is over: the next one tells of all rooms anew. */
  forget(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#owed.clear();
    this.#heads.clear();
  }

  #raise(roomId: RoomId, head: Sequence): boolean {
    const known = this.#heads.get(roomId) ?? 0;
    if (head <= known) return false;
    this.#heads.delete(roomId);
    this.#heads.set(roomId, head);
    const [oldest] = this.#heads.keys();
    if (this.#heads.size > KNOWN_HEADS_MAX && oldest !== undefined) this.#heads.delete(oldest);
    return true;
  }
}
