import type { ErrorCode } from '../vocabulary/errors.js';
import type { ServerFrame } from '../vocabulary/frames.js';
import type { Codec, EncodedFrame } from '../../ports/codec.js';
import type { Socket } from '../../ports/socket.js';

/**
 * The way out to one socket.
 *
 * Runs and signals are offered only while it is {@link open}; answers and notices may wait in a
 * short queue.
 */
export class Outlet {
  readonly #socket: Socket;
  readonly #codec: Codec;
  readonly #queuedFramesMax: number;
  readonly #queue: EncodedFrame[] = [];
  #isFull = false;

  constructor(socket: Socket, codec: Codec, queuedFramesMax: number) {
    this.#socket = socket;
    this.#codec = codec;
    this.#queuedFramesMax = queuedFramesMax;
  }

  /** Whether the socket takes more, and nothing waits before it. */
  get open(): boolean {
    return !this.#isFull && this.#queue.length === 0;
  }

  get queued(): number {
    return this.#queue.length;
  }

  /** Hands a shared frame to the socket. Only while {@link open}. */
  send(frame: EncodedFrame): void {
    this.#isFull = this.#socket.send(frame) === 'full';
  }

  /** Sends a frame, or keeps it until the socket takes more. @returns false when too many wait. */
  say(frame: ServerFrame): boolean {
    const encoded = this.#codec.encodeServer(frame);
    if (this.open) {
      this.send(encoded);
      return true;
    }
    if (this.#queue.length >= this.#queuedFramesMax) return false;
    this.#queue.push(encoded);
    return true;
  }

  drained(): void {
    this.#isFull = false;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#next()) this.send(next);
  }

  #next(): EncodedFrame | undefined {
    return this.#isFull ? undefined : this.#queue.shift();
  }

  /** Says a last word, even to a full socket: nothing comes after it. */
  end(code: ErrorCode, last: ServerFrame | null): void {
    this.#queue.length = 0;
    if (last !== null) this.#socket.send(this.#codec.encodeServer(last));
    this.#socket.close(code);
  }

  reset(): void {
    this.#queue.length = 0;
    this.#socket.reset();
  }

  /** Whether the network has accepted nothing for a while although something waits. */
  hasStalled(now: number, stalledMs: number): boolean {
    return this.#socket.bufferedBytes() > 0 && now - this.#socket.lastProgressAt() >= stalledMs;
  }
}
