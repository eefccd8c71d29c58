import { Socket as TcpSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import { assert } from '../../core/vocabulary/assert.js';
import type { ErrorCode } from '../../core/vocabulary/errors.js';
import type { MonotonicMs } from '../../core/vocabulary/time.js';
import type { Clock } from '../../ports/clock.js';
import type { EncodedFrame } from '../../ports/codec.js';
import { SOCKET_UNSENT_BYTES_MAX } from '../../ports/socket.js';
import type { Socket, SocketEvents } from '../../ports/socket.js';
import { closeCodeOf } from '../wire/close-codes.js';
import { sharedBytes } from './shared-bytes.js';
import { atEndOfTurn } from './tick.js';

/** How long a closing socket may take to send what was taken and to hear the other side's close. */
const CLOSE_MS_MAX = 5_000;

export interface WsSocketParts {
  /** Open, without permessage-deflate. */
  readonly webSocket: WebSocket;
  /** The raw socket of the upgrade, on which `webSocket` runs. */
  readonly stream: Duplex;
  readonly clock: Clock;
}

/**
 * The server's end of a WebSocket.
 *
 * Frames of one turn of the event loop go out in one write; the bytes of a shared frame are made
 * once. They are written beside `ws`, straight to the stream: `ws` writes whole frames of its own,
 * so none is ever torn apart.
 */
export class WsSocket implements Socket {
  readonly #webSocket: WebSocket;
  readonly #stream: Duplex;
  readonly #clock: Clock;
  #events: SocketEvents | null = null;
  #isFull = false;
  #isCorked = false;
  #hasEnded = false;
  #progressAt: MonotonicMs;
  #networkHeld = 0;
  #cancelClose: (() => void) | null = null;

  constructor({ webSocket, stream, clock }: WsSocketParts) {
    assert(webSocket.extensions === '', 'frames are shared uncompressed');
    this.#webSocket = webSocket;
    this.#stream = stream;
    this.#clock = clock;
    this.#progressAt = clock.monotonic();
    // Its close follows, and that is what the listener is told.
    webSocket.on('error', () => undefined);
  }

  listen(events: SocketEvents): void {
    assert(this.#events === null, 'a socket has one listener');
    this.#events = events;
    this.#webSocket.on('message', (data, isBinary) => events.frame(textOf(data, isBinary)));
    this.#webSocket.once('close', () => this.#closed());
    this.#stream.on('drain', () => this.#drained());
    // It may have ended between the upgrade and now.
    if (this.#webSocket.readyState === WebSocket.CLOSED) atEndOfTurn(() => this.#closed());
  }

  send(frame: EncodedFrame): 'ok' | 'full' {
    if (this.#hasEnded || this.#webSocket.readyState !== WebSocket.OPEN) return 'ok';
    if (!this.#isCorked) this.#cork();
    this.#stream.write(sharedBytes(frame));
    this.#isFull = this.bufferedBytes() >= SOCKET_UNSENT_BYTES_MAX;
    return this.#isFull ? 'full' : 'ok';
  }

  bufferedBytes(): number {
    return this.#stream.writableLength;
  }

  lastProgressAt(): MonotonicMs {
    this.#noteProgress();
    return this.#progressAt;
  }

  close(code: ErrorCode): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#uncork();
    this.#webSocket.close(closeCodeOf(code), code);
    this.#cancelClose = this.#clock.after(CLOSE_MS_MAX, () => this.#webSocket.terminate());
  }

  reset(): void {
    this.#hasEnded = true;
    if (isPlainTcp(this.#stream)) this.#stream.resetAndDestroy();
    else this.#webSocket.terminate();
  }

  #cork(): void {
    this.#noteProgress();
    this.#isCorked = true;
    this.#stream.cork();
    atEndOfTurn(() => this.#uncork());
  }

  #uncork(): void {
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#stream.uncork();
  }

  /**
   * A large write counts as one for the stream: what the network has left of it tells of progress
   * within.
   */
  #noteProgress(): void {
    const held = heldByNetwork(this.#stream);
    if (this.bufferedBytes() === 0 || held !== this.#networkHeld) {
      this.#progressAt = this.#clock.monotonic();
    }
    this.#networkHeld = held;
  }

  #drained(): void {
    this.#progressAt = this.#clock.monotonic();
    if (!this.#isFull || this.bufferedBytes() >= SOCKET_UNSENT_BYTES_MAX) return;
    this.#isFull = false;
    if (!this.#hasEnded) this.#events?.drained();
  }

  #closed(): void {
    this.#hasEnded = true;
    this.#cancelClose?.();
    const events = this.#events;
    this.#events = null;
    events?.closed();
  }
}

/** A binary frame is none of ours: it reads as an empty text, which no codec takes. */
function textOf(data: RawData, isBinary: boolean): string {
  return isBinary || !Buffer.isBuffer(data) ? '' : data.toString('utf8');
}

/**
 * Pipes have no remote address, and encrypted streams can't be reset without losing their own end.
 */
function isPlainTcp(stream: Duplex): stream is TcpSocket {
  if (!(stream instanceof TcpSocket) || stream instanceof TLSSocket) return false;
  return !stream.destroyed && stream.remoteAddress !== undefined;
}

/**
 * Bytes of the write under way that the system has not accepted; 0 where the stream does not say.
 */
function heldByNetwork(stream: Duplex): number {
  const handle: unknown = '_handle' in stream ? stream._handle : null;
  if (typeof handle !== 'object' || handle === null || !('writeQueueSize' in handle)) return 0;
  return typeof handle.writeQueueSize === 'number' ? handle.writeQueueSize : 0;
}
