import { wireCodec } from '../../../adapters/wire/codec.js';
import type { ErrorCode } from '../../../core/vocabulary/errors.js';
import type { ClientFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import type { Clock } from '../../../ports/clock.js';
import type { EncodedFrame } from '../../../ports/codec.js';
import { SOCKET_UNSENT_BYTES_MAX } from '../../../ports/socket.js';
import type { Socket, SocketEvents } from '../../../ports/socket.js';

/** A socket whose network a test can freeze. What arrives is read by the real codec. */
export class FakeSocket implements Socket {
  /** Frames that arrived at the other end. */
  readonly frames: ServerFrame[] = [];
  /** The encoded frames, as they were handed over. */
  readonly handed: EncodedFrame[] = [];
  closedAs: ErrorCode | 'reset' | null = null;
  unsentBytesMax = SOCKET_UNSENT_BYTES_MAX;
  /**
   * Frames that were handed over after `full` and before `drained`: none, unless they are last
   * words.
   */
  afterFull: EncodedFrame[] = [];
  readonly #clock: Clock;
  #events: SocketEvents | null = null;
  #unsent: EncodedFrame[] = [];
  #isFrozen = false;
  #isFull = false;
  #progressAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#progressAt = clock.monotonic();
  }

  listen(events: SocketEvents): void {
    this.#events = events;
  }

  send(frame: EncodedFrame): 'ok' | 'full' {
    if (this.closedAs !== null) return 'ok';
    if (this.#isFull) this.afterFull.push(frame);
    this.handed.push(frame);
    this.#unsent.push(frame);
    if (!this.#isFrozen) this.#flush();
    this.#isFull = this.bufferedBytes() >= this.unsentBytesMax;
    return this.#isFull ? 'full' : 'ok';
  }

  bufferedBytes(): number {
    return this.#unsent.reduce((sum, frame) => sum + frame.byteLength, 0);
  }

  lastProgressAt(): number {
    if (this.#unsent.length === 0) this.#progressAt = this.#clock.monotonic();
    return this.#progressAt;
  }

  close(code: ErrorCode): void {
    if (this.closedAs !== null) return;
    this.closedAs = code;
    this.#isFrozen = false;
    this.#flush();
    setImmediate(() => this.#end());
  }

  reset(): void {
    if (this.closedAs !== null) return;
    this.closedAs = 'reset';
    this.#unsent = [];
    setImmediate(() => this.#end());
  }

  /** The other end is gone. */
  hangUp(): void {
    this.#end();
  }

  say(frame: ClientFrame): void {
    this.sayText(wireCodec.encodeClient(frame).text);
  }

  sayText(text: string): void {
    this.#events?.frame(text);
  }

  freeze(): void {
    this.#isFrozen = true;
  }

  thaw(): void {
    this.#isFrozen = false;
    this.pass();
  }

  /** Lets through what waits, and nothing of what comes after it while it is frozen. */
  pass(): void {
    this.#flush();
    if (!this.#isFull) return;
    this.#isFull = false;
    this.#events?.drained();
  }

  of<Type extends ServerFrame['type']>(type: Type): Extract<ServerFrame, { type: Type }>[] {
    return this.frames.filter((frame) => frame.type === type) as Extract<
      ServerFrame,
      { type: Type }
    >[];
  }

  #flush(): void {
    if (this.#unsent.length > 0) this.#progressAt = this.#clock.monotonic();
    for (const { text } of this.#unsent.splice(0)) {
      const decoded = wireCodec.decodeServer(text);
      if (!decoded.ok) throw new Error(decoded.reason);
      this.frames.push(decoded.frame);
    }
  }

  #end(): void {
    const events = this.#events;
    this.#events = null;
    this.closedAs ??= 'reset';
    this.#unsent = [];
    events?.closed();
  }
}
