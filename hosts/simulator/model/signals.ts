import type { ServerFrame } from '../../../core/vocabulary/frames.js';
import { roomStream, type RoomId } from '../../../core/vocabulary/ids.js';
import type { Bench } from './violation.js';

/** What one connection was told of rooms by heads frames. */
interface Told {
  readonly heads: Map<RoomId, number>;
  atMs: number;
}

/** Watches that heads are told seldom, and nothing of them twice. */
export class Signals {
  readonly #bench: Bench;
  readonly #nowMs: () => number;
  readonly #told = new Map<string, Told>();

  constructor(bench: Bench, nowMs: () => number) {
    this.#bench = bench;
    this.#nowMs = nowMs;
  }

  /** @param intervalMs - shortest time between two heads frames of one connection. */
  serverSent(connection: string, frame: ServerFrame, intervalMs: number): void {
    if (frame.type !== 'heads') return;
    this.#bench.judged('R-SIGNAL');
    const told = this.#told.get(connection);
    const now: Told = told ?? { heads: new Map(), atMs: Number.NEGATIVE_INFINITY };
    const waitedMs = this.#nowMs() - now.atMs;
    // A difference of times is not exact.
    if (intervalMs - waitedMs > 0.01) {
      this.#wrong(connection, `it is told of heads again after ${waitedMs.toFixed(1)} ms`);
    }
    for (const [roomId, seq] of frame.heads) {
      const before = now.heads.get(roomId) ?? 0;
      now.heads.set(roomId, seq);
      if (seq > before) continue;
      const place = `${roomStream(roomId)}@${String(seq)}`;
      this.#wrong(connection, `it is told of ${place}, and was told of ${String(before)} before`);
    }
    now.atMs = this.#nowMs();
    this.#told.set(connection, now);
  }

  #wrong(connection: string, detail: string): void {
    this.#bench.report({ invariant: 'R-SIGNAL', entity: connection, detail });
  }
}
