import { chainDigest } from '../../../core/vocabulary/digest.js';
import type { RunEvent } from '../../../core/vocabulary/events.js';
import type { LiveFrame, RunFrame } from '../../../core/vocabulary/frames.js';
import type { StreamName, UserId } from '../../../core/vocabulary/ids.js';
import {
  DIGEST_BEFORE_FIRST,
  POSITION_DIGEST_CHARACTERS,
  type ChainDigest,
} from '../../../core/vocabulary/position.js';
import { EPOCH, sha256 } from './room-log.js';

/** A log whose events have no content: an account's or a person's own. */
export class PlainLog {
  readonly #stream: StreamName;
  readonly #events: RunEvent[] = [];
  readonly #digests: ChainDigest[] = [DIGEST_BEFORE_FIRST];

  constructor(stream: StreamName) {
    this.#stream = stream;
  }

  add(kind: string, data: object): this {
    const seq = this.#events.length + 1;
    const event = { seq, at: seq, actor: 1 as UserId, kind, data: JSON.stringify(data) };
    const [previous, stream] = [this.#digestAt(seq - 1), this.#stream];
    this.#digests.push(chainDigest(sha256, { ...event, previous, stream, contentHash: null }));
    this.#events.push(event);
    return this;
  }

  get live(): LiveFrame {
    const [seq, stream] = [this.#events.length, this.#stream];
    return { type: 'live', stream, epoch: EPOCH, seq, digest: this.#digestAt(seq) };
  }

  run(from: number, to: number): RunFrame {
    const events = this.#events.slice(from - 1, to);
    const digest = this.#digestAt(to).slice(0, POSITION_DIGEST_CHARACTERS);
    return { type: 'run', stream: this.#stream, from, to, events, people: [], digest };
  }

  #digestAt(seq: number): ChainDigest {
    return this.#digests[seq] ?? DIGEST_BEFORE_FIRST;
  }
}
