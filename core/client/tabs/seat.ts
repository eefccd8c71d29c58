import type { SeatEnd } from './messages.js';

/** A tab's place at the leader: its client's end of a connection, as the relay sees it. */
export interface Seat {
  /** Hands a server's frame to the client. */
  deliver(text: string): void;
  /** The connection is over. Nothing more comes. */
  over(reason: SeatEnd): void;
}
