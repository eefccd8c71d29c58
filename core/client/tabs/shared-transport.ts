import type { Clock } from '../../../ports/clock.js';
import type { Codec } from '../../../ports/codec.js';
import type { LocalStore } from '../../../ports/local-store.js';
import type { Random } from '../../../ports/random.js';
import type { Campaign, Tabs } from '../../../ports/tabs.js';
import type {
  Channel,
  ChannelEvents,
  HttpAnswer,
  HttpRequest,
  Transport,
} from '../../../ports/transport.js';
import { hex } from '../../vocabulary/hex.js';
import { FollowerSeat } from './follower-seat.js';
import { LeaderWatch } from './leader-watch.js';
import { LEADER_SILENT_MS, PAST_REIGNS_MAX } from './limits.js';
import {
  readMessage,
  writeMessage,
  type Reign,
  type SeatEnd,
  type TabMessage,
} from './messages.js';
import { profileOf } from './profile.js';
import { LeaderReign } from './reign.js';
import { SharedChannel } from './shared-channel.js';

/** What a shared transport is made of. */
export interface SharedTransportOptions {
  /** The way to the server that the tab which leads uses for all. */
  readonly transport: Transport;
  readonly tabs: Tabs;
  /** Names the browser. Without a name that lasts it is another browser to the server. */
  readonly localStore: Pick<LocalStore, 'profile'>;
  readonly codec: Codec;
  readonly clock: Clock;
  readonly random: Random;
}

/** A leader in another tab. The term is 0 while it is not known. */
interface Leader {
  readonly tab: string;
  readonly reign: Reign;
  readonly term: number;
}

/** Bytes of chance in the name of a reign or a seat. */
const ID_BYTES = 8;

/**
 * One connection for all tabs of a browser: the tab that leads has it, the others follow over
 * messages between tabs, and each tab's client sees a connection of its own.
 *
 * A client has one connection at a time: the next one ends the one before. When only the leader
 * changed, the connection ends as `moved`. Where the browser has no locks, and for a tab that does
 * not fit, it is the transport as it is.
 */
export class SharedTransport implements Transport {
  readonly #options: SharedTransportOptions;
  readonly #watch: LeaderWatch;
  readonly #orphanListeners = new Set<() => void>();
  readonly #past = new Set<Reign>();
  #campaign: Campaign | null = null;
  #endListening: () => void = () => undefined;
  #channel: SharedChannel | null = null;
  #leads: LeaderReign | null = null;
  #follows: Leader | null = null;
  #seat: FollowerSeat | null = null;
  #isApart = false;

  constructor(options: SharedTransportOptions) {
    this.#options = options;
    this.#watch = new LeaderWatch(options, {
      ask: () => this.#seek(),
      steal: () => this.#campaign?.steal(),
    });
  }

  /** Whether this tab holds itself to be the leader. */
  get isLeading(): boolean {
    return this.#leads !== null;
  }

  /** What the leader keeps for all tabs; null where this tab does not lead. */
  get counts(): LeaderReign['relay']['counts'] | null {
    return this.#leads?.relay.counts ?? null;
  }

  /** To be called when the device slept. */
  slept(): void {
    this.#leads?.relay.slept();
  }

  /**
   * Calls back when this tab leads and what dead tabs left unsent may be taken over: when the
   * server serves it, and every LIVENESS_INTERVAL_MS. @returns what ends that.
   */
  onOrphansDue(listener: () => void): () => void {
    const own = (): void => {
      listener();
    };
    this.#orphanListeners.add(own);
    return () => {
      this.#orphanListeners.delete(own);
    };
  }

  connect(events: ChannelEvents): Channel {
    this.#channel?.close();
    if (!this.#options.tabs.canElect) return this.#options.transport.connect(events);
    if (this.#isApart) return this.#connectApart(events);
    const channel: SharedChannel = new SharedChannel(events, (reason) => {
      this.#channelOver(channel, reason);
    });
    this.#channel = channel;
    if (this.#campaign === null) this.#begin();
    else this.#seek();
    this.#attachSoon();
    return channel;
  }

  request(request: HttpRequest): Promise<HttpAnswer> {
    return this.#options.transport.request(request);
  }

  /**
   * Ends the connection and gives up the lead, as when the page goes. The next `connect` stands in
   * line anew.
   */
  leave(): void {
    this.#watch.stop();
    this.#endReign();
    this.#channel?.close();
    this.#campaign?.resign();
    this.#campaign = null;
    this.#follows = null;
    this.#endListening();
  }

  #connectApart(events: ChannelEvents): Channel {
    return this.#options.transport.connect({
      ...events,
      opened: () => events.opened(),
      frame: (text) => events.frame(text),
      closed: (reason) => {
        this.#isApart = false;
        events.closed(reason);
      },
    });
  }

  #begin(): void {
    const { tabs } = this.#options;
    const ends = [
      tabs.onMessage((message, from) => this.#receive(message, from)),
      tabs.onVisibility(() => this.#look()),
    ];
    this.#endListening = () => {
      for (const end of ends) end();
    };
    this.#stand();
    this.#look();
  }

  /** Stands in line for the lead. */
  #stand(): void {
    this.#campaign = this.#options.tabs.campaign({
      elected: () => this.#elected(),
      robbed: () => this.#robbed(),
    });
  }

  /** Watches the leader while this tab is visible. One that is hidden asks once who leads. */
  #look(): void {
    if (this.#leads !== null) return;
    if (this.#options.tabs.isVisible) this.#watch.start();
    else {
      this.#watch.stop();
      this.#seek();
    }
  }

  #elected(): void {
    this.#watch.stop();
    this.#pass();
    this.#leads = new LeaderReign(
      this.#newId(),
      { ...this.#options, profile: profileOf(this.#options) },
      {
        deposed: () => this.#deposed(),
        orphansDue: () => {
          for (const listener of [...this.#orphanListeners]) listener();
        },
      },
    );
    this.#attach();
  }

  #robbed(): void {
    this.#endReign();
    this.#stand();
    this.#look();
  }

  /** The server knows of a newer leader: whoever stands in line next finds out who. */
  #deposed(): void {
    this.#campaign?.resign();
    this.#robbed();
  }

  #endReign(): void {
    const leads = this.#leads;
    this.#leads = null;
    leads?.end();
  }

  /** The reign that was followed is over: whoever still speaks for it is late. */
  #pass(): void {
    const follows = this.#follows;
    if (follows === null) return;
    this.#past.add(follows.reign);
    const [oldest] = this.#past;
    if (this.#past.size > PAST_REIGNS_MAX && oldest !== undefined) this.#past.delete(oldest);
    this.#lose();
  }

  /** Nobody is followed. */
  #lose(): void {
    if (this.#follows === null) return;
    this.#follows = null;
    this.#seat = null;
    this.#channel?.lost();
  }

  #receive(written: string, from: string): void {
    const message = readMessage(written);
    if (message === null) return;
    switch (message.type) {
      case 'seek':
        this.#leads?.announce(from);
        return;
      case 'lead':
        this.#hearLeader({ tab: from, reign: message.reign, term: message.term });
        return;
      case 'ended':
        this.#hearEnd(message.reign);
        return;
      case 'down':
      case 'over':
        this.#hearSeat(message, from);
        return;
      default:
        if (this.#leads?.id === message.reign) this.#leads.take(message, from);
        else this.#send({ type: 'ended', reign: message.reign }, from);
    }
  }

  #hearLeader(leader: Leader): void {
    if (this.#leads !== null || this.#past.has(leader.reign)) return;
    const { reign, term } = this.#follows ?? {};
    if (reign !== leader.reign) {
      if (!this.#isSuccessor(leader)) return;
      // The server has numbered both: what it numbered first is over.
      if (term !== 0 && leader.term !== 0) this.#pass();
      else this.#lose();
    }
    this.#watch.heard();
    this.#follows = leader;
    this.#attach();
  }

  /**
   * Whether to leave the leader for another. One that wakes may still hold itself to be the leader,
   * and says so; the server's numbers tell, or else that the other is silent.
   */
  #isSuccessor({ term }: Leader): boolean {
    const follows = this.#follows;
    if (follows === null) return true;
    if (term !== 0 && follows.term !== 0) return term > follows.term;
    return this.#watch.silentMs >= LEADER_SILENT_MS;
  }

  #hearEnd(reign: Reign): void {
    if (this.#follows?.reign !== reign) return;
    this.#pass();
    this.#seek();
  }

  #hearSeat(message: Extract<TabMessage, { type: 'down' | 'over' }>, from: string): void {
    if (this.#follows?.tab !== from || this.#follows.reign !== message.reign) return;
    this.#watch.heard();
    if (this.#seat?.id === message.seat) this.#seat.take(message);
  }

  /** Takes the client's connection to whoever leads, as far as that is known. */
  #attach(): void {
    const channel = this.#channel;
    if (channel === null || channel.isAttached) return;
    if (this.#leads !== null) {
      const { relay } = this.#leads;
      relay.open(channel);
      channel.attach({
        send: (text) => relay.take(channel, text),
        leave: () => relay.leave(channel),
      });
    } else if (this.#follows !== null) {
      const { tab, reign } = this.#follows;
      const seat = this.#newId();
      const send = (message: TabMessage): void => this.#send(message, tab);
      this.#seat = new FollowerSeat({ reign, seat, send, channel });
      channel.attach(this.#seat);
    }
  }

  #channelOver(channel: SharedChannel, reason: SeatEnd): void {
    if (reason === 'apart') this.#isApart = true;
    // In the next session reigns are numbered anew.
    if (reason === 'terminal' && this.#follows !== null) {
      this.#follows = { ...this.#follows, term: 0 };
    }
    if (this.#channel !== channel) return;
    this.#seat = null;
    // One that was not greeted has only lost its leader: it stays, and goes on with the next.
    if (channel.isOver) this.#channel = null;
    else if (this.#leads === null) this.#seek();
    else this.#attachSoon();
  }

  /** Never from within a call: a client is told of its connection after it has one. */
  #attachSoon(): void {
    void Promise.resolve().then(() => {
      this.#attach();
    });
  }

  #seek(): void {
    if (this.#leads === null) this.#send({ type: 'seek' });
  }

  #send(message: TabMessage, to?: string): void {
    this.#options.tabs.send(writeMessage(message), to);
  }

  #newId(): string {
    return hex(this.#options.random.bytes(ID_BYTES));
  }
}
