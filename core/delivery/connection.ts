import { assertNever } from '../vocabulary/assert.js';
import type { ErrorCode, Refusal } from '../vocabulary/errors.js';
import { PROTOCOL_VERSION } from '../vocabulary/frames.js';
import type { ClientFrame, CommandFrame, HelloFrame, ServerFrame } from '../vocabulary/frames.js';
import type { SessionId, UserId } from '../vocabulary/ids.js';
import type { Instant, MonotonicMs } from '../vocabulary/time.js';
import type { Caller } from '../../ports/auth.js';
import type { EncodedFrame } from '../../ports/codec.js';
import type { Socket } from '../../ports/socket.js';
import { Backoff } from './backoff.js';
import type { CatchUpQueue } from './catch-up-queue.js';
import type { CommandDesk, ConnectionDesk } from './command-desk.js';
import { isWorthRetrying, refusalOf } from './failures.js';
import { Following } from './following.js';
import { readGreeting } from './greeting.js';
import type { Greeting } from './greeting.js';
import type { BoardVersion, HeadBoard } from './head-board.js';
import { Outlet } from './outlet.js';
import { RoomHeads } from './room-heads.js';
import type { StreamHubs } from './stream-hubs.js';
import type { Subscription, SubscriptionOwner } from './subscription.js';
import { versionRefusal } from './versions.js';
import type { Workings } from './workings.js';

type State =
  | { readonly kind: 'silent'; readonly since: MonotonicMs }
  | { readonly kind: 'greeting'; readonly early: ClientFrame[] }
  | { readonly kind: 'online' }
  | { readonly kind: 'ended' };

/** What a connection shares with all others of the process. */
export interface ConnectionParts {
  readonly workings: Workings;
  readonly queue: CatchUpQueue;
  readonly hubs: StreamHubs;
  readonly board: HeadBoard;
  readonly desk: CommandDesk;
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
  readonly outlet: Outlet;
  readonly #parts: ConnectionParts;
  readonly #workings: Workings;
  readonly #following: Following;
  readonly #heads: RoomHeads;
  readonly #desk: ConnectionDesk;
  readonly #backoff: Backoff;
  #state: State;
  #heardAt: MonotonicMs;
  #expiresAt: Instant | null = null;
  #isReadingRooms = false;
  #isDraining = false;

  constructor(socket: Socket, caller: Caller, parts: ConnectionParts) {
    const { workings } = parts;
    this.caller = caller;
    this.#parts = parts;
    this.#workings = workings;
    this.outlet = new Outlet(socket, workings.codec, workings.limits.queuedFramesMax);
    this.#following = new Following(this, parts);
    this.#heads = new RoomHeads(parts.board, this.#following);
    this.#desk = parts.desk.open(caller);
    this.#backoff = new Backoff(workings.clock, workings.limits);
    this.#heardAt = workings.clock.monotonic();
    this.#state = { kind: 'silent', since: this.#heardAt };
    socket.listen({
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
    return this.#state.kind === 'online';
  }

  /** Null before the greeting and where sessions are the embedder's own. */
  get expiresAt(): Instant | null {
    return this.#expiresAt;
  }

  get headsSeen(): BoardVersion {
    return this.#heads.seen;
  }

  /** Nothing is under way: no command, no answer that waits. */
  get isIdle(): boolean {
    return this.#desk.outstanding === 0 && this.outlet.queued === 0;
  }

  say(frame: ServerFrame): void {
    if (this.#state.kind === 'ended') return;
    if (!this.outlet.say(frame)) this.refuse(tooManyWaiting());
  }

  joinDue(): void {
    this.#following.readNext();
  }

  joinRead(): void {
    this.#following.joinRead();
  }

  deny(subscription: Subscription, { code, message }: Refusal): void {
    this.#following.drop(subscription);
    this.say({ type: 'denied', stream: subscription.stream, code, message });
  }

  signedOut(): void {
    this.refuse({ code: 'unauthenticated', message: 'The session has ended. Sign in again.' });
  }

  fail(code: ErrorCode): void {
    this.refuse({ code, message: 'The server could not read what happened. Connect again.' });
  }

  extendSession(expiresAt: Instant): void {
    this.#expiresAt = expiresAt;
  }

  /** Says why, and ends. */
  refuse({ code, message, retryAfterMs }: Refusal): void {
    if (this.#state.kind === 'ended') return;
    const last: ServerFrame = { type: 'refused', code, message, retryAfterMs: retryAfterMs ?? null };
    this.#end(() => this.outlet.end(code, last));
  }

  /** Ends without a word: what was not handed to the network is not sent. */
  reset(): void {
    if (this.#state.kind === 'ended') return;
    this.#end(() => this.outlet.reset());
  }

  goAway(reconnectAfterMs: number): void {
    this.#isDraining = true;
    this.say({ type: 'goaway', reconnectAfterMs });
  }

  /** Ends politely, for a client that was told before. */
  close(code: ErrorCode): void {
    if (this.#state.kind === 'ended') return;
    this.#end(() => this.outlet.end(code, null));
  }

  /** Ends what has gone quiet: no hello, no byte accepted, no frame heard. */
  sweep(now: MonotonicMs): void {
    const { helloWaitMs, stalledMs, silentMs } = this.#workings.limits;
    if (this.#state.kind === 'silent' && now - this.#state.since >= helloWaitMs) {
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
    this.#heads.markRooms('stale');
  }

  /**
   * Says what moved in rooms that are not followed, if the socket takes it and the interval has passed.
   * @returns when to come again, or null where nothing is owed.
   */
  offerHeads(now: MonotonicMs, encode: (frame: ServerFrame) => EncodedFrame): MonotonicMs | null {
    if (this.#state.kind !== 'online') return null;
    const dueAt = this.#heads.dueAt(this.#workings.limits.headsIntervalMs);
    if (now < dueAt) return dueAt;
    if (!this.outlet.open || this.#isReadingRooms) return now + this.#workings.limits.headsIntervalMs;
    if (this.#heads.needsRooms()) {
      this.#isReadingRooms = this.#parts.queue.add({ gap: null, run: () => this.#readRooms() }) !== null;
      return now + this.#workings.limits.headsIntervalMs;
    }
    const frame = this.#heads.next(now);
    if (frame !== null) this.outlet.send(encode(frame));
    return null;
  }

  #receive(text: string): void {
    if (this.#state.kind === 'ended') return;
    this.#heardAt = this.#workings.clock.monotonic();
    const decoded = this.#workings.codec.decodeClient(text);
    if (decoded.ok) this.#take(decoded.frame);
    else this.refuse({ code: 'protocol_violation', message: decoded.reason });
  }

  #take(frame: ClientFrame): void {
    switch (this.#state.kind) {
      case 'silent':
        this.#takeFirst(frame);
        return;
      case 'greeting':
        this.#keepEarly(frame, this.#state.early);
        return;
      case 'online':
        this.#act(frame);
        return;
      case 'ended':
        return;
      default:
        assertNever(this.#state);
    }
  }

  #takeFirst(frame: ClientFrame): void {
    if (frame.type !== 'hello') {
      this.refuse({ code: 'protocol_violation', message: 'The first frame must be hello.' });
      return;
    }
    this.#state = { kind: 'greeting', early: [] };
    this.#greet(frame);
  }

  #keepEarly(frame: ClientFrame, early: ClientFrame[]): void {
    if (early.length < this.#workings.limits.earlyFramesMax) early.push(frame);
    else this.refuse({ code: 'protocol_violation', message: 'Too many frames before welcome.' });
  }

  #greet(hello: HelloFrame): void {
    const refusal = versionRefusal(hello.protocol);
    if (refusal !== null) {
      this.refuse(refusal);
      return;
    }
    const taken = this.#parts.queue.add({ gap: 0, run: () => this.#readGreeting(hello) });
    if (taken === null) this.refuse(tooManyWaiting());
  }

  async #readGreeting(hello: HelloFrame): Promise<void> {
    if (this.#state.kind !== 'greeting') return;
    const { store, clock, telemetry } = this.#workings;
    const at = clock.now();
    let greeting: Greeting | null;
    try {
      greeting = await store.read((snapshot) => readGreeting(snapshot, this.caller, at));
    } catch (error) {
      const refusal = refusalOf(error, 'greeting a connection', telemetry);
      const again = isWorthRetrying(refusal.code) && this.#backoff.retry(() => this.#greet(hello));
      if (!again) this.refuse(refusal);
      return;
    }
    this.#welcome(greeting);
  }

  #welcome(greeting: Greeting | null): void {
    if (this.#state.kind !== 'greeting') return;
    if (greeting === null) {
      this.signedOut();
      return;
    }
    const { early } = this.#state;
    const { epoch, viewer, rooms } = greeting;
    const { pingIntervalMs } = this.#workings.limits;
    this.#expiresAt = viewer.expiresAt;
    this.#state = { kind: 'online' };
    const protocol = PROTOCOL_VERSION;
    this.say({ type: 'welcome', protocol, epoch, me: viewer.person, pingIntervalMs });
    this.say(this.#heads.first(rooms, this.#workings.clock.monotonic()));
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
        this.say({ type: 'pong', n: frame.n });
        return;
      default:
        assertNever(frame);
    }
  }

  #leave(stream: Parameters<Following['leave']>[0]): void {
    const left = this.#following.leave(stream);
    if (left === null) return;
    this.#heads.owe(left.roomId, left.head);
    this.#parts.onHeadsOwed();
  }

  async #execute({ id, command }: CommandFrame): Promise<void> {
    if (this.#isDraining) {
      const refusal: Refusal = { code: 'draining', message: 'The server is about to stop.' };
      this.say({ type: 'answer', id, name: command.name, outcome: { ok: false, refusal } });
      return;
    }
    const outcome = await this.#desk.execute(command);
    this.say({ type: 'answer', id, name: command.name, outcome });
  }

  async #readRooms(): Promise<void> {
    this.#heads.markRooms('beingRead');
    try {
      const rooms = await this.#workings.store.read((snapshot) => snapshot.roomsOf(this.userId));
      this.#heads.setRooms(rooms);
    } catch (error) {
      this.#heads.markRooms('stale');
      refusalOf(error, 'reading the rooms of a person', this.#workings.telemetry);
    }
    this.#isReadingRooms = false;
  }

  #drained(): void {
    if (this.#state.kind === 'ended') return;
    this.outlet.drained();
    this.#following.advance();
  }

  #end(finish: () => void): void {
    this.#state = { kind: 'ended' };
    this.#following.end();
    this.#backoff.stop();
    this.#parts.onEnded(this);
    finish();
  }

  #closed(): void {
    if (this.#state.kind !== 'ended') this.#end(() => undefined);
    this.#parts.onClosed(this);
  }
}

function tooManyWaiting(): Refusal {
  return { code: 'busy', message: 'Too much waits for this connection.', retryAfterMs: 1_000 };
}
