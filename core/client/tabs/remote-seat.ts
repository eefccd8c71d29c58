import { UNACKED_AT_SIGNALS_MAX, UNACKED_FRAMES_MAX } from './limits.js';
import type { SeatEnd, TabMessage } from './messages.js';
import type { Seat } from './seat.js';

/** What a remote seat is made with. */
export interface RemoteSeatOptions {
  readonly reign: string;
  /** The follower's name for it. */
  readonly seat: string;
  readonly send: (message: TabMessage) => void;
  /** The follower takes nothing more in: the seat is to be given up. */
  readonly stalled: () => void;
}

/**
 * The seat of another tab. Frames are numbered both ways, so a message that was lost is noticed,
 * and those that were not acknowledged are counted, so a frozen tab costs a bounded number.
 */
export class RemoteSeat implements Seat {
  readonly id: string;
  readonly #options: RemoteSeatOptions;
  #delivered = 0;
  #acknowledged = 0;
  #received = 0;
  #isOver = false;

  constructor(options: RemoteSeatOptions) {
    this.id = options.seat;
    this.#options = options;
  }

  deliver(text: string): void {
    if (this.#isOver) return;
    if (this.#unacknowledged >= UNACKED_FRAMES_MAX) {
      this.over('moved');
      this.#options.stalled();
      return;
    }
    this.#delivered += 1;
    const { reign, seat, send } = this.#options;
    send({ type: 'down', reign, seat, n: this.#delivered, text });
  }

  offer(text: string): void {
    if (this.#unacknowledged < UNACKED_AT_SIGNALS_MAX) this.deliver(text);
  }

  over(reason: SeatEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { reign, seat, send } = this.#options;
    send({ type: 'over', reign, seat, reason });
  }

  get #unacknowledged(): number {
    return this.#delivered - this.#acknowledged;
  }

  acknowledge(n: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, Math.min(n, this.#delivered));
  }

  /** @returns false when a frame before this one was lost. */
  isNext(n: number): boolean {
    if (n !== this.#received + 1) return false;
    this.#received = n;
    return true;
  }
}
