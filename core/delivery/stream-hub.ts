import type { ErrorCode } from '../vocabulary/errors.js';
import type { ResetFrame, TypistFrame } from '../vocabulary/frames.js';
import type { StreamName, UserId } from '../vocabulary/ids.js';
import type { Sequence } from '../vocabulary/position.js';
import type { EncodedFrame } from '../../ports/codec.js';
import { Backoff } from './backoff.js';
import type { CatchUpQueue } from './catch-up-queue.js';
import { isWorthRetrying, refusalOf } from './failures.js';
import { readLog } from './read-log.js';
import type { LogRead } from './read-log.js';
import { messagesIn, runFrames, supersedingIn } from './run-frames.js';
import { RunRing } from './run-ring.js';
import type { EncodedRun, RingBudget } from './run-ring.js';
import type { Workings } from './workings.js';

/** Something of a stream that is worth only its latest value. */
export interface StreamSignal {
  /** Whose doing it is: it is told to nobody of the same person. */
  readonly from: UserId;
  readonly frame: EncodedFrame;
}

/** One reader of a stream: a loop of one connection. */
export interface Follower {
  /** Last sequence sent; null while the reader has no place in the stream yet. */
  readonly position: Sequence | null;
  /** Sends what there is to send, as far as the socket takes it. */
  advance(): void;
  /** Sends a signal if the reader is live and its socket takes it; else it is lost. */
  offer(signal: StreamSignal): void;
  /** Goes on from a snapshot: what lies between is too much, or belongs to another history. */
  startOver(): void;
  /** The stream can't be read. */
  fail(code: ErrorCode): void;
}

/** A snapshot as text, for whoever starts at the same place. */
interface KeptReset {
  readonly key: string;
  readonly frame: EncodedFrame;
}

/**
 * What the readers of one stream share: the newest known head, encoded runs, and reads under way.
 *
 * Lives as long as it has a reader. Every run is encoded once, whoever asks for it.
 */
export class StreamHub {
  readonly stream: StreamName;
  readonly #workings: Workings;
  readonly #queue: CatchUpQueue;
  readonly #budget: RingBudget;
  readonly #ring: RunRing;
  readonly #backoff: Backoff;
  readonly #followers = new Set<Follower>();
  /** Reads under way or waiting, by the sequence after which they start. */
  readonly #loads = new Map<Sequence, () => void>();
  #head: Sequence = 0;
  /** Newest sequence that was read: {@link head} may be what a hint only claims. */
  #readHead: Sequence = 0;
  /** Grows with everything that is heard of the head. */
  #news = 0;
  #supersededAt: Sequence = 0;
  #reset: KeptReset | null = null;

  constructor(
    stream: StreamName,
    parts: {
      readonly workings: Workings;
      readonly queue: CatchUpQueue;
      readonly budget: RingBudget;
    },
  ) {
    this.stream = stream;
    this.#workings = parts.workings;
    this.#queue = parts.queue;
    this.#budget = parts.budget;
    this.#ring = new RunRing(parts.workings.limits, parts.budget);
    this.#backoff = new Backoff(parts.workings.clock, parts.workings.limits);
  }

  /** Newest sequence that was heard of. */
  get head(): Sequence {
    return this.#head;
  }

  /** Whether a reader at a sequence has more to catch up on than a replay may hold. */
  isTooFar(position: Sequence): boolean {
    return this.#readHead - position > this.#workings.limits.replayEventsMax;
  }

  /**
   * Newest known edit or deletion: content that was read before it may not be handed out any more.
   */
  get supersededAt(): Sequence {
    return this.#supersededAt;
  }

  get followers(): number {
    return this.#followers.size;
  }

  get ringBytes(): number {
    return this.#ring.bytes;
  }

  get ringRuns(): number {
    return this.#ring.size;
  }

  follow(follower: Follower): void {
    this.#followers.add(follower);
  }

  unfollow(follower: Follower): void {
    this.#followers.delete(follower);
    if (this.#followers.size === 0) this.#close();
  }

  /** Takes note of a head that was read. */
  confirmHead(seq: Sequence): void {
    this.#readHead = Math.max(this.#readHead, seq);
    this.noteHead(seq);
  }

  /**
   * Takes note that the stream has reached a sequence. Hints may be doubled, late, lost or wrong.
   */
  noteHead(seq: Sequence): void {
    this.#news += 1;
    if (seq <= this.#head) return;
    this.#head = seq;
    this.#advanceAll();
  }

  /** Tells every live reader but the person's own who types. It is encoded once. */
  tell(typist: TypistFrame): void {
    const frame = this.#workings.codec.encodeServer(typist);
    for (const follower of this.#followers) follower.offer({ from: typist.person.id, frame });
  }

  /** The history is another one: everybody starts over. */
  startOver(): void {
    this.#ring.clear();
    this.#keepReset(null);
    this.#supersededAt = 0;
    this.#head = 0;
    this.#readHead = 0;
    for (const follower of this.#followers) follower.startOver();
  }

  /**
   * The run that follows a sequence, or undefined when it has to be read first: see {@link
   * request}.
   */
  runAfter(seq: Sequence): EncodedRun | undefined {
    return this.#ring.startingAt(seq + 1);
  }

  /** Whether everything after one sequence up to another can be had without reading. */
  holds(after: Sequence, to: Sequence): boolean {
    return this.#ring.leads(after, to, this.#workings.limits.replayBytesMax);
  }

  /**
   * Has the run after a sequence read, once for all who ask. Everybody is advanced when it is
   * there.
   */
  request(after: Sequence): void {
    if (this.#loads.has(after)) return;
    const withdraw = this.#queue.add({ gap: this.#head - after, run: () => this.#load(after) });
    // Too many wait: the next look at the log advances everybody again.
    if (withdraw !== null) this.#loads.set(after, withdraw);
  }

  /**
   * Takes what was read of the log, unless it was read before a newer edit or deletion. Nobody is
   * advanced, and the head stays what it was: whoever is behind is advanced when it rises.
   */
  learn(read: LogRead): boolean {
    for (const { messageId, seq } of supersedingIn(read.events)) {
      this.#ring.evict(messageId, seq);
      this.#supersededAt = Math.max(this.#supersededAt, seq);
    }
    if (read.asOf < this.#supersededAt) return false;
    this.#readHead = Math.max(this.#readHead, read.asOf);
    const { codec, limits } = this.#workings;
    for (const frame of runFrames(this.stream, read, limits.runBytesMax)) {
      this.#ring.add({
        from: frame.from,
        to: frame.to,
        asOf: read.asOf,
        frame: codec.encodeServer(frame),
        messageIds: messagesIn(frame.events),
      });
    }
    return true;
  }

  /** Advances everybody, then lets go of runs that exceed the bounds. */
  settle(): void {
    this.#advanceAll();
    this.trim();
  }

  /** Lets go of runs that exceed the bounds: whoever waited for them has sent them. */
  trim(): void {
    this.#ring.trim();
    if (this.#budget.exceeded) this.#keepReset(null);
  }

  /** A snapshot as text, encoded once for all who start at the same commit of the same state. */
  encodeReset(key: string, frame: ResetFrame): EncodedFrame {
    if (this.#reset?.key === key) return this.#reset.frame;
    const encoded = this.#workings.codec.encodeServer(frame);
    // One larger than the ring may be is not worth its memory.
    if (encoded.byteLength <= this.#workings.limits.ringBytesMax) {
      this.#keepReset({ key, frame: encoded });
    }
    return encoded;
  }

  #keepReset(reset: KeptReset | null): void {
    this.#budget.giveBack(this.#reset?.frame.byteLength ?? 0);
    this.#budget.take(reset?.frame.byteLength ?? 0);
    this.#reset = reset;
  }

  async #load(after: Sequence): Promise<void> {
    const { store, limits } = this.#workings;
    const news = this.#news;
    let read: LogRead;
    try {
      read = await store.read((snapshot) =>
        readLog(snapshot, { stream: this.stream, after }, limits),
      );
    } catch (error) {
      this.#loads.delete(after);
      this.#failed(error);
      return;
    }
    this.#loads.delete(after);
    if (this.#followers.size === 0) return;
    this.#backoff.succeeded();
    if (this.#take(after, read, news)) this.settle();
    else this.request(after);
  }

  /** @returns false when something was heard since that calls for another read. */
  #take(after: Sequence, read: LogRead, news: number): boolean {
    if (read.more) {
      for (const follower of this.#waitingAt(after)) follower.startOver();
      return true;
    }
    if (read.events.length > 0) {
      if (!this.learn(read)) return false;
      this.#head = Math.max(this.#head, read.asOf);
      return true;
    }
    if (news !== this.#news) return false;
    this.#headIs(read.asOf);
    return true;
  }

  /** A hint said more than there is, or the log was set back: readers above its head start over. */
  #headIs(seq: Sequence): void {
    this.#head = seq;
    this.#readHead = seq;
    for (const follower of this.#followers) {
      if (follower.position !== null && follower.position > seq) follower.startOver();
    }
  }

  #waitingAt(after: Sequence): readonly Follower[] {
    return [...this.#followers].filter((follower) => follower.position === after);
  }

  #advanceAll(): void {
    for (const follower of this.#followers) follower.advance();
  }

  #failed(error: unknown): void {
    if (this.#followers.size === 0) return;
    const refusal = refusalOf(error, `reading ${this.stream}`, this.#workings.telemetry);
    const again = isWorthRetrying(refusal.code) && this.#backoff.retry(() => this.#advanceAll());
    if (again) return;
    for (const follower of this.#followers) follower.fail(refusal.code);
  }

  #close(): void {
    for (const withdraw of this.#loads.values()) withdraw();
    this.#loads.clear();
    this.#ring.clear();
    this.#keepReset(null);
    this.#backoff.stop();
  }
}
