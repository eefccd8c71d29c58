import { strict as assert } from 'node:assert';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { LogLevel, Telemetry } from '../../ports/telemetry.js';
import { logLine, type LogFields, type LogFormat } from './log-line.js';

/** Names are written in code, never made of data: so many means that one is. */
const METRICS_MAX = 500;

const PREFIX = 'hearth_';

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

export interface PrometheusTelemetryOptions {
  readonly format: LogFormat;
  /** Less important lines are not written. */
  readonly level: LogLevel;
  /** Takes one finished line, with its end. */
  readonly write: (line: string) => void;
}

/** Metrics for Prometheus, all named `hearth_...`, and a log of one line an entry. */
export class PrometheusTelemetry implements Telemetry {
  readonly #registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Set<string>();
  readonly #options: PrometheusTelemetryOptions;

  constructor(options: PrometheusTelemetryOptions) {
    this.#options = options;
  }

  count(name: string, by = 1): void {
    this.#counter(name).inc(by);
  }

  gauge(name: string, help: string, read: () => number): void {
    if (this.#gauges.has(name)) this.#registry.removeSingleMetric(PREFIX + name);
    this.#gauges.add(name);
    this.#checkBound();
    const gauge: Gauge = new Gauge({
      name: PREFIX + name,
      help,
      registers: [this.#registry],
      collect: () => {
        gauge.set(read());
      },
    });
  }

  log(level: LogLevel, message: string, fields: LogFields = {}): void {
    if (RANK[level] < RANK[this.#options.level]) return;
    const line = logLine(this.#options.format, { at: new Date(), level, message, fields });
    this.#options.write(`${line}\n`);
  }

  /** Adds what Node says of itself: memory, processor, event loop delay. Once per instance. */
  collectProcessMetrics(): void {
    collectDefaultMetrics({ register: this.#registry, prefix: PREFIX });
  }

  /** Content type of what {@link metrics} gives. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Every metric in the text format of Prometheus. */
  metrics(): Promise<string> {
    return this.#registry.metrics();
  }

  #counter(name: string): Counter {
    const existing = this.#counters.get(name);
    if (existing !== undefined) return existing;
    assert(name.endsWith('_total'), `a counter's name ends in _total: ${name}`);
    const help = `${name.slice(0, -'_total'.length).replaceAll('_', ' ')}, since the start`;
    const counter = new Counter({ name: PREFIX + name, help, registers: [this.#registry] });
    this.#counters.set(name, counter);
    this.#checkBound();
    return counter;
  }

  #checkBound(): void {
    assert(this.#counters.size + this.#gauges.size <= METRICS_MAX, 'names of metrics are fixed');
  }
}
