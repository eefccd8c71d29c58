import type { Bench } from './violation.js';
import type { Way } from './way.js';

/** Attempts to connect that fail one after the other, and the least time that they take. */
const FAILURES = 8;
const FAILURES_MS_MIN = 6_000;
/** Waits that are compared, and what they differ by at least if chance has drawn them. */
const WAITS = 6;
const SPREAD_MS_MIN = 5;
/**
 * A command that got no final answer is not said again on the same connection before this: the
 * least that a server asks a client to wait.
 */
const AGAIN_MS_MIN = 100;

/** Watches that whoever tries again waits in between, longer each time, and not as others do. */
export class Retries {
  readonly #bench: Bench;
  readonly #nowMs: () => number;
  /** Times of attempts of each client since it was last welcome or hurried. */
  readonly #starts = new Map<string, number[]>();
  readonly #waits: number[] = [];
  /** When a command was last said on a connection, by both. */
  readonly #said = new Map<string, number>();
  /** Tabs that share a connection: each of them asks for it when it is due. */
  tabs = 1;

  constructor(bench: Bench, nowMs: () => number) {
    this.#bench = bench;
    this.#nowMs = nowMs;
  }

  /** A client tries to connect. */
  connecting(client: string): void {
    const now = this.#nowMs();
    const starts = [...(this.#starts.get(client) ?? []), now];
    this.#starts.set(client, starts);
    this.#bench.judged('R-RETRY');
    const failures = FAILURES * this.tabs;
    const first = starts.at(-failures);
    if (first === undefined || now - first >= FAILURES_MS_MIN) return;
    const took = String(Math.round(now - first));
    this.#storm(client, `${String(failures)} attempts in a row failed within ${took} ms`);
  }

  /**
   * A page connects, right before its way takes it: how long did it mean to wait? Its timer may
   * come later than that, and those of hidden pages come at the same full second. Whom a drain
   * sends away has a time of its own.
   */
  waited(client: string, { stage, endedMs, dueMs, leaveByMs, refused }: Way): void {
    const isSlot = leaveByMs !== null && refused === null;
    if (stage === 'closed' && dueMs !== null && !isSlot) this.#compare(client, dueMs - endedMs);
  }

  /** A client is welcome, or a person told it to try at once: its next attempt is a first one. */
  began(client: string): void {
    this.#starts.delete(client);
  }

  /** A command is said on a connection. */
  said(connection: string, key: string): void {
    const place = `${connection} ${key}`;
    const before = this.#said.get(place);
    const now = this.#nowMs();
    this.#said.set(place, now);
    if (before === undefined) return;
    this.#bench.judged('R-RETRY');
    if (now - before >= AGAIN_MS_MIN) return;
    this.#storm(connection, `${key} is said again after ${String(Math.round(now - before))} ms`);
  }

  /** A person sends a message again: that is no retry. */
  hurried(key: string): void {
    for (const place of this.#said.keys()) if (place.endsWith(` ${key}`)) this.#said.delete(place);
  }

  /** Waits that are all the same are a storm once many wait for the same. */
  #compare(client: string, waitedMs: number): void {
    if (waitedMs < AGAIN_MS_MIN) return;
    this.#waits.push(waitedMs);
    if (this.#waits.length < WAITS) return;
    const last = this.#waits.slice(-WAITS);
    const spread = Math.max(...last) - Math.min(...last);
    if (spread >= SPREAD_MS_MIN) return;
    this.#storm(client, `${String(WAITS)} waits differ by ${spread.toFixed(3)} ms`);
  }

  #storm(entity: string, detail: string): void {
    this.#bench.report({ invariant: 'R-RETRY', entity, detail });
  }
}
