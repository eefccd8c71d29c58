import type { Clock } from '../../../ports/clock.js';
import type { Tabs } from '../../../ports/tabs.js';
import type { ProfileId } from '../../vocabulary/fence.js';
import { LIVENESS_INTERVAL_MS } from './limits.js';
import { writeMessage, type Reign, type TabMessage } from './messages.js';
import { Relay } from './relay.js';
import { RemoteSeat } from './remote-seat.js';
import type { UpstreamParts } from './upstream.js';

/** What a reign is made of. */
export interface ReignParts extends UpstreamParts {
  readonly tabs: Tabs;
  readonly clock: Clock;
  /** Names the browser to the server. */
  readonly profile: Promise<ProfileId>;
}

export interface ReignEvents {
  /** The server says that another tab leads. */
  deposed(): void;
  /** What dead tabs left may be taken over. At the beginning and once per LIVENESS_INTERVAL_MS. */
  orphansDue(): void;
}

/** A message of a follower about its seat. */
type SeatMessage = Extract<TabMessage, { type: 'open' | 'up' | 'ack' | 'leave' }>;

/** This tab's time as leader: the relay, and the seats of the other tabs at it. */
export class LeaderReign {
  readonly id: Reign;
  readonly relay: Relay;
  readonly #parts: ReignParts;
  readonly #events: ReignEvents;
  readonly #seats = new Map<string, RemoteSeat>();
  #cancelSweep: () => void;
  #isOver = false;

  constructor(id: Reign, parts: ReignParts, events: ReignEvents) {
    this.id = id;
    this.#parts = parts;
    this.#events = events;
    this.relay = new Relay(parts, parts.profile, {
      serving: () => {
        this.announce();
        events.orphansDue();
      },
      deposed: () => events.deposed(),
    });
    this.#cancelSweep = this.#sweepLater();
  }

  /** Says who leads, to one tab or all. */
  announce(to?: string): void {
    this.#send({ type: 'lead', reign: this.id, term: this.relay.term }, to);
  }

  take(message: SeatMessage, from: string): void {
    if (message.type === 'open') this.#open(message.seat, from);
    else this.#onSeat(message, from);
  }

  /** Every tab is told, and the connection is closed, at once. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelSweep();
    this.relay.close();
    this.#seats.clear();
    this.#send({ type: 'ended', reign: this.id });
  }

  #open(seat: string, from: string): void {
    this.#dismiss(from);
    const remote = new RemoteSeat({
      reign: this.id,
      seat,
      send: (message) => this.#send(message, from),
      stalled: () => this.#dismiss(from),
    });
    this.#seats.set(from, remote);
    this.relay.open(remote);
  }

  #onSeat(message: Exclude<SeatMessage, { type: 'open' }>, from: string): void {
    const remote = this.#seats.get(from);
    const { seat } = message;
    if (remote?.id !== seat) {
      if (message.type === 'up')
        this.#send({ type: 'over', reign: this.id, seat, reason: 'moved' }, from);
      return;
    }
    if (message.type === 'ack') remote.acknowledge(message.n);
    else if (message.type === 'leave') this.#dismiss(from);
    else if (remote.isNext(message.n)) this.relay.take(remote, message.text);
    else {
      remote.over('moved');
      this.#dismiss(from);
    }
  }

  #dismiss(tab: string): void {
    const remote = this.#seats.get(tab);
    if (remote === undefined) return;
    this.#seats.delete(tab);
    this.relay.leave(remote);
  }

  #sweepLater(): () => void {
    return this.#parts.clock.after(LIVENESS_INTERVAL_MS, () => {
      this.#cancelSweep = this.#sweepLater();
      void this.#sweep();
    });
  }

  async #sweep(): Promise<void> {
    this.#events.orphansDue();
    for (const tab of [...this.#seats.keys()]) {
      // Where it cannot be found out, a seat is kept: it is bounded in any case.
      const isAlive = await this.#parts.tabs.isAlive(tab).catch(() => true);
      if (!isAlive) this.#dismiss(tab);
    }
  }

  #send(message: TabMessage, to?: string): void {
    this.#parts.tabs.send(writeMessage(message), to);
  }
}
