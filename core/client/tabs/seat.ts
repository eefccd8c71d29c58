import type { SeatEnd } from './messages.js';

/** A tab's place at the leader: its client's end of a connection, as the relay sees it. */
export interface Seat {
  /** Hands a server's frame to the client. */
  deliver(text: string): void;
  /** Hands it a signal, unless it is behind in taking what came before: then it is lost. */
  offer(text: string): void;
  /** The connection is over. Nothing more comes. */
  over(reason: SeatEnd): void;
}
