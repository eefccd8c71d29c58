import type { Pressure, PressureReading } from '../../ports/pressure.js';

/** What a process of a simulation is made of when nothing presses it. */
const CALM: PressureReading = { memoryBytes: 64 * 1024 * 1024, loopDelayMs: 0 };

/** Memory and loop of a process whose memory and loop are set by hand. */
export class SimulatedPressure implements Pressure {
  #holds: PressureReading = CALM;
  #lateMs = 0;

  read(): PressureReading {
    const loopDelayMs = Math.max(this.#holds.loopDelayMs, this.#lateMs);
    this.#lateMs = 0;
    return { ...this.#holds, loopDelayMs };
  }

  /** From now on it is like this. */
  hold(reading: Partial<PressureReading>): void {
    this.#holds = { ...CALM, ...reading };
  }

  /** Its loop has been late once. */
  late(ms: number): void {
    this.#lateMs = Math.max(this.#lateMs, ms);
  }
}
