/** How many there are of each. Nothing is kept of what there is none of. */
export class Tally<Key> {
  readonly #counts = new Map<Key, number>();

  /** Of how many different ones there are any. */
  get size(): number {
    return this.#counts.size;
  }

  /** Of the one that there are most of. */
  get most(): number {
    let most = 0;
    for (const count of this.#counts.values()) most = Math.max(most, count);
    return most;
  }

  of(key: Key): number {
    return this.#counts.get(key) ?? 0;
  }

  add(key: Key): void {
    this.#counts.set(key, this.of(key) + 1);
  }

  remove(key: Key): void {
    const left = this.of(key) - 1;
    if (left > 0) this.#counts.set(key, left);
    else this.#counts.delete(key);
  }
}
