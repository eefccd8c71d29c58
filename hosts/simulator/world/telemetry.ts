import type { LogLevel, Telemetry } from '../../../ports/telemetry.js';

/**
 * Telemetry of a simulated process: what it logs as an error is a defect, and everything else is
 * dropped.
 */
export class DefectTelemetry implements Telemetry {
  readonly #defect: (detail: string) => void;

  constructor(defect: (detail: string) => void) {
    this.#defect = defect;
  }

  count(): void {
    // Counters of a run are the run's own.
  }

  gauge(): void {
    // Nobody scrapes a simulation.
  }

  log(level: LogLevel, message: string, fields: Parameters<Telemetry['log']>[2] = {}): void {
    if (level === 'error') this.#defect(`${message}: ${JSON.stringify(fields)}`);
  }
}
