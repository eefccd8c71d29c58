interface BudgetEvents {
  /** More is held than may be: something has to go, once the work at hand is done. */
  exceeded(): void;
  /** There is room again for whoever was told that there was none. */
  room(): void;
}

/**
 * Bytes that a process holds for its readers: what their sockets have not sent, and what reads
 * under way may bring.
 *
 * A frame that several readers wait for is counted for each of them, so memory is never more.
 */
export class OutgoingBudget {
  readonly #bytesMax: number;
  readonly #events: BudgetEvents;
  #bytes = 0;
  #isWanted = false;

  constructor(bytesMax: number, events: BudgetEvents) {
    this.#bytesMax = bytesMax;
    this.#events = events;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isExceeded(): boolean {
    return this.#bytes > this.#bytesMax;
  }

  /** Whether somebody waits for room. */
  get isWanted(): boolean {
    return this.#isWanted;
  }

  /** Reserves bytes, if there is room. @returns false where there is none: `room` tells when. */
  reserve(bytes: number): boolean {
    this.#isWanted = this.#bytes + bytes > this.#bytesMax;
    if (!this.#isWanted) this.#bytes += bytes;
    return !this.#isWanted;
  }

  /** Takes note that somebody holds more, or less. */
  change(bytes: number): void {
    this.#bytes += bytes;
    if (bytes > 0 && this.isExceeded) this.#events.exceeded();
    if (bytes >= 0 || !this.#isWanted) return;
    this.#isWanted = false;
    this.#events.room();
  }
}
