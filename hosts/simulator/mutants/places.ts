/** The numbered places of a source at which another text may run than the one that stands there. */
export class Places {
  #visits: number[] = [];
  #isChanged: boolean[] = [];

  /** Begins to count anew. @param changed - the places at which the other text runs. */
  begin(changed: readonly number[]): void {
    this.#visits = [];
    this.#isChanged = [];
    for (const place of changed) this.#isChanged[place] = true;
  }

  /** Takes note that a place runs. @returns whether its other text is to run. */
  at(place: number): boolean {
    this.#visits[place] = this.visitsOf(place) + 1;
    return this.#isChanged[place] === true;
  }

  visitsOf(place: number): number {
    return this.#visits[place] ?? 0;
  }

  /** Places that have run. */
  get reached(): readonly number[] {
    return [...this.#visits.keys()].filter((place) => this.visitsOf(place) > 0);
  }
}
