import { systemClock } from '../../../adapters/system/clock.js';
import { NOTHING_TOLD, readMetrics } from './server-metrics.js';

/** Between two looks at a server. */
const LOOK_MS = 500;

/** What a server's process took. Null where it does not say. */
export interface ServerUse {
  /** Memory before anybody connects, once all are live, and at most. */
  readonly restBytes: number | null;
  readonly liveBytes: number | null;
  readonly mostBytes: number | null;
  /** Of what it took once all are live. */
  readonly bytesPerConnection: number | null;
  /** Of one core, while people wrote; after a kill, of the process that ran last. */
  readonly cpuShare: number | null;
  /**
   * Rows of reading that any of its processes has found otherwise than the log says, and how many
   * rows and events the last one had compared.
   */
  readonly unreadDrifts: number | null;
  readonly auditedRows: number | null;
}

/** Looks at memory and work of a server, whatever process it is. */
export class ServerWatch {
  readonly #origin: string;
  readonly #clients: number;
  #rest: number | null = null;
  #live: number | null = null;
  #most: number | null = null;
  #cpuFrom: { readonly atMs: number; readonly seconds: number } | null = null;
  #cpuShare: number | null = null;
  #drifts: number | null = null;
  #hasStopped = false;
  #cancel: () => void = () => undefined;

  constructor(origin: string, clients: number) {
    this.#origin = origin;
    this.#clients = clients;
  }

  /** Nobody is connected yet. */
  async rest(): Promise<void> {
    this.#rest = (await this.#look()).residentBytes;
  }

  /** Everybody is live. From now on it looks by itself. */
  async live(): Promise<void> {
    this.#cpuFrom = null;
    this.#live = (await this.#look()).residentBytes;
    this.#lookAgain();
  }

  async stop(): Promise<ServerUse> {
    this.#hasStopped = true;
    this.#cancel();
    const { auditedRows } = await this.#look();
    const grown = this.#live === null || this.#rest === null ? null : this.#live - this.#rest;
    return {
      restBytes: this.#rest,
      liveBytes: this.#live,
      mostBytes: this.#most,
      bytesPerConnection: grown === null ? null : Math.round(grown / this.#clients),
      cpuShare: this.#cpuShare,
      unreadDrifts: this.#drifts,
      auditedRows,
    };
  }

  #lookAgain(): void {
    if (this.#hasStopped) return;
    this.#cancel = systemClock.after(LOOK_MS, () => {
      void this.#look().then(() => {
        this.#lookAgain();
      });
    });
  }

  /** A server that is down just now says nothing. */
  async #look() {
    const now = await readMetrics(this.#origin).catch(() => NOTHING_TOLD);
    if (now.residentBytes !== null) {
      this.#most = Math.max(this.#most ?? 0, now.residentBytes);
    }
    if (now.unreadDrifts !== null) this.#drifts = Math.max(this.#drifts ?? 0, now.unreadDrifts);
    this.#work(now.cpuSeconds);
    return now;
  }

  #work(seconds: number | null): void {
    if (seconds === null) return;
    const atMs = systemClock.monotonic();
    // Another process counts from its own beginning.
    const isAnother = this.#cpuFrom !== null && seconds < this.#cpuFrom.seconds;
    if (this.#cpuFrom === null || isAnother) {
      this.#cpuFrom = { atMs, seconds };
      return;
    }
    const spentMs = (seconds - this.#cpuFrom.seconds) * 1_000;
    this.#cpuShare = spentMs / Math.max(atMs - this.#cpuFrom.atMs, 1);
  }
}
