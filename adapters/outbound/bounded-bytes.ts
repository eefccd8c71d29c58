const FIRST_BYTES = 4_096;

/** Collects bytes up to a limit. However small the pieces, it holds at most twice their length. */
export class BoundedBytes {
  readonly #bytesMax: number;
  #held = new Uint8Array(0);
  #length = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** @returns whether the piece still fits. */
  push(piece: Uint8Array): boolean {
    const length = this.#length + piece.length;
    if (length > this.#bytesMax) return false;
    if (length > this.#held.length) this.#grow(length);
    this.#held.set(piece, this.#length);
    this.#length = length;
    return true;
  }

  bytes(): Uint8Array {
    return this.#held.slice(0, this.#length);
  }

  #grow(needed: number): void {
    const bytes = Math.max(needed, FIRST_BYTES, this.#held.length * 2);
    const grown = new Uint8Array(Math.min(bytes, this.#bytesMax));
    grown.set(this.#held.subarray(0, this.#length));
    this.#held = grown;
  }
}
