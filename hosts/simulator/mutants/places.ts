/** The numbered places of a source at which another text may run than the one that stands there. */
export class Places {
  #visits = new Map<number, number>();
  #changed: readonly number[] = [];

  /** Begins to count anew. @param changed - the places at which the other text runs. */
  begin(changed: readonly number[]): void {
    this.#visits = new Map();
    this.#changed = changed;
  }

  /** Takes note that a place runs. @returns whether its other text is to run. */
  at(place: number): boolean {
    this.#visits.set(place, this.visitsOf(place) + 1);
    return this.#changed.includes(place);
  }

  visitsOf(place: number): number {
    return this.#visits.get(place) ?? 0;
  }

  /** Places that have run. */
  get reached(): readonly number[] {
    return [...this.#visits.keys()];
  }
}
