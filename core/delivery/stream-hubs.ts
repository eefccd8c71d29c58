import type { TypistFrame } from '../vocabulary/frames.js';
import { roomStream } from '../vocabulary/ids.js';
import type { StreamName } from '../vocabulary/ids.js';
import type { Sequence } from '../vocabulary/position.js';
import type { CatchUpQueue } from './catch-up-queue.js';
import { KnownMembers } from './known-members.js';
import { RingBudget } from './run-ring.js';
import { StreamHub } from './stream-hub.js';
import type { Follower } from './stream-hub.js';
import type { Workings } from './workings.js';

/** The streams that anyone of this process follows. A stream without a reader is not in here. */
export class StreamHubs {
  readonly members: KnownMembers;
  readonly #workings: Workings;
  readonly #queue: CatchUpQueue;
  readonly #budget: RingBudget;
  readonly #hubs = new Map<StreamName, StreamHub>();

  constructor(workings: Workings, queue: CatchUpQueue) {
    this.#workings = workings;
    this.#queue = queue;
    this.members = new KnownMembers(workings.digest);
    this.#budget = new RingBudget(workings.limits.ringBytesTotalMax);
  }

  get size(): number {
    return this.#hubs.size;
  }

  get ringBytes(): number {
    return this.#budget.bytes;
  }

  get ringRuns(): number {
    return this.#sum((hub) => hub.ringRuns);
  }

  get followers(): number {
    return this.#sum((hub) => hub.followers);
  }

  [Symbol.iterator](): Iterator<StreamHub> {
    return this.#hubs.values();
  }

  follow(stream: StreamName, follower: Follower): StreamHub {
    const hub = this.#hubs.get(stream) ?? this.#open(stream);
    hub.follow(follower);
    return hub;
  }

  unfollow(hub: StreamHub, follower: Follower): void {
    hub.unfollow(follower);
    if (hub.followers === 0 && this.#hubs.get(hub.stream) === hub) this.#hubs.delete(hub.stream);
  }

  /** Tells those who follow a room that somebody types in it. */
  tell(typist: TypistFrame): void {
    this.#hubs.get(roomStream(typist.roomId))?.tell(typist);
  }

  noteHead(stream: StreamName, seq: Sequence): void {
    this.#hubs.get(stream)?.noteHead(seq);
  }

  /** Looks again at every stream whose readers wait for something that was not read. */
  advance(): void {
    for (const hub of this.#hubs.values()) hub.settle();
  }

  startOver(): void {
    for (const hub of this.#hubs.values()) hub.startOver();
  }

  #open(stream: StreamName): StreamHub {
    const parts = { workings: this.#workings, queue: this.#queue, budget: this.#budget };
    const hub = new StreamHub(stream, parts);
    this.#hubs.set(stream, hub);
    return hub;
  }

  #sum(of: (hub: StreamHub) => number): number {
    let sum = 0;
    for (const hub of this.#hubs.values()) sum += of(hub);
    return sum;
  }
}
