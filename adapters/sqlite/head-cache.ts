import type { StreamName } from '../../core/vocabulary/ids.js';
import type { Head } from '../../core/vocabulary/position.js';

/** Heads that a process remembers; about 200 bytes each. */
const HEADS_MAX = 10_000;

/**
 * Heads as the writer knows them, layered like its transaction: unit over batch over process.
 *
 * A layer is merged into the one below when what it describes became part of that, else thrown
 * away.
 */
export class HeadCache {
  readonly #below: HeadCache | null;
  readonly #heads = new Map<StreamName, Head>();

  constructor(below: HeadCache | null = null) {
    this.#below = below;
  }

  get(stream: StreamName): Head | undefined {
    return this.#heads.get(stream) ?? this.#below?.get(stream);
  }

  set(stream: StreamName, head: Head): void {
    // Upper layers hold what their batch changed: they are as small as it and must forget nothing.
    if (this.#below === null && this.#heads.size >= HEADS_MAX) this.#heads.clear();
    this.#heads.set(stream, head);
  }

  /** Makes this layer's heads the lower layer's. */
  mergeDown(): void {
    for (const [stream, head] of this.#heads) this.#below?.set(stream, head);
    this.#heads.clear();
  }

  clear(): void {
    this.#heads.clear();
  }
}
