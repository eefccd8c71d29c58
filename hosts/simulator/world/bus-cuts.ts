/** Which way of a process to the bus is cut. */
export type CutWay = 'out' | 'in' | 'both';

/** Which processes are cut off from the bus, and until when. */
export class BusCuts {
  readonly #nowMs: () => number;
  readonly #cuts = new Map<string, { readonly way: CutWay; readonly untilMs: number }>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** @param process - its name on the bus. */
  cut(process: string, way: CutWay, forMs: number): void {
    this.#cuts.set(process, { way, untilMs: this.#nowMs() + forMs });
  }

  heal(): void {
    this.#cuts.clear();
  }

  /** Whether nothing of what one process says reaches another, or itself. */
  isCut(from: string, to: string): boolean {
    return this.#covers(from, 'out') || this.#covers(to, 'in');
  }

  #covers(process: string, way: 'out' | 'in'): boolean {
    const cut = this.#cuts.get(process);
    if (cut === undefined || cut.untilMs <= this.#nowMs()) return false;
    return cut.way === way || cut.way === 'both';
  }
}
