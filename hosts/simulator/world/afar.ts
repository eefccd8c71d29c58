import type { Command } from '../../../core/vocabulary/commands.js';
import { roomStream, type CommandKey, type RoomId } from '../../../core/vocabulary/ids.js';
import type { ClientName, Op, RoomRef } from '../plan/plan.js';
import { clientOfTab } from '../plan/plan.js';
import { Absentee, Phone } from './phone.js';
import { unheard } from './unfit.js';
import type { World } from './world.js';

type AfarOp = Extract<Op, { readonly kind: 'phone' | 'afar' }>;

/** What is done without a page: by phones, and by people who open none. */
export class Afar {
  readonly #world: World;
  readonly #joinCode: { value: string | null };
  readonly #phones = new Map<ClientName, Phone>();
  readonly #absentees = new Map<ClientName, Absentee>();
  #keys = 0;

  constructor(world: World, joinCode: { value: string | null }) {
    this.#world = world;
    this.#joinCode = joinCode;
  }

  /** @param roomOf - what the plan's names of rooms mean. */
  perform(op: AfarOp, roomOf: (ref: RoomRef) => RoomId | null): boolean {
    const client = clientOfTab(op.actor);
    if (op.kind === 'phone') {
      unheard(this.#phoneOf(op.phone).do(op.what, client));
      return true;
    }
    const roomId = roomOf(op.room);
    if (roomId === null) return false;
    unheard(this.#absenteeOf(client).do(this.#commandOf(op, roomId)));
    return true;
  }

  #commandOf(op: Extract<AfarOp, { readonly kind: 'afar' }>, roomId: RoomId): Command {
    if (op.what === 'read') {
      const seq = this.#world.model.log.head(roomStream(roomId));
      return { name: 'read', roomId, read: { generation: 1, seq } };
    }
    this.#keys += 1;
    const key = `afar-${String(this.#keys)}` as CommandKey;
    return { name: 'involve', key, roomId, involvement: op.what };
  }

  #phoneOf(name: ClientName): Phone {
    const phone = this.#phones.get(name) ?? new Phone(this.#world, name);
    this.#phones.set(name, phone);
    return phone;
  }

  #absenteeOf(name: ClientName): Absentee {
    const known = this.#absentees.get(name);
    const absentee = known ?? new Absentee(this.#world, name, this.#joinCode);
    this.#absentees.set(name, absentee);
    return absentee;
  }
}
