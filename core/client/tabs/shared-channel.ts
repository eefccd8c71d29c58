import type { ChannelEvents, CloseReason } from '../../../ports/transport.js';
import { EARLY_FRAMES_MAX } from './limits.js';
import type { SeatEnd } from './messages.js';
import type { Seat } from './seat.js';

/** The way from a channel to whoever leads. */
export interface Attachment {
  send(text: string): void;
  /** The client has closed. */
  leave(): void;
}

/**
 * A client's connection to whoever leads. Before it was greeted it passes from leader to leader
 * without the client's notice; after that a change of leader is a close with the reason `moved`.
 */
export class SharedChannel implements Seat {
  readonly #events: ChannelEvents;
  readonly #onOver: (reason: SeatEnd) => void;
  #early: string[] = [];
  #attachment: Attachment | null = null;
  #hasOpened = false;
  #isGreeted = false;
  #isOver = false;

  constructor(events: ChannelEvents, onOver: (reason: SeatEnd) => void) {
    this.#events = events;
    this.#onOver = onOver;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isAttached(): boolean {
    return this.#attachment !== null;
  }

  /** Goes on with a leader: what the client has said so far is said to it. */
  attach(attachment: Attachment): void {
    this.#attachment = attachment;
    for (const text of this.#early) attachment.send(text);
    if (this.#hasOpened) return;
    this.#hasOpened = true;
    this.#events.opened();
  }

  send(text: string): void {
    if (this.#isOver) return;
    if (!this.#isGreeted && this.#early.length < EARLY_FRAMES_MAX) this.#early.push(text);
    this.#attachment?.send(text);
  }

  deliver(text: string): void {
    if (this.#isOver) return;
    this.#isGreeted = true;
    this.#early = [];
    this.#events.frame(text);
  }

  /** A client in the leader's own tab takes everything at once. */
  offer(text: string): void {
    this.deliver(text);
  }

  /** The leader is gone. One that was not greeted waits for the next. */
  lost(): void {
    this.#attachment = null;
    if (this.#isGreeted) this.over('moved');
  }

  over(reason: SeatEnd): void {
    if (this.#isOver) return;
    if (reason === 'moved' && !this.#isGreeted) {
      this.#attachment = null;
      this.#onOver(reason);
      return;
    }
    this.#finish(reason);
  }

  /** The client closes. It is told as soon as it has gone on. */
  close(): void {
    if (this.#isOver) return;
    this.#attachment?.leave();
    this.#finish('retry');
  }

  #finish(reason: SeatEnd): void {
    this.#isOver = true;
    this.#attachment = null;
    this.#onOver(reason);
    const told: CloseReason = reason === 'apart' ? 'moved' : reason;
    void Promise.resolve().then(() => {
      this.#events.closed(told);
    });
  }
}
