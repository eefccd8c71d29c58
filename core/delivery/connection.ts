import type { ConnectionTyping } from '../typing/connection-typing.js';
import type { Typing } from '../typing/typing.js';
import { assertNever } from '../vocabulary/assert.js';
import type { ErrorCode, Refusal } from '../vocabulary/errors.js';
import { PROTOCOL_VERSION } from '../vocabulary/frames.js';
import type { ClientFrame, CommandFrame, ServerFrame, TypingFrame } from '../vocabulary/frames.js';
import { roomOfStream, roomStream } from '../vocabulary/ids.js';
import type { SessionId, StreamName, UserId } from '../vocabulary/ids.js';
import type { Person } from '../vocabulary/people.js';
import type { Activity } from '../vocabulary/presence.js';
import type { Presence } from '../presence/presence.js';
import { SECOND_MS, type Instant, type MonotonicMs } from '../vocabulary/time.js';
import type { Caller } from '../../ports/auth.js';
import type { EncodedFrame } from '../../ports/codec.js';
import type { Socket } from '../../ports/socket.js';
import type { CatchUpQueue } from './catch-up-queue.js';
import type { CommandDesk, ConnectionDesk } from './command-desk.js';
import { ConnectionPresence } from './connection-presence.js';
import { Following } from './following.js';
import { Greeter } from './greeter.js';
import type { Greeting } from './greeting.js';
import type { BoardVersion, HeadBoard } from './head-board.js';
import { HeadTeller } from './head-teller.js';
import type { OutgoingBudget } from './outgoing-budget.js';
import { Outlet } from './outlet.js';
import { RoomHeads } from './room-heads.js';
import type { StreamHubs } from './stream-hubs.js';
import type { Subscription, SubscriptionOwner } from './subscription.js';
import type { Workings } from './workings.js';

type Phase = 'greeting' | 'online' | 'ended';

/** Who comes, and from where. */
export interface Visitor {
  readonly caller: Caller;
  /** What connections are counted by that come from one place: an address, or a network. */
  readonly address: string;
}

/** What a connection shares with all others of the process. */
export interface ConnectionParts {
  readonly workings: Workings;
  readonly queue: CatchUpQueue;
  readonly budget: OutgoingBudget;
  readonly hubs: StreamHubs;
  readonly board: HeadBoard;
  readonly desk: CommandDesk;
  readonly typing: Typing;
  /** It said hello, and was found to be who it is. */
  readonly onWelcomed: (connection: Connection) => void;
  readonly presence: Presence;
  /** The connection ended, or said its last word; it holds nothing any more. */
  readonly onEnded: (connection: Connection) => void;
  /** It has heads to say: {@link Connection.offerHeads} is called soon. */
  readonly onHeadsOwed: () => void;
  /** The socket is closed. */
  readonly onClosed: (connection: Connection) => void;
}

/** One accepted connection of a person, from its first byte to its last. */
export class Connection implements SubscriptionOwner {
  readonly caller: Caller;
  readonly address: string;
  readonly outlet: Outlet;
  readonly #socket: Socket;
  readonly #parts: ConnectionParts;
  readonly #workings: Workings;
  readonly #following: Following;
  readonly #teller: HeadTeller;
  readonly #desk: ConnectionDesk;
  readonly #greeter: Greeter;
  readonly #typing: ConnectionTyping;
  readonly #presence: ConnectionPresence;
  #phase: Phase = 'greeting';
  /** Who it is, once welcomed. */
  #person: Person | null = null;
  #heardAt: MonotonicMs;
  #expiresAt: Instant | null = null;
  #isDraining = false;

  constructor(socket: Socket, { caller, address }: Visitor, parts: ConnectionParts) {
    const { workings } = parts;
    this.caller = caller;
    this.address = address;
    this.#parts = parts;
    this.#workings = workings;
    this.outlet = new Outlet(socket, { ...workings, budget: parts.budget });
    this.#following = new Following(this, parts);
    const heads = new RoomHeads(parts.board, this.#following);
    const { userId } = caller;
    this.#teller = new HeadTeller({ ...parts, userId, heads, outlet: this.outlet });
    this.#desk = parts.desk.open(caller);
    this.#typing = parts.typing.open();
    this.#presence = new ConnectionPresence(parts.presence, this.outlet);
    this.#greeter = new Greeter(caller, parts, {
      refuse: (refusal) => this.refuse(refusal),
      greeted: (greeting, early) => this.#welcome(greeting, early),
    });
    this.#heardAt = workings.clock.monotonic();
    this.#socket = socket;
  }

  /** Hears the socket from now on: what it has for us may end the connection at once. */
  listen(): void {
    this.#socket.listen({
      frame: (text) => this.#receive(text),
      drained: () => this.#drained(),
      closed: () => this.#closed(),
    });
  }

  get sessionId(): SessionId | null {
    return this.caller.sessionId;
  }

  get userId(): UserId {
    return this.caller.userId;
  }

  get isOnline(): boolean {
    return this.#phase === 'online';
  }

  /** Null before the greeting and where sessions are the embedder's own. */
  get expiresAt(): Instant | null {
    return this.#expiresAt;
  }

  get headsSeen(): BoardVersion {
    return this.#teller.seen;
  }

  get commandsOutstanding(): number {
    return this.#desk.outstanding;
  }

  /** Rooms that it follows in full. */
  get rooms(): number {
    return this.#following.rooms;
  }

  /** Nothing is under way: no command, no answer that waits. */
  get isIdle(): boolean {
    return this.#desk.outstanding === 0 && this.outlet.queued === 0;
  }

  say(frame: ServerFrame): void {
    if (this.#phase === 'ended') return;
    if (!this.outlet.say(frame)) this.refuse(tooManyWaiting());
  }

  /** A stream's join is done, and its `live` is said. */
  streamLive(stream: StreamName): void {
    this.#presence.live(stream);
  }

  joinDue(): void {
    this.#following.readNext();
  }

  joinRead(): void {
    this.#following.joinRead();
  }

  deny(subscription: Subscription, { code, message }: Refusal): void {
    this.#following.drop(subscription);
    this.#typesNoMore(subscription.stream);
    this.#presence.left(subscription.stream);
    this.say({ type: 'denied', stream: subscription.stream, code, message });
  }

  signedOut(): void {
    this.refuse({ code: 'unauthenticated', message: 'The session has ended. Sign in again.' });
  }

  fail(code: ErrorCode): void {
    const message = 'The server could not read what happened. Connect again.';
    this.refuse({ code, message, retryAfterMs: SECOND_MS });
  }

  extendSession(expiresAt: Instant): void {
    this.#expiresAt = expiresAt;
  }

  /** Says why, and ends. */
  refuse({ code, message, retryAfterMs }: Refusal): void {
    if (this.#phase === 'ended') return;
    const last: ServerFrame = {
      type: 'refused',
      code,
      message,
      retryAfterMs: retryAfterMs ?? null,
    };
    this.#end(() => this.outlet.end(code, last));
  }

  /** Ends without a word: what was not handed to the network is not sent. */
  reset(): void {
    if (this.#phase === 'ended') return;
    this.#end(() => this.outlet.reset());
  }

  goAway(reconnectAfterMs: number): void {
    this.#isDraining = true;
    this.say({ type: 'goaway', reconnectAfterMs });
  }

  /** Ends politely, for a client that was told before. */
  close(code: ErrorCode): void {
    if (this.#phase === 'ended') return;
    this.#end(() => this.outlet.end(code, null));
  }

  /** Ends what has gone quiet: no hello, no byte accepted, no frame heard. */
  sweep(now: MonotonicMs): void {
    const { stalledMs, silentMs } = this.#workings.limits;
    if (this.#greeter.isLate(now)) {
      this.refuse({ code: 'protocol_violation', message: 'No hello came in time.' });
    } else if (this.outlet.hasStalled(now, stalledMs)) {
      this.#workings.telemetry.count('delivery_stalled_total');
      this.close('deadline_exceeded');
    } else if (now - this.#heardAt >= silentMs) {
      this.close('deadline_exceeded');
    }
  }

  /** The person's list of rooms may have changed. */
  roomsMayHaveChanged(): void {
    if (this.#teller.roomsMayHaveChanged()) this.#parts.onHeadsOwed();
  }

  /**
   * Says what moved in rooms that are not followed, if the socket takes it and the interval has
   * passed.
   * @returns when to come again, or null where nothing is owed.
   */
  offerHeads(now: MonotonicMs, encode: (frame: ServerFrame) => EncodedFrame): MonotonicMs | null {
    return this.#phase === 'online' ? this.#teller.offer(now, encode) : null;
  }

  #receive(text: string): void {
    if (this.#phase === 'ended') return;
    this.#heardAt = this.#workings.clock.monotonic();
    this.#presence.heard(this.#heardAt);
    const decoded = this.#workings.codec.decodeClient(text);
    if (decoded.ok) this.#take(decoded.frame);
    else this.refuse({ code: 'protocol_violation', message: decoded.reason });
  }

  #take(frame: ClientFrame): void {
    if (this.#phase === 'online') this.#act(frame);
    else if (this.#phase === 'greeting') this.#greeter.take(frame);
  }

  #welcome({ viewer, epoch, rooms }: Greeting, early: readonly ClientFrame[]): void {
    const { pingIntervalMs } = this.#workings.limits;
    this.#expiresAt = viewer.expiresAt;
    this.#person = viewer.person;
    this.#phase = 'online';
    this.#parts.onWelcomed(this);
    const protocol = PROTOCOL_VERSION;
    this.say({ type: 'welcome', protocol, epoch, me: viewer.person, pingIntervalMs });
    this.say(this.#teller.first(rooms));
    for (const frame of early) this.#take(frame);
  }

  #act(frame: ClientFrame): void {
    switch (frame.type) {
      case 'hello':
        this.refuse({ code: 'protocol_violation', message: 'Hello is said once.' });
        return;
      case 'join': {
        const refusal = this.#following.join(frame);
        if (refusal === null) return;
        const { code, message } = refusal;
        this.say({ type: 'denied', stream: frame.stream, code, message });
        return;
      }
      case 'leave':
        this.#leave(frame.stream);
        return;
      case 'command':
        void this.#execute(frame);
        return;
      case 'ping':
        this.#pong(frame.n);
        return;
      case 'here':
        this.#here(frame.state);
        return;
      case 'goodbye':
        this.#presence.goodbye();
        return;
      case 'typing':
        this.#types(frame);
        return;
      default:
        assertNever(frame);
    }
  }

  #pong(n: number): void {
    this.say({ type: 'pong', n, heads: this.#following.heads(), ...this.#presence.certainty });
  }

  #here(state: Activity): void {
    if (this.#person === null) return;
    this.#presence.here({ person: this.#person, sessionId: this.sessionId }, state);
  }

  #leave(stream: StreamName): void {
    const left = this.#following.leave(stream);
    this.#typesNoMore(stream);
    this.#presence.left(stream);
    if (left !== null && this.#teller.left(left)) this.#parts.onHeadsOwed();
  }

  #types(frame: TypingFrame): void {
    const head = this.#following.liveHead(roomStream(frame.roomId));
    const person = this.#person;
    this.#typing.take(frame, head === null || person === null ? null : { person, head });
  }

  #typesNoMore(stream: StreamName): void {
    const roomId = roomOfStream(stream);
    if (roomId !== null) this.#typing.left(roomId);
  }

  async #execute({ id, command, fence }: CommandFrame): Promise<void> {
    if (this.#isDraining) {
      const refusal: Refusal = { code: 'draining', message: 'The server is about to stop.' };
      this.say({ type: 'answer', id, name: command.name, outcome: { ok: false, refusal } });
      return;
    }
    await this.#desk.execute(command, fence, (outcome) => {
      this.say({ type: 'answer', id, name: command.name, outcome });
    });
  }

  #drained(): void {
    if (this.#phase === 'ended') return;
    this.outlet.drained();
    this.#following.advance();
  }

  #end(finish: () => void): void {
    this.#phase = 'ended';
    this.#greeter.end();
    this.#following.end();
    this.#typing.end();
    this.#presence.end(this.#workings.clock.monotonic());
    this.#parts.onEnded(this);
    finish();
  }

  #closed(): void {
    if (this.#phase !== 'ended') this.#end(() => undefined);
    this.outlet.closed();
    this.#parts.onClosed(this);
  }
}

function tooManyWaiting(): Refusal {
  return { code: 'busy', message: 'Too much waits for this connection.', retryAfterMs: SECOND_MS };
}
