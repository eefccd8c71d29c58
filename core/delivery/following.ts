import { refused } from '../vocabulary/errors.js';
import type { Refusal } from '../vocabulary/errors.js';
import type { JoinFrame, PongFrame } from '../vocabulary/frames.js';
import { roomOfStream, userStream } from '../vocabulary/ids.js';
import type { RoomId, StreamName } from '../vocabulary/ids.js';
import type { Sequence } from '../vocabulary/position.js';
import type { CatchUpQueue } from './catch-up-queue.js';
import type { StreamHubs } from './stream-hubs.js';
import { Subscription } from './subscription.js';
import type { SubscriptionOwner } from './subscription.js';
import type { Workings } from './workings.js';

interface FollowingParts {
  readonly workings: Workings;
  readonly queue: CatchUpQueue;
  readonly hubs: StreamHubs;
}

/** A room that is followed no longer: the last sequence that was sent, and the newest one known. */
export interface LeftRoom {
  readonly roomId: RoomId;
  readonly sent: Sequence;
  readonly head: Sequence;
}

/** The streams that one connection follows in full. Joins are read one after the other. */
export class Following {
  readonly #owner: SubscriptionOwner;
  readonly #parts: FollowingParts;
  readonly #subscriptions = new Map<StreamName, Subscription>();
  #isReading = false;
  #hasEnded = false;

  constructor(owner: SubscriptionOwner, parts: FollowingParts) {
    this.#owner = owner;
    this.#parts = parts;
  }

  get size(): number {
    return this.#subscriptions.size;
  }

  get rooms(): number {
    return [...this.#subscriptions.keys()].filter((stream) => roomOfStream(stream) !== null).length;
  }

  has(stream: StreamName): boolean {
    return this.#subscriptions.has(stream);
  }

  /** Starts to follow, or starts again from another position. @returns why not. */
  join({ stream, position }: JoinFrame): Refusal | null {
    const refusal = this.#refusalOf(stream);
    if (refusal !== null) return refusal;
    this.#subscriptions.get(stream)?.end();
    this.#subscriptions.delete(stream);
    const subscription = new Subscription({ stream, position }, this.#owner, this.#parts);
    this.#subscriptions.set(stream, subscription);
    this.readNext();
    return null;
  }

  /** Stops following. @returns the room, and how much of it was sent; null where it was none. */
  leave(stream: StreamName): LeftRoom | null {
    const subscription = this.#subscriptions.get(stream);
    if (subscription === undefined) return null;
    const { position, knownHead } = subscription;
    this.drop(subscription);
    const roomId = roomOfStream(stream);
    return roomId === null ? null : { roomId, sent: position ?? 0, head: knownHead };
  }

  /** Newest known sequence of a stream that is live; null for others. */
  liveHead(stream: StreamName): Sequence | null {
    const subscription = this.#subscriptions.get(stream);
    return subscription?.isLive === true ? subscription.knownHead : null;
  }

  /** Newest known sequences of the streams whose join is done. */
  heads(): PongFrame['heads'] {
    return [...this.#subscriptions.values()]
      .filter(({ position }) => position !== null)
      .map(({ stream, knownHead }) => [stream, knownHead] as const);
  }

  drop(subscription: Subscription): void {
    subscription.end();
    if (this.#subscriptions.get(subscription.stream) === subscription) {
      this.#subscriptions.delete(subscription.stream);
    }
  }

  end(): void {
    this.#hasEnded = true;
    for (const subscription of this.#subscriptions.values()) subscription.end();
    this.#subscriptions.clear();
  }

  /**
   * Reads the next join that is due, one at a time and only for a socket that can take the answer.
   */
  readNext(): void {
    if (this.#hasEnded || this.#isReading || !this.#owner.outlet.open) return;
    for (const subscription of this.#subscriptions.values()) {
      if (!subscription.isDue) continue;
      this.#isReading = true;
      subscription.join();
      return;
    }
  }

  joinRead(): void {
    this.#isReading = false;
    this.readNext();
  }

  /** Sends what there is, one run of each stream at a time, until the socket is full. */
  advance(): void {
    let hasSent = true;
    while (hasSent) {
      hasSent = false;
      for (const subscription of this.#subscriptions.values()) {
        if (!this.#owner.outlet.open) return;
        if (subscription.step()) hasSent = true;
      }
    }
    this.readNext();
  }

  #refusalOf(stream: StreamName): Refusal | null {
    const isRoom = roomOfStream(stream) !== null;
    // The stream of administrators does not exist yet; of people's each has their own.
    const isOwn = stream === userStream(this.#owner.caller.userId);
    if (!isRoom && !isOwn && stream !== 'account') {
      return refused('not_found', 'There is no such stream.').refusal;
    }
    if (!isRoom || this.has(stream)) return null;
    const { followedRoomsMax } = this.#parts.workings.limits;
    if (this.rooms < followedRoomsMax) return null;
    return refused('limit_exceeded', `One connection follows at most ${followedRoomsMax} rooms.`)
      .refusal;
  }
}
