import type { RoomHead } from '../vocabulary/frames.js';
import type { RoomId } from '../vocabulary/ids.js';

/** Grows by one with each news on the board. */
export type BoardVersion = number;

/**
 * How far each room is that moved lately, for connections that do not follow it in full.
 *
 * That a room moved is noted at once; how far it is, is read once for all connections, and only
 * then told.
 */
export class HeadBoard {
  readonly #noted = new Set<RoomId>();
  readonly #moved = new Map<RoomId, { readonly head: RoomHead; readonly version: BoardVersion }>();
  #version: BoardVersion = 0;

  get version(): BoardVersion {
    return this.#version;
  }

  get size(): number {
    return this.#moved.size + this.#noted.size;
  }

  note(roomId: RoomId): void {
    this.#noted.add(roomId);
  }

  /** Takes how far rooms are as it was read. What was noted since the read began is noted again. */
  learn(heads: readonly RoomHead[]): void {
    for (const head of heads) {
      const [roomId] = head;
      this.#version += 1;
      // Deleted first, so that the map stays in order of version.
      this.#moved.delete(roomId);
      this.#moved.set(roomId, { head, version: this.#version });
    }
  }

  /** The rooms that are noted, which are about to be read. */
  takeNoted(): readonly RoomId[] {
    const noted = [...this.#noted];
    this.#noted.clear();
    return noted;
  }

  /** What was learnt after a version. */
  since(version: BoardVersion): readonly RoomHead[] {
    if (version >= this.#version) return [];
    return [...this.#moved.values()]
      .filter((moved) => moved.version > version)
      .map(({ head }) => head);
  }

  /** Forgets what everybody has seen. */
  forget(upTo: BoardVersion): void {
    for (const [roomId, moved] of this.#moved) {
      if (moved.version > upTo) return;
      this.#moved.delete(roomId);
    }
  }

  /** Nobody is there to be told. */
  clear(): void {
    this.#noted.clear();
    this.#moved.clear();
  }
}
