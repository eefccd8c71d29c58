import { systemDigest } from '../../../adapters/system/digest.js';
import { chainDigest, contentHash } from '../../../core/vocabulary/digest.js';
import type { RunEvent } from '../../../core/vocabulary/events.js';
import type { ServerFrame } from '../../../core/vocabulary/frames.js';
import type { StreamName } from '../../../core/vocabulary/ids.js';
import { positionAt } from '../../../core/vocabulary/position.js';
import type { ChainDigest, Epoch, Position } from '../../../core/vocabulary/position.js';

/**
 * What a client would have applied of one stream: it takes event n only after n - 1, verifies the
 * chain, and throws at everything that a server may not send.
 */
export class View {
  readonly stream: StreamName;
  readonly applied: RunEvent[] = [];
  resets = 0;
  lives = 0;
  seq = 0;
  #digest: ChainDigest = '0'.repeat(64);
  #epoch: Epoch | null = null;
  #hasStarted = false;

  constructor(stream: StreamName, from?: { epoch: Epoch; seq: number; digest: ChainDigest }) {
    this.stream = stream;
    if (from === undefined) return;
    this.#hasStarted = true;
    this.#epoch = from.epoch;
    this.seq = from.seq;
    this.#digest = from.digest;
  }

  get position(): Position | null {
    return this.#epoch === null ? null : positionAt(this.#epoch, this.seq, this.#digest);
  }

  get place(): { epoch: Epoch; seq: number; digest: ChainDigest } {
    if (this.#epoch === null) throw new Error('nothing was applied');
    return { epoch: this.#epoch, seq: this.seq, digest: this.#digest };
  }

  /** Takes everything of its stream among some frames. */
  take(frames: readonly ServerFrame[]): this {
    for (const frame of frames) {
      if ('stream' in frame && frame.stream === this.stream) this.#takeOne(frame);
    }
    return this;
  }

  #takeOne(frame: Extract<ServerFrame, { stream: StreamName }>): void {
    if (frame.type === 'reset') {
      this.#hasStarted = true;
      this.resets += 1;
      this.applied.length = 0;
      this.#epoch = frame.epoch;
      this.seq = frame.seq;
      this.#digest = frame.digest;
    } else if (frame.type === 'run') {
      if (!this.#hasStarted) throw new Error('events before a snapshot');
      for (const event of frame.events) this.#apply(event);
      if (!this.#digest.startsWith(frame.digest)) throw new Error('a run of another history');
    } else if (frame.type === 'live') {
      this.lives += 1;
      this.#epoch = frame.epoch;
      if (frame.seq > this.seq) throw new Error(`live at ${frame.seq}, applied ${this.seq}`);
      if (frame.seq === this.seq && frame.digest !== this.#digest)
        throw new Error('another history');
    }
  }

  #apply(event: RunEvent): void {
    if (event.seq !== this.seq + 1) throw new Error(`event ${event.seq} after ${this.seq}`);
    const { content } = event;
    const hash =
      content === undefined
        ? null
        : 'withheld' in content
          ? content.withheld
          : contentHash(systemDigest.sha256, content.salt, content.body);
    this.#digest = chainDigest(systemDigest.sha256, {
      ...event,
      previous: this.#digest,
      stream: this.stream,
      contentHash: hash,
    });
    this.seq = event.seq;
    this.applied.push(event);
  }
}
