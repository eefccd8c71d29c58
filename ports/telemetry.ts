export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What operators see. Secrets and message bodies never go in. */
export interface Telemetry {
  /** Adds to a counter. Names are snake_case with the unit last, and end in `_total`. */
  count(name: string, by?: number): void;
  /**
   * Registers a gauge that is read when someone looks. A second registration of a name replaces the
   * first.
   */
  gauge(name: string, help: string, read: () => number): void;
  log(
    level: LogLevel,
    message: string,
    fields?: Readonly<Record<string, string | number | boolean | null>>,
  ): void;
}

/** Something that grows up to a bound. */
export interface Bounded {
  /** Of the gauge of what is used; that of its bound is named `..._max`. */
  readonly name: string;
  readonly help: string;
  readonly used: () => number;
  readonly bound: () => number;
}

/** A gauge for what is used of a bound, and one for the bound itself, so that an alarm compares. */
export function gaugeWithBound(telemetry: Telemetry, bounded: Bounded): void {
  const { name, help, used, bound } = bounded;
  telemetry.gauge(name, help, used);
  telemetry.gauge(`${name}_max`, `Bound of ${name}`, bound);
}
