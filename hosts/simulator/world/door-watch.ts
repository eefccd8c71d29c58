import type { Delivery } from '../../../core/delivery/delivery.js';
import type { DeliveryLimits } from '../../../core/delivery/limits.js';
import type { RefusedFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import type { Caller } from '../../../ports/auth.js';
import type { Socket } from '../../../ports/socket.js';
import { houseOf } from './limits.js';
import { changedOutcome, type World } from './world.js';

/** Whose socket it is: the client's address, and the connection's name. */
export interface Knock {
  readonly socket: Socket;
  readonly address: string;
  readonly connection: string;
}

/** The first frame that a connection is sent says whether it is taken. */
interface First {
  frame: ServerFrame | null;
}

/** Hands sockets to delivery, and tells the model what becomes of whoever comes. */
export class DoorWatch {
  readonly #world: World;
  readonly #place: string;
  readonly #delivery: Delivery;
  readonly #limits: DeliveryLimits;
  /** Clients that found no room, and have not got in since. */
  readonly #waiting = new Set<string>();

  constructor(parts: {
    readonly world: World;
    readonly place: string;
    readonly delivery: Delivery;
    readonly limits: DeliveryLimits;
  }) {
    this.#world = parts.world;
    this.#place = parts.place;
    this.#delivery = parts.delivery;
    this.#limits = parts.limits;
  }

  letIn({ socket, address, connection }: Knock, caller: Caller | null): void {
    const { doors } = this.#world.model;
    const first: First = { frame: null };
    const watched = this.#watched(connection, socket, first);
    const house = houseOf(address);
    doors.comes(connection);
    this.#delivery.accept(watched, caller, house);
    const told = first.frame?.type === 'refused' ? first.frame : null;
    const comer = { connection, person: caller?.userId ?? null, address: house };
    doors.came(this.#place, comer, { told, room: this.#limits });
    this.#note(address, told);
  }

  #watched(connection: string, socket: Socket, first: First): Socket {
    const { doors } = this.#world.model;
    return {
      listen: (events) => {
        socket.listen({
          ...events,
          closed: () => {
            doors.left(connection);
            events.closed();
          },
        });
      },
      send: (frame) => {
        first.frame ??= JSON.parse(frame.text) as ServerFrame;
        if (first.frame.type === 'welcome') doors.welcomed(connection);
        return socket.send(frame);
      },
      bufferedBytes: () => socket.bufferedBytes(),
      lastProgressAt: () => socket.lastProgressAt(),
      close: (code) => {
        doors.ends(connection, code);
        socket.close(code);
      },
      reset: () => {
        doors.ends(connection, null);
        socket.reset();
      },
    };
  }

  #note(address: string, told: RefusedFrame | null): void {
    const world = this.#world;
    if (told === null) {
      if (this.#waiting.delete(address)) world.goal('let-in-after-no-room');
      return;
    }
    if (told.code !== 'busy' && told.code !== 'limit_exceeded') return;
    this.#waiting.add(address);
    if (world.config.faults.B2.on) changedOutcome(world, 'B2');
    if (told.code === 'limit_exceeded') world.goal('no-room-for-person-or-address');
    if (this.#delivery.stats().pressureLevel > 0) world.goal('turned-away-under-pressure');
  }
}
