import type { RoomId } from '../vocabulary/ids.js';
import type { Sequence } from '../vocabulary/position.js';

/** Grows by one with each news on the board. */
export type BoardVersion = number;

/**
 * Newest sequence of each room that moved lately, for connections that do not follow it in full.
 */
export class HeadBoard {
  readonly #moved = new Map<RoomId, { readonly seq: Sequence; readonly version: BoardVersion }>();
  #version: BoardVersion = 0;

  get version(): BoardVersion {
    return this.#version;
  }

  get size(): number {
    return this.#moved.size;
  }

  note(roomId: RoomId, seq: Sequence): void {
    if ((this.#moved.get(roomId)?.seq ?? 0) >= seq) return;
    this.#version += 1;
    // Deleted first, so that the map stays in order of version.
    this.#moved.delete(roomId);
    this.#moved.set(roomId, { seq, version: this.#version });
  }

  /** What moved after a version. */
  since(version: BoardVersion): readonly (readonly [RoomId, Sequence])[] {
    if (version >= this.#version) return [];
    return [...this.#moved]
      .filter(([, head]) => head.version > version)
      .map(([roomId, head]) => [roomId, head.seq] as const);
  }

  /** Forgets what everybody has seen. */
  forget(upTo: BoardVersion): void {
    for (const [roomId, head] of this.#moved) {
      if (head.version > upTo) return;
      this.#moved.delete(roomId);
    }
  }
}
