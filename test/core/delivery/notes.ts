import type { Telemetry } from '../../../ports/telemetry.js';

/** Telemetry that a test can look into. */
export class Notes implements Telemetry {
  readonly counts = new Map<string, number>();
  readonly gauges = new Map<string, () => number>();
  readonly errors: string[] = [];
  /** Level and message of every line. */
  readonly lines: (readonly [string, string])[] = [];

  count(name: string, by = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  gauge(name: string, _help: string, read: () => number): void {
    this.gauges.set(name, read);
  }

  log(level: string, message: string): void {
    this.lines.push([level, message]);
    if (level === 'error') this.errors.push(message);
  }
}
