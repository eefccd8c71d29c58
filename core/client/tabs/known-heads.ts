import type { Clock } from '../../../ports/clock.js';
import { readEvent } from '../../vocabulary/events.js';
import type { HeadsFrame, RoomHead, RoomState, RunFrame } from '../../vocabulary/frames.js';
import type { RoomId } from '../../vocabulary/ids.js';
import { latestAfter } from '../../vocabulary/latest-after.js';
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
  readonly #heads = new Map<RoomId, RoomHead>();
  readonly #owed = new Set<RoomId>();
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
    return this.#heads.size === 0 ? null : { type: 'heads', heads: [...this.#heads.values()] };
  }

  /** The server has told everyone. */
  learn({ heads }: HeadsFrame): void {
    for (const head of heads) this.#raise(head);
  }

  /** A followed room begins anew: those who do not follow it are told soon. */
  reset({ room, latest }: RoomState, head: Sequence): void {
    if (this.#raise([room.id, head, latest])) this.#owe(room.id);
  }

  /** A followed room has gone on: those who do not follow it are told soon. */
  moved(roomId: RoomId, { from, events }: RunFrame): void {
    const known = this.#heads.get(roomId);
    // Without what was newest before, nothing can be said of what is newest now.
    if (known === undefined || from > known[1] + 1) return;
    let [, head, latest] = known;
    for (const event of events.filter(({ seq }) => seq > known[1])) {
      const read = readEvent(event);
      head = event.seq;
      if (read !== null) latest = latestAfter(latest, read);
    }
    if (this.#raise([roomId, head, latest])) this.#owe(roomId);
  }

  /** The connection is over: the next one tells of all rooms anew. */
  forget(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#owed.clear();
    this.#heads.clear();
  }

  #owe(roomId: RoomId): void {
    this.#owed.add(roomId);
    this.#cancel ??= this.#clock.after(HEADS_INTERVAL_MS, () => {
      this.#cancel = null;
      const heads = [...this.#heads.values()].filter(([owed]) => this.#owed.has(owed));
      this.#owed.clear();
      this.#tell({ type: 'heads', heads });
    });
  }

  #raise(head: RoomHead): boolean {
    const [roomId, seq] = head;
    if (seq <= (this.#heads.get(roomId)?.[1] ?? 0)) return false;
    this.#heads.delete(roomId);
    this.#heads.set(roomId, head);
    const [oldest] = this.#heads.keys();
    if (this.#heads.size > KNOWN_HEADS_MAX && oldest !== undefined) this.#heads.delete(oldest);
    return true;
  }
}
