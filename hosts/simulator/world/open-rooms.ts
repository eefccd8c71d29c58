import type { Client } from '../../../core/client/client.js';
import type { RoomId } from '../../../core/vocabulary/ids.js';
import { FOLLOWED_ROOMS_MAX } from '../../../core/vocabulary/limits.js';
import type { TabName } from '../plan/plan.js';
import type { World } from './world.js';

/** The tab whose rooms they are. */
interface Owner {
  readonly name: TabName;
  /** Null while no page is open that has started. */
  readonly client: Client | null;
}

/** Rooms that a tab has open, as far as the person knows: in the order of opening. */
export class OpenRooms {
  readonly #world: World;
  readonly #owner: Owner;
  /** Rooms that are opened again with the page. */
  readonly #lasting = new Set<RoomId>();
  /** Those, and what was only tried in the page that is open. */
  readonly #all = new Set<RoomId>();

  constructor(world: World, owner: Owner) {
    this.#world = world;
    this.#owner = owner;
  }

  get lasting(): ReadonlySet<RoomId> {
    return this.#lasting;
  }

  open(roomId: RoomId): void {
    this.#lasting.add(roomId);
    this.try(roomId);
  }

  /** Opens a room, now and not again. A ninth closes the one that was opened first. */
  try(roomId: RoomId): void {
    const { client } = this.#owner;
    // One that is not to be had is opened as if it had not been.
    if (client?.state.rooms.get(roomId)?.status.kind === 'denied') this.#all.delete(roomId);
    this.#all.add(roomId);
    const [first] = this.#all;
    if (this.#all.size > FOLLOWED_ROOMS_MAX && first !== undefined) {
      this.#closed(first);
      if (client !== null) this.#world.goal('room-closed-for-a-ninth');
    }
    client?.openRoom(roomId);
  }

  close(roomId: RoomId): void {
    this.#closed(roomId);
    this.#owner.client?.closeRoom(roomId);
    this.#world.model.ways.typed(this.#owner.name, true);
  }

  pageEnded(): void {
    this.#all.clear();
    for (const roomId of this.#lasting) this.#all.add(roomId);
  }

  /** Nothing of it is awaited any more. */
  #closed(roomId: RoomId): void {
    const { ownRows, requests } = this.#world.model;
    this.#all.delete(roomId);
    this.#lasting.delete(roomId);
    ownRows.forget(this.#owner.name, roomId);
    requests.forget(this.#owner.name, roomId);
  }
}
