import type { ErrorCode } from '../core/vocabulary/errors.js';
import type { EncodedFrame } from './codec.js';

/** Unsent bytes from which on `send` answers `full`. */
export const SOCKET_UNSENT_BYTES_MAX: number = 64 * 1024;

/** What a socket tells its owner. After `closed` nothing more comes. */
export interface SocketEvents {
  frame(text: string): void;
  /** Unsent bytes have fallen below what makes `send` answer `full`. */
  drained(): void;
  closed(): void;
}

/**
 * The server's end of one connection.
 *
 * Frames arrive in order; nothing is lost while it lives. What was accepted may still never arrive
 * when it dies.
 */
export interface Socket {
  /** Names who listens. Called once, before anything arrives. */
  listen(events: SocketEvents): void;
  /**
   * Takes a frame. `full`: taken, and SOCKET_UNSENT_BYTES_MAX or more are unsent: give no more
   * before `drained`. A frame given after the end is dropped.
   */
  send(frame: EncodedFrame): 'ok' | 'full';
  /** Bytes taken and not yet given to the network. */
  bufferedBytes(): number;
  /** Steady time at which the network last accepted a byte, or at which nothing was waiting. */
  lastProgressAt(): number;
  /**
   * Ends the connection after what was taken; the close code carries the code's reconnect policy.
   */
  close(code: ErrorCode): void;
  /** Ends it at once; what was taken may not arrive. */
  reset(): void;
}
