import type { MessageId } from '../vocabulary/ids.js';
import type { Sequence } from '../vocabulary/position.js';
import type { EncodedFrame } from '../../ports/codec.js';

/** Consecutive events of a stream as one frame, shared by all who receive it. */
export interface EncodedRun {
  readonly from: Sequence;
  readonly to: Sequence;
  /** Head of the stream at the read: the content is as it was then. */
  readonly asOf: Sequence;
  readonly frame: EncodedFrame;
  /** Messages whose content is in it. */
  readonly messageIds: readonly MessageId[];
}

/** Bytes that the rings of a process hold together. */
export class RingBudget {
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get exceeded(): boolean {
    return this.#bytes > this.#bytesMax;
  }

  take(bytes: number): void {
    this.#bytes += bytes;
  }

  giveBack(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** The runs of one stream that were encoded last, by their first sequence. Bounded once trimmed. */
export class RunRing {
  readonly #limits: { readonly ringRunsMax: number; readonly ringBytesMax: number };
  readonly #budget: RingBudget;
  readonly #runs = new Map<Sequence, EncodedRun>();
  #bytes = 0;

  constructor(
    limits: { readonly ringRunsMax: number; readonly ringBytesMax: number },
    budget: RingBudget,
  ) {
    this.#limits = limits;
    this.#budget = budget;
  }

  get size(): number {
    return this.#runs.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  startingAt(from: Sequence): EncodedRun | undefined {
    return this.#runs.get(from);
  }

  /**
   * Whether runs lead without a hole from after one sequence exactly to another, within some bytes.
   */
  leads(after: Sequence, to: Sequence, bytesMax: number): boolean {
    let at = after;
    let bytes = 0;
    while (at < to) {
      const run = this.#runs.get(at + 1);
      if (run === undefined) return false;
      bytes += run.frame.byteLength;
      if (bytes > bytesMax) return false;
      at = run.to;
    }
    return at === to;
  }

  /** Keeps a run. It stays at least until the next {@link trim}. */
  add(run: EncodedRun): void {
    this.#remove(run.from);
    this.#runs.set(run.from, run);
    this.#bytes += run.frame.byteLength;
    this.#budget.take(run.frame.byteLength);
  }

  /** Forgets runs with content of a message that were read before an event which supersedes it. */
  evict(messageId: MessageId, before: Sequence): void {
    for (const run of this.#runs.values()) {
      if (run.asOf < before && run.messageIds.includes(messageId)) this.#remove(run.from);
    }
  }

  /** Forgets the oldest runs until every bound holds. */
  trim(): void {
    for (const from of this.#runs.keys()) {
      if (!this.#isOverfull()) return;
      this.#remove(from);
    }
  }

  clear(): void {
    for (const from of this.#runs.keys()) this.#remove(from);
  }

  #isOverfull(): boolean {
    const { ringRunsMax, ringBytesMax } = this.#limits;
    return this.#runs.size > ringRunsMax || this.#bytes > ringBytesMax || this.#budget.exceeded;
  }

  #remove(from: Sequence): void {
    const run = this.#runs.get(from);
    if (run === undefined) return;
    this.#runs.delete(from);
    this.#bytes -= run.frame.byteLength;
    this.#budget.giveBack(run.frame.byteLength);
  }
}
