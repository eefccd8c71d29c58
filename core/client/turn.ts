import type { Sha256 } from '../vocabulary/digest.js';
import type { ClientFrame } from '../vocabulary/frames.js';
import type { RoomId } from '../vocabulary/ids.js';
import type { Effect } from './effects.js';
import type { Moment } from './inputs.js';
import type { Link, Replica, RoomReplica } from './replica.js';

/**
 * The work on one input: the state as far as it is, and the effects so far.
 *
 * It lives within one call of the reducer and nowhere else; states themselves are never changed.
 */
export class Turn {
  #state: Replica;
  readonly effects: Effect[] = [];
  readonly moment: Moment;
  readonly sha256: Sha256;
  #fault: string | null = null;

  constructor(state: Replica, moment: Moment, sha256: Sha256) {
    this.#state = state;
    this.moment = moment;
    this.sha256 = sha256;
  }

  get state(): Replica {
    return this.#state;
  }

  update(change: Partial<Replica>): void {
    this.#state = { ...this.#state, ...change };
  }

  updateLink(change: Partial<Link>): void {
    this.update({ link: { ...this.#state.link, ...change } });
  }

  /** Changes what is known of a room; unknown rooms are passed over. */
  updateRoom(roomId: RoomId, change: Partial<RoomReplica>): void {
    const room = this.#state.rooms.get(roomId);
    if (room === undefined) return;
    this.update({ rooms: new Map(this.#state.rooms).set(roomId, { ...room, ...change }) });
  }

  emit(effect: Effect): void {
    this.effects.push(effect);
  }

  /** Sends on the connection, if there is one. */
  send(frame: ClientFrame): void {
    const { channel } = this.#state.link;
    if (channel !== null) this.emit({ type: 'send', channel, frame });
  }

  /** A number that was not given before. */
  nextNumber(): number {
    const lastNumber = this.#state.lastNumber + 1;
    this.update({ lastNumber });
    return lastNumber;
  }

  /** Whether commands can be sent: welcomed, and the server is not about to stop. */
  get canSend(): boolean {
    return this.#state.connection.phase === 'online' && this.#state.link.leaveBy === null;
  }

  /** Says that the connection is at fault. It is ended when the input has been worked through. */
  blameConnection(reason: string): void {
    this.#fault ??= reason;
  }

  get fault(): string | null {
    return this.#fault;
  }
}
