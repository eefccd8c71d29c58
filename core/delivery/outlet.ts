import type { ErrorCode } from '../vocabulary/errors.js';
import type { ServerFrame } from '../vocabulary/frames.js';
import type { Codec, EncodedFrame } from '../../ports/codec.js';
import type { Socket } from '../../ports/socket.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import type { DeliveryLimits } from './limits.js';
import type { OutgoingBudget } from './outgoing-budget.js';

interface OutletParts {
  readonly codec: Codec;
  readonly limits: Pick<DeliveryLimits, 'queuedFramesMax' | 'queuedBytesMax'>;
  readonly budget: OutgoingBudget;
}

/**
 * The way out to one socket.
 *
 * Runs and signals are offered only while it is {@link open}; answers and notices may wait in a
 * short queue.
 */
export class Outlet {
  readonly #socket: Socket;
  readonly #parts: OutletParts;
  readonly #queue: EncodedFrame[] = [];
  #queuedBytes = 0;
  #isFull = false;
  /** What the budget was told of this one. */
  #countedBytes = 0;

  constructor(socket: Socket, parts: OutletParts) {
    this.#socket = socket;
    this.#parts = parts;
  }

  /** Whether the socket takes more, and nothing waits before it. */
  get open(): boolean {
    return !this.#isFull && this.#queue.length === 0;
  }

  get queued(): number {
    return this.#queue.length;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Bytes that wait here or in the socket. */
  get unsentBytes(): number {
    return this.#socket.bufferedBytes() + this.#queuedBytes;
  }

  /** Steady time at which the network last accepted a byte, or at which nothing was waiting. */
  get lastProgressAt(): MonotonicMs {
    return this.#socket.lastProgressAt();
  }

  /** Hands a shared frame to the socket. Only while {@link open}. */
  send(frame: EncodedFrame): void {
    this.#isFull = this.#socket.send(frame) === 'full';
    this.count();
  }

  /** Sends a frame, or keeps it until the socket takes more. @returns false when too many wait. */
  say(frame: ServerFrame): boolean {
    const { codec, limits } = this.#parts;
    const encoded = codec.encodeServer(frame);
    if (this.open) {
      this.send(encoded);
      return true;
    }
    const bytes = this.#queuedBytes + encoded.byteLength;
    if (this.#queue.length >= limits.queuedFramesMax || bytes > limits.queuedBytesMax) return false;
    this.#queue.push(encoded);
    this.#queuedBytes = bytes;
    this.count();
    return true;
  }

  /** Tells the budget how much waits by now. */
  count(): void {
    this.#tell(this.unsentBytes);
  }

  /** The socket is closed: nothing waits any more. */
  closed(): void {
    this.#forgetQueue();
    this.#tell(0);
  }

  drained(): void {
    this.#isFull = false;
    for (let next = this.#next(); next !== undefined; next = this.#next()) this.send(next);
    this.count();
  }

  /** Says a last word, even to a full socket: nothing comes after it. */
  end(code: ErrorCode, last: ServerFrame | null): void {
    this.#forgetQueue();
    if (last !== null) this.#socket.send(this.#parts.codec.encodeServer(last));
    this.#socket.close(code);
    this.count();
  }

  reset(): void {
    this.#socket.reset();
    this.closed();
  }

  /** Whether the network has accepted nothing for a while although something waits. */
  hasStalled(now: number, stalledMs: number): boolean {
    return this.#socket.bufferedBytes() > 0 && now - this.lastProgressAt >= stalledMs;
  }

  #next(): EncodedFrame | undefined {
    if (this.#isFull) return undefined;
    const next = this.#queue.shift();
    this.#queuedBytes -= next?.byteLength ?? 0;
    return next;
  }

  #forgetQueue(): void {
    this.#queue.length = 0;
    this.#queuedBytes = 0;
  }

  #tell(bytes: number): void {
    const change = bytes - this.#countedBytes;
    this.#countedBytes = bytes;
    if (change !== 0) this.#parts.budget.change(change);
  }
}
