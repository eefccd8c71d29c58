import { assert, assertNever } from '../vocabulary/assert.js';
import type { ErrorCode, Refusal } from '../vocabulary/errors.js';
import type { ServerFrame } from '../vocabulary/frames.js';
import type { StreamName } from '../vocabulary/ids.js';
import type { Epoch, Head, Position, Sequence } from '../vocabulary/position.js';
import type { Caller } from '../../ports/auth.js';
import { Backoff } from './backoff.js';
import type { CatchUpQueue } from './catch-up-queue.js';
import { isWorthRetrying, refusalOf } from './failures.js';
import type { Outlet } from './outlet.js';
import { readJoin } from './read-join.js';
import type { JoinAnswer } from './read-join.js';
import type { Follower, StreamHub, StreamSignal } from './stream-hub.js';
import type { StreamHubs } from './stream-hubs.js';
import type { Workings } from './workings.js';

/** The connection, as its subscriptions see it. */
export interface SubscriptionOwner {
  readonly caller: Caller;
  readonly outlet: Outlet;
  say(frame: ServerFrame): void;
  /** The join of a stream is done, and `live` is said. */
  streamLive(stream: StreamName): void;
  /** A join waits to be read; the owner starts one at a time. */
  joinDue(): void;
  /** A join is over, whatever came of it. */
  joinRead(): void;
  deny(subscription: Subscription, refusal: Refusal): void;
  signedOut(): void;
  fail(code: ErrorCode): void;
}

type State =
  | { readonly kind: 'due'; readonly from: Position | null }
  | { readonly kind: 'reading' }
  /** The read is over: its answer is being taken, or it failed and is tried again after a wait. */
  | { readonly kind: 'read' }
  | { readonly kind: 'following'; readonly epoch: Epoch; readonly position: Sequence }
  | { readonly kind: 'ended' };

/** A stream's head as a join found it. */
type Place = Pick<Head, 'seq' | 'digest'>;

/** When `live` is due: once everything up to the head read at registration is sent. */
type Liveness =
  | { readonly kind: 'joining' }
  | { readonly kind: 'replaying'; readonly upTo: Place }
  | { readonly kind: 'announced' };

/**
 * The loop of one connection over one stream.
 *
 * It holds a position and no frames: while the socket takes more and the position is below the head
 * it sends the run that follows. Joining, resuming, a lost hint and a slow socket are this loop at
 * different distances.
 */
export class Subscription implements Follower {
  readonly stream: StreamName;
  readonly #owner: SubscriptionOwner;
  readonly #workings: Workings;
  readonly #queue: CatchUpQueue;
  readonly #hubs: StreamHubs;
  readonly #hub: StreamHub;
  readonly #backoff: Backoff;
  #state: State;
  #liveness: Liveness = { kind: 'joining' };
  #withdraw: (() => boolean) | null = null;

  /** Registers at once, so that every hint from here on is noted. Nothing is read yet. */
  constructor(
    want: { readonly stream: StreamName; readonly position: Position | null },
    owner: SubscriptionOwner,
    parts: { readonly workings: Workings; readonly queue: CatchUpQueue; readonly hubs: StreamHubs },
  ) {
    this.stream = want.stream;
    this.#owner = owner;
    this.#workings = parts.workings;
    this.#queue = parts.queue;
    this.#hubs = parts.hubs;
    this.#backoff = new Backoff(parts.workings.clock, parts.workings.limits);
    this.#state = { kind: 'due', from: want.position };
    this.#hub = parts.hubs.follow(want.stream, this);
  }

  get position(): Sequence | null {
    return this.#state.kind === 'following' ? this.#state.position : null;
  }

  /** Newest sequence of the stream that was heard of. */
  get knownHead(): Sequence {
    return this.#hub.head;
  }

  /** Whether everything up to the join was sent, and what follows is sent as it comes. */
  get isLive(): boolean {
    return this.#state.kind === 'following' && this.#liveness.kind === 'announced';
  }

  get isDue(): boolean {
    return this.#state.kind === 'due';
  }

  /** Reads the join, when its turn comes. Only while due. */
  join(): void {
    assert(this.#state.kind === 'due', 'a join is read when it is due');
    const { from } = this.#state;
    this.#state = { kind: 'reading' };
    const gap = from === null ? null : Math.max(0, this.#hub.head - from.seq);
    this.#withdraw = this.#queue.add({ gap, run: () => this.#read(from) });
    if (this.#withdraw !== null) return;
    this.#failed({ code: 'busy', message: 'Too many are catching up.' }, from);
    this.#owner.joinRead();
  }

  advance(): void {
    while (this.#owner.outlet.open && this.step());
  }

  /** Sends one run. @returns false when there is none to send now. */
  step(): boolean {
    this.#announce();
    // What has just been said may have filled the socket.
    if (this.#state.kind !== 'following' || !this.#owner.outlet.open) return false;
    const { position, epoch } = this.#state;
    if (position >= this.#hub.head) return false;
    if (this.#hub.isTooFar(position)) {
      this.startOver();
      return false;
    }
    const run = this.#hub.runAfter(position);
    if (run === undefined) {
      this.#hub.request(position);
      return false;
    }
    this.#owner.outlet.send(run.frame);
    this.#state = { kind: 'following', epoch, position: run.to };
    this.#announce();
    return true;
  }

  offer({ from, frame }: StreamSignal): void {
    const { caller, outlet } = this.#owner;
    if (this.isLive && caller.userId !== from && outlet.open) outlet.send(frame);
  }

  startOver(): void {
    if (this.#state.kind !== 'following') return;
    this.#workings.telemetry.count('delivery_resets_total');
    this.#becomeDue(null);
  }

  fail(code: ErrorCode): void {
    if (this.#state.kind === 'following') this.#owner.fail(code);
  }

  /**
   * Ends the loop: no registration, timer or waiting read is left. A read that is under way comes
   * to its end, and only then the connection's next join is read.
   */
  end(): void {
    if (this.#state.kind === 'ended') return;
    this.#state = { kind: 'ended' };
    this.#backoff.stop();
    const hasWaited = this.#withdraw?.() ?? false;
    this.#hubs.unfollow(this.#hub, this);
    if (hasWaited) this.#owner.joinRead();
  }

  async #read(from: Position | null): Promise<void> {
    const { store, clock, limits } = this.#workings;
    const means = { members: this.#hubs.members, limits };
    const request = {
      caller: this.#owner.caller,
      at: clock.now(),
      stream: this.stream,
      position: from,
      holds: (after: Sequence, to: Sequence) => this.#hub.holds(after, to),
    };
    let answer: JoinAnswer;
    try {
      answer = await store.read((snapshot) => readJoin(snapshot, request, means));
    } catch (error) {
      if (!this.#hasEnded()) this.#failed(this.#refusalOf(error), from);
      this.#owner.joinRead();
      return;
    }
    if (!this.#hasEnded()) this.#take(answer, from);
    this.#owner.joinRead();
  }

  #take(answer: JoinAnswer, from: Position | null): void {
    this.#state = { kind: 'read' };
    this.#backoff.succeeded();
    switch (answer.kind) {
      case 'signedOut':
        this.#owner.signedOut();
        return;
      case 'notFound':
        this.#owner.deny(this, { code: 'not_found', message: 'There is no such stream.' });
        return;
      case 'continued':
        assert(from !== null, 'only a position is continued');
        this.#continue(answer, from.seq);
        return;
      case 'reset':
        this.#reset(answer, from);
        return;
      default:
        assertNever(answer);
    }
  }

  /** The loop starts after the last sequence that the client has, and sends what was read. */
  #continue(answer: Extract<JoinAnswer, { kind: 'continued' }>, applied: Sequence): void {
    this.#workings.telemetry.count('delivery_resumes_total');
    this.#state = { kind: 'following', epoch: answer.epoch, position: applied };
    this.#awaitLive(answer.head);
    if (answer.read !== null && answer.read.events.length > 0) this.#hub.learn(answer.read);
    this.#hub.confirmHead(answer.head.seq);
    this.#announce();
    this.advance();
    this.#hub.trim();
  }

  #reset(answer: Extract<JoinAnswer, { kind: 'reset' }>, from: Position | null): void {
    const { frame, key } = answer;
    // It may show what was edited or deleted since, or the socket has become full: read it again
    // later.
    if (frame.seq < this.#hub.supersededAt || !this.#owner.outlet.open) {
      this.#becomeDue(from);
      return;
    }
    this.#owner.outlet.send(this.#hub.encodeReset(key, frame));
    this.#state = { kind: 'following', epoch: frame.epoch, position: frame.seq };
    this.#awaitLive(frame);
    this.#hub.confirmHead(frame.seq);
    this.#announce();
    this.advance();
  }

  #becomeDue(from: Position | null): void {
    this.#state = { kind: 'due', from };
    this.#owner.joinDue();
  }

  #awaitLive(upTo: Place): void {
    if (this.#liveness.kind !== 'announced') this.#liveness = { kind: 'replaying', upTo };
  }

  /** Says `live` once the socket takes it: of a join that is over by then nothing is said. */
  #announce(): void {
    if (this.#state.kind !== 'following' || this.#liveness.kind !== 'replaying') return;
    if (!this.#owner.outlet.open) return;
    const { position, epoch } = this.#state;
    const { seq, digest } = this.#liveness.upTo;
    if (position < seq) return;
    this.#liveness = { kind: 'announced' };
    this.#owner.say({ type: 'live', stream: this.stream, epoch, seq, digest });
    this.#owner.streamLive(this.stream);
  }

  #failed(refusal: Refusal, from: Position | null): void {
    this.#state = { kind: 'read' };
    const again = () => this.#becomeDue(from);
    if (isWorthRetrying(refusal.code) && this.#backoff.retry(again)) return;
    if (this.#liveness.kind === 'announced') this.#owner.fail(refusal.code);
    else this.#owner.deny(this, refusal);
  }

  #refusalOf(error: unknown): Refusal {
    return refusalOf(error, `joining ${this.stream}`, this.#workings.telemetry);
  }

  #hasEnded(): boolean {
    return this.#state.kind === 'ended';
  }
}
