import { ACK_INTERVAL_FRAMES } from './limits.js';
import type { Reign, TabMessage } from './messages.js';
import type { Seat } from './seat.js';
import type { Attachment } from './shared-channel.js';

/** A follower's end of its seat at the leader. A frame that is missing ends it. */
export class FollowerSeat implements Attachment {
  readonly id: string;
  readonly #reign: Reign;
  readonly #send: (message: TabMessage) => void;
  readonly #channel: Pick<Seat, 'deliver' | 'over'>;
  #sent = 0;
  #received = 0;

  constructor(options: {
    readonly reign: Reign;
    readonly seat: string;
    readonly send: (message: TabMessage) => void;
    readonly channel: Pick<Seat, 'deliver' | 'over'>;
  }) {
    this.id = options.seat;
    this.#reign = options.reign;
    this.#send = options.send;
    this.#channel = options.channel;
    this.#send({ type: 'open', reign: this.#reign, seat: this.id });
  }

  send(text: string): void {
    this.#sent += 1;
    this.#send({ type: 'up', reign: this.#reign, seat: this.id, n: this.#sent, text });
  }

  leave(): void {
    this.#send({ type: 'leave', reign: this.#reign, seat: this.id });
  }

  take(message: Extract<TabMessage, { type: 'down' | 'over' }>): void {
    if (message.type === 'over') {
      this.#channel.over(message.reason);
      return;
    }
    if (message.n !== this.#received + 1) {
      this.leave();
      this.#channel.over('moved');
      return;
    }
    this.#received = message.n;
    if (message.n % ACK_INTERVAL_FRAMES === 0) {
      this.#send({ type: 'ack', reign: this.#reign, seat: this.id, n: message.n });
    }
    this.#channel.deliver(message.text);
  }
}
