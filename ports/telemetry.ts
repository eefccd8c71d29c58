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
