import type { CloseReason } from '../../../ports/transport.js';
import { assertNever } from '../../vocabulary/assert.js';
import type { Fence, ProfileId } from '../../vocabulary/fence.js';
import type {
  ClientFrame,
  CommandFrame,
  HelloFrame,
  JoinFrame,
  ServerFrame,
  TypingFrame,
} from '../../vocabulary/frames.js';
import type { StreamName } from '../../vocabulary/ids.js';
import { roomOfStream, roomStream } from '../../vocabulary/ids.js';
import { Errands } from './errands.js';
import { KnownHeads } from './known-heads.js';
import { RELAYED_STREAMS_MAX, SEATS_MAX } from './limits.js';
import type { SeatEnd } from './messages.js';
import { PresenceRelay } from './presence-relay.js';
import type { Seat } from './seat.js';
import { StreamRelay } from './stream-relay.js';
import { TypingSeats } from './typing-seats.js';
import { Upstream, type UpstreamParts } from './upstream.js';

/** What a relay tells the tab that it runs in. */
export interface RelayEvents {
  /** The server serves this reign from now on. */
  serving(): void;
  /** The server says that another tab leads: this reign is over. */
  deposed(): void;
}

/** How far the greeting of a seat is. */
type Phase = 'new' | 'greeting' | 'seated';

/**
 * The leader's end for all tabs of a browser: one real connection, and for each tab what looks like
 * a connection of its own, in the server's own protocol.
 *
 * It is made for one reign. Every command that it sends carries the reign's term; once the server
 * refuses that, the relay is of no use.
 */
export class Relay {
  readonly #parts: UpstreamParts;
  readonly #profile: Promise<ProfileId>;
  readonly #events: RelayEvents;
  readonly #seats = new Map<Seat, Phase>();
  readonly #streams = new Map<StreamName, StreamRelay>();
  readonly #heads: KnownHeads;
  readonly #errands: Errands;
  readonly #typing: TypingSeats;
  readonly #presence: PresenceRelay;
  readonly #works: (() => void)[] = [];
  #isWorking = false;
  #upstream: Upstream | null = null;
  /** The welcome as it came, once tabs can be served. */
  #welcome: string | null = null;
  #fence: Fence | null = null;
  #isDraining = false;
  #isOver = false;

  /** @param profile - names the browser to the server. */
  constructor(parts: UpstreamParts, profile: Promise<ProfileId>, events: RelayEvents) {
    this.#parts = parts;
    this.#profile = profile;
    this.#events = events;
    this.#errands = new Errands(parts);
    this.#typing = new TypingSeats(parts.clock, (frame) => this.#upstream?.send(frame));
    this.#presence = new PresenceRelay(parts.clock, (frame) => this.#upstream?.send(frame));
    this.#heads = new KnownHeads(parts.clock, (frame) => {
      this.#work(() => {
        this.#deliverToSeated(parts.codec.encodeServer(frame).text);
      });
    });
  }

  /** The server's number for this reign; 0 until it has one. */
  get term(): number {
    return this.#fence?.term ?? 0;
  }

  /** Tabs that are served, and what is kept for them. */
  get counts() {
    const streams = [...this.#streams.values()];
    return {
      seats: this.#seats.size,
      streams: streams.length,
      ringRuns: streams.reduce((sum, stream) => sum + stream.ringSize, 0),
      ringBytes: streams.reduce((sum, stream) => sum + stream.ringBytes, 0),
      commands: this.#errands.commands,
      heads: this.#heads.size,
      typing: this.#typing.size,
    };
  }

  /** The device slept: what is kept of presence may be over. */
  slept(): void {
    this.#presence.slept();
  }

  /** A client connects. Past SEATS_MAX it is told to connect by itself. */
  open(seat: Seat): void {
    this.#work(() => {
      if (this.#isOver) seat.over('moved');
      else if (this.#seats.size >= SEATS_MAX) seat.over('apart');
      else this.#seats.set(seat, 'new');
    });
  }

  /** A frame of a client. */
  take(seat: Seat, text: string): void {
    this.#work(() => {
      const phase = this.#seats.get(seat);
      if (phase === undefined) return;
      this.#presence.heard(seat);
      const decoded = this.#parts.codec.decodeClient(text);
      if (!decoded.ok) this.#dismiss(seat, 'apart');
      else if (decoded.frame.type === 'hello') this.#greet(seat, decoded.frame);
      else if (phase === 'seated') this.#act(seat, decoded.frame);
    });
  }

  /** A client is gone, or wants no more. */
  leave(seat: Seat): void {
    this.#work(() => {
      if (!this.#seats.has(seat)) return;
      this.#forget(seat);
      // Whoever goes without an answer has found out that the connection is dead.
      if (this.#errands.isUnanswered) this.#loseUpstream('moved');
    });
  }

  /** The reign is over: the connection is closed and every tab told, at once. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#dropUpstream();
    this.#work(() => {
      this.#dismissAll('moved');
    });
  }

  #greet(seat: Seat, hello: HelloFrame): void {
    if (this.#isDraining) this.#loseUpstream('moved', seat);
    this.#seats.set(seat, 'greeting');
    const upstream = (this.#upstream ??= this.#connect(hello));
    if (upstream.hello.protocol !== hello.protocol) this.#dismiss(seat, 'apart');
    else if (this.#welcome !== null) this.#seatOf(seat, this.#welcome);
  }

  #seatOf(seat: Seat, welcome: string): void {
    this.#seats.set(seat, 'seated');
    seat.deliver(welcome);
    const heads = this.#heads.all;
    if (heads !== null) seat.deliver(this.#parts.codec.encodeServer(heads).text);
  }

  #act(seat: Seat, frame: Exclude<ClientFrame, HelloFrame>): void {
    switch (frame.type) {
      case 'join':
        this.#join(seat, frame);
        return;
      case 'leave':
        this.#leaveStream(seat, frame.stream);
        return;
      case 'command':
        this.#command(seat, frame);
        return;
      case 'ping':
        this.#ping(seat, frame.n);
        return;
      case 'typing':
        this.#types(seat, frame);
        return;
      case 'here':
        this.#presence.here(seat, frame.state);
        return;
      case 'goodbye':
        this.#presence.goodbye(seat);
        return;
      default:
        assertNever(frame);
    }
  }

  #join(seat: Seat, { stream, position }: JoinFrame): void {
    if (!this.#streams.has(stream) && this.#streams.size >= RELAYED_STREAMS_MAX) {
      this.#dismiss(seat, 'apart');
      return;
    }
    this.#streamOf(stream).join(seat, position);
    const presence = this.#presence.whole(stream);
    if (presence !== null) seat.deliver(this.#parts.codec.encodeServer(presence).text);
  }

  #streamOf(stream: StreamName): StreamRelay {
    const known = this.#streams.get(stream);
    if (known !== undefined) return known;
    const relay = new StreamRelay((position) => {
      this.#upstream?.send({ type: 'join', stream, position });
    });
    this.#streams.set(stream, relay);
    return relay;
  }

  #leaveStream(seat: Seat, stream: StreamName): void {
    const relay = this.#streams.get(stream);
    if (relay?.isFollowedBy(seat) !== true) return;
    const roomId = roomOfStream(stream);
    if (roomId !== null) this.#typing.left(seat, roomId);
    relay.leave(seat);
    if (!relay.isIdle) return;
    this.#streams.delete(stream);
    this.#presence.leave(stream);
    this.#upstream?.send({ type: 'leave', stream });
  }

  #command(seat: Seat, frame: CommandFrame): void {
    const upstream = this.#upstream;
    if (upstream === null) return;
    const id = upstream.nextId();
    if (this.#errands.command(seat, frame, id)) upstream.send({ ...frame, id });
  }

  #types(seat: Seat, frame: TypingFrame): void {
    const isFollowed = this.#streams.get(roomStream(frame.roomId))?.isFollowedBy(seat) === true;
    if (isFollowed) this.#typing.take(seat, frame);
  }

  #ping(seat: Seat, n: number): void {
    const upstream = this.#upstream;
    if (upstream === null) return;
    const id = upstream.nextId();
    this.#errands.ping(seat, n, id);
    upstream.send({ type: 'ping', n: id });
  }

  #connect(hello: HelloFrame): Upstream {
    const beginning = { hello, fence: this.#fence, profile: this.#profile };
    const upstream: Upstream = new Upstream(this.#parts, beginning, {
      led: (fence) => (this.#fence = fence),
      serving: (welcome) => this.#onlyOf(upstream, () => this.#serve(welcome)),
      frame: (frame, text) => this.#onlyOf(upstream, () => this.#receive(frame, text)),
      closed: (reason) => this.#onlyOf(upstream, () => this.#loseUpstream(reason)),
    });
    return upstream;
  }

  #onlyOf(upstream: Upstream, work: () => void): void {
    this.#work(() => {
      if (this.#upstream === upstream) work();
    });
  }

  #serve(welcome: string): void {
    this.#welcome = welcome;
    this.#presence.opened();
    this.#events.serving();
    for (const [seat, phase] of this.#seats) {
      if (phase === 'greeting') this.#seatOf(seat, welcome);
    }
  }

  #receive(frame: ServerFrame, text: string): void {
    this.#errands.heard();
    switch (frame.type) {
      case 'welcome':
        return;
      case 'refused':
        this.#deliverToAll(text);
        return;
      case 'goaway':
        this.#isDraining = true;
        this.#deliverToAll(text);
        return;
      case 'heads':
        this.#heads.learn(frame);
        this.#deliverToSeated(text);
        return;
      case 'typist':
        this.#streams.get(roomStream(frame.roomId))?.signal(text);
        return;
      case 'answer':
        if (!frame.outcome.ok && frame.outcome.refusal.code === 'stale_lease') this.#depose();
        else this.#errands.answered(frame);
        return;
      case 'pong':
        this.#presence.renew(frame);
        for (const [stream, head] of frame.heads) this.#streams.get(stream)?.told(head);
        this.#errands.ponged(frame, (seat, stream) => {
          return this.#streams.get(stream)?.isFollowedBy(seat) === true;
        });
        return;
      default:
        this.#onStream(frame, text);
    }
  }

  #onStream(frame: Extract<ServerFrame, { readonly stream: StreamName }>, text: string): void {
    const { stream } = frame;
    const relay = this.#streams.get(stream);
    const roomId = roomOfStream(stream);
    if (relay === undefined) return;
    switch (frame.type) {
      case 'run':
        if (roomId !== null) this.#heads.moved(roomId, frame);
        relay.run(frame, text);
        return;
      case 'reset':
        if (frame.state.kind === 'room') this.#heads.reset(frame.state, frame.seq);
        relay.reset(frame, text);
        return;
      case 'live':
        relay.live(frame, text);
        return;
      case 'presence':
        this.#presence.learn(frame);
        for (const seat of this.#seats.keys()) if (relay.isFollowedBy(seat)) seat.deliver(text);
        return;
      case 'denied':
        this.#streams.delete(stream);
        if (roomId !== null) this.#typing.forget(roomId);
        this.#presence.leave(stream);
        relay.denied(text);
        return;
      default:
        assertNever(frame);
    }
  }

  #depose(): void {
    this.close();
    this.#events.deposed();
  }

  /** The connection is over. @param but - is not told, for it has just come. */
  #loseUpstream(reason: CloseReason, but?: Seat): void {
    this.#dropUpstream();
    // The session is over: in the next one this reign has no number yet.
    if (reason === 'terminal') this.#fence = null;
    for (const [seat, phase] of this.#seats) {
      if (phase !== 'new' && seat !== but) this.#dismiss(seat, reason);
    }
  }

  #dropUpstream(): void {
    this.#upstream?.close();
    this.#upstream = null;
    this.#welcome = null;
    this.#isDraining = false;
    this.#streams.clear();
    this.#errands.clear();
    this.#typing.clear();
    this.#presence.closed();
    this.#heads.forget();
  }

  #dismiss(seat: Seat, reason: SeatEnd): void {
    this.#forget(seat);
    seat.over(reason);
  }

  #dismissAll(reason: SeatEnd): void {
    for (const seat of this.#seats.keys()) this.#dismiss(seat, reason);
  }

  #forget(seat: Seat): void {
    this.#seats.delete(seat);
    this.#presence.forget(seat);
    for (const stream of this.#streams.keys()) this.#leaveStream(seat, stream);
  }

  #deliverToAll(text: string): void {
    for (const [seat, phase] of this.#seats) if (phase !== 'new') seat.deliver(text);
  }

  /** Whoever is still being greeted is told of all rooms with the welcome. */
  #deliverToSeated(text: string): void {
    for (const [seat, phase] of this.#seats) if (phase === 'seated') seat.deliver(text);
  }

  /**
   * Works through one thing at a time: a client in this tab answers a frame while it is being
   * handed over.
   */
  #work(work: () => void): void {
    this.#works.push(work);
    if (this.#isWorking) return;
    this.#isWorking = true;
    try {
      for (let next = this.#works.shift(); next !== undefined; next = this.#works.shift()) next();
    } finally {
      this.#isWorking = false;
    }
  }
}
