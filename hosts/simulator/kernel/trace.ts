import { fold, hashText, lanesText, type Lanes } from './hash.js';

/** Prefix hashes that are kept for finding the first difference of two runs. */
export const PREFIXES_KEPT = 4_096;
/** A checkpoint of the hash is kept after each so many events. */
export const CHECKPOINT_EVENTS = 256;

/** One line of a trace. */
export interface TraceRecord {
  readonly index: number;
  /** Virtual microseconds. */
  readonly timeUs: number;
  /** Number of the event in the order of scheduling; 0 for lines that are no events. */
  readonly seq: number;
  readonly lane: string;
  readonly kind: string;
  readonly entity: string;
  /** A number that stands for what the event carried. */
  readonly payload: number;
  /**
   * Index of the event that scheduled it, or in which a line was noted; -1 for what nothing in the
   * run has caused. It does not count for the hash, and neither does what follows.
   */
  readonly cause: number;
  /** Words for people; empty for most. */
  readonly detail: string;
  /** Names of things that others of the same thing carry too, such as `room:1@14` or `c1#7/3`. */
  readonly about: readonly string[];
}

/**
 * Hash of everything that happened, in order: two runs are the same exactly if it is.
 *
 * It holds the hash after each of the last {@link PREFIXES_KEPT} records, and checkpoints of the
 * rest.
 */
export class Trace {
  #lanes: Lanes = { a: 0x243f6a88, b: 0x85a308d3 };
  #length = 0;
  readonly #ring = new Uint32Array(2 * PREFIXES_KEPT);
  readonly #checkpoints: string[] = [];
  readonly #words = new Map<string, number>();
  readonly #sink: ((record: TraceRecord) => void) | null;

  /** @param sink - is given every record; without one only the hash is kept. */
  constructor(sink: ((record: TraceRecord) => void) | null = null) {
    this.#sink = sink;
  }

  get length(): number {
    return this.#length;
  }

  /** Whether somebody reads the records: words for people are made only then. */
  get isRead(): boolean {
    return this.#sink !== null;
  }

  /** The hash after everything so far: 16 hexadecimal digits. */
  get hash(): string {
    return lanesText(this.#lanes);
  }

  /** Hash after each whole {@link CHECKPOINT_EVENTS} records. */
  get checkpoints(): readonly string[] {
    return this.#checkpoints;
  }

  /** Hash after one of the last records, by index; null where it is no longer kept. */
  prefix(index: number): string | null {
    if (index < 0 || index >= this.#length || index < this.#length - PREFIXES_KEPT) return null;
    const at = 2 * (index % PREFIXES_KEPT);
    return lanesText({ a: this.#ring[at] ?? 0, b: this.#ring[at + 1] ?? 0 });
  }

  add(record: Omit<TraceRecord, 'index'>): void {
    let lanes = fold(this.#lanes, record.timeUs % 4294967296);
    lanes = fold(lanes, record.seq);
    lanes = fold(lanes, this.#word(record.lane));
    lanes = fold(lanes, this.#word(record.kind));
    lanes = fold(lanes, this.#word(record.entity));
    this.#lanes = fold(lanes, record.payload);
    this.#sink?.({ index: this.#length, ...record });
    const at = 2 * (this.#length % PREFIXES_KEPT);
    this.#ring[at] = this.#lanes.a;
    this.#ring[at + 1] = this.#lanes.b;
    this.#length += 1;
    if (this.#length % CHECKPOINT_EVENTS === 0) this.#checkpoints.push(this.hash);
  }

  /** Texts of lanes, kinds and entities come again and again: each is hashed once. */
  #word(text: string): number {
    const known = this.#words.get(text);
    if (known !== undefined) return known;
    const word = hashText(text);
    this.#words.set(text, word);
    return word;
  }
}
