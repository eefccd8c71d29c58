import type { Bench } from './violation.js';

/** Watches that the store takes what comes as soon as the disk has room again. */
export class Recovery {
  readonly #bench: Bench;
  readonly #nowMs: () => number;
  #roomSinceMs: number | null = 0;
  /** Processes that found the disk full, and have stored nothing since it has room. */
  readonly #refused = new Set<string>();

  constructor(bench: Bench, nowMs: () => number) {
    this.#bench = bench;
    this.#nowMs = nowMs;
  }

  /** The disk has room from now on, or has none. */
  hasRoom(room: boolean): void {
    this.#roomSinceMs = room ? (this.#roomSinceMs ?? this.#nowMs()) : null;
  }

  /** A process has stored something. */
  stored(process: string): void {
    if (this.#roomSinceMs === null || !this.#refused.delete(process)) return;
    this.#bench.judged('L-RECOVER');
  }

  /** A process refuses for want of room. */
  refused(process: string, mostMs: number): void {
    this.#refused.add(process);
    if (this.#roomSinceMs === null) return;
    const sinceMs = this.#nowMs() - this.#roomSinceMs;
    this.#bench.judged('L-RECOVER');
    if (sinceMs <= mostMs) return;
    const detail = `it says that the disk is full, which has had room for ${sinceMs.toFixed(0)} ms`;
    this.#bench.report({ invariant: 'L-RECOVER', entity: process, detail });
  }
}
