import type { RunFrame } from '../../vocabulary/frames.js';
import {
  POSITION_DIGEST_CHARACTERS,
  type Epoch,
  type Position,
  type Sequence,
} from '../../vocabulary/position.js';
import { utf8Length } from '../../vocabulary/utf8.js';
import { RING_BYTES_MAX, RING_RUNS_MAX } from './limits.js';

/** A run as it came. */
export interface KeptRun {
  readonly from: Sequence;
  readonly to: Sequence;
  readonly text: string;
  readonly bytes: number;
}

/**
 * The newest runs of one stream of one history, without a hole between them, and the places among
 * them whose digest the server has named or held to be right: no more than runs are kept.
 */
export class RunRing {
  #epoch: Epoch;
  #runs: KeptRun[] = [];
  #bytes = 0;
  readonly #places = new Map<Sequence, string>();
  /** What comes before the first run kept. */
  #start: Sequence;
  #head: Sequence;

  /** @param at - everything up to here is known to those who follow. */
  constructor(epoch: Epoch, at: Sequence) {
    this.#epoch = epoch;
    this.#start = at;
    this.#head = at;
  }

  get epoch(): Epoch {
    return this.#epoch;
  }

  get head(): Sequence {
    return this.#head;
  }

  get size(): number {
    return this.#runs.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Begins anew: nothing before is kept. */
  restart(epoch: Epoch, at: Sequence): void {
    this.#epoch = epoch;
    this.#runs = [];
    this.#bytes = 0;
    this.#places.clear();
    this.#start = at;
    this.#head = at;
  }

  /** The server has named a place, or gone on from it. @param digest - its first characters do. */
  know(seq: Sequence, digest: string): void {
    this.#places.delete(seq);
    this.#places.set(seq, digest.slice(0, POSITION_DIGEST_CHARACTERS));
    const [oldest] = this.#places.keys();
    if (this.#places.size > RING_RUNS_MAX && oldest !== undefined) this.#places.delete(oldest);
  }

  /** Whether a position is of this log; null where that can't be told. */
  knows({ epoch, seq, digest }: Position): boolean | null {
    if (epoch !== this.#epoch) return false;
    const known = this.#places.get(seq);
    return known === undefined ? null : known === digest;
  }

  /** Keeps a run, if it brings anything new. One that leaves a hole begins the ring anew. */
  add({ from, to }: RunFrame, text: string): void {
    if (to <= this.#head) return;
    if (from > this.#head + 1) this.restart(this.#epoch, from - 1);
    const bytes = utf8Length(text);
    this.#runs.push({ from, to, text, bytes });
    this.#bytes += bytes;
    this.#head = to;
    while (this.#runs.length > RING_RUNS_MAX || this.#bytes > RING_BYTES_MAX) this.#dropOldest();
  }

  /** The runs that bring everything after a sequence; null where the ring does not reach so far. */
  after(seq: Sequence): readonly KeptRun[] | null {
    if (seq < this.#start || seq > this.#head) return null;
    return this.#runs.filter(({ to }) => to > seq);
  }

  #dropOldest(): void {
    const dropped = this.#runs.shift();
    if (dropped === undefined) return;
    this.#bytes -= dropped.bytes;
    this.#start = dropped.to;
  }
}
