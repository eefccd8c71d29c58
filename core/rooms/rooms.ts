import type { Caller } from '../../ports/auth.js';
import type { Clock } from '../../ports/clock.js';
import type { Digest } from '../../ports/digest.js';
import type { Random } from '../../ports/random.js';
import type { PersonRecord, Store, Tx } from '../../ports/store.js';
import { checkName } from '../limits/text.js';
import { checkCaller } from '../sessions/check-caller.js';
import { appendEvent } from '../streams/append.js';
import { executionOf, once } from '../streams/once.js';
import type {
  CommandOutcome,
  CreateRoomCommand,
  RenameRoomCommand,
  RoomChanged,
} from '../vocabulary/commands.js';
import { done, refused, type Outcome } from '../vocabulary/errors.js';
import { roomStream } from '../vocabulary/ids.js';
import { ROOM_NAME_CHARACTERS_MAX } from '../vocabulary/limits.js';
import type { Room, RoomSummary } from '../vocabulary/rooms.js';
import type { Instant } from '../vocabulary/time.js';
import { openRoom } from './open-room.js';

interface RoomsPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
}

interface Renaming {
  readonly name: string;
  readonly at: Instant;
}

/** The rooms of the account. */
export class Rooms {
  readonly #ports: RoomsPorts;

  constructor(ports: RoomsPorts) {
    this.#ports = ports;
  }

  /**
   * Opens a room that everyone is a member of, those who join later too.
   *
   * @returns `invalid_argument` for the name, `conflict` for a key of another command,
   * `unauthenticated`.
   * @throws ChatError `busy`, `disk_full`, `unavailable`.
   */
  create(caller: Caller, command: CreateRoomCommand): Promise<CommandOutcome<'createRoom'>> {
    const { store, digest } = this.#ports;
    const { key, roomName } = command;
    const execution = executionOf(this.#ports, { caller, key }, [command.name, roomName]);
    const name = roomName.trim();
    return store.write(
      (tx) =>
        once<'createRoom'>(tx, execution, async (person) => {
          const problem = checkName({ text: name, max: ROOM_NAME_CHARACTERS_MAX });
          if (problem !== null) return refused('invalid_argument', problem);
          return done(await openRoom(tx, digest, { name, creatorId: person.id, at: execution.at }));
        }),
      { afterUnknownCommit: 'rerun' },
    );
  }

  /**
   * Renames a room. Its creator and administrators may, as members of it. The name that it has
   * succeeds.
   *
   * @returns `not_found` for a room out of reach, `forbidden`, `invalid_argument`, `conflict`,
   * `unauthenticated`.
   * @throws ChatError `busy`, `disk_full`, `unavailable`.
   */
  rename(caller: Caller, command: RenameRoomCommand): Promise<CommandOutcome<'renameRoom'>> {
    const { key, roomId, roomName } = command;
    const parts = [command.name, roomId, roomName];
    const execution = executionOf(this.#ports, { caller, key }, parts);
    const renaming: Renaming = { name: roomName.trim(), at: execution.at };
    return this.#ports.store.write(
      (tx) =>
        once<'renameRoom'>(tx, execution, async (person) => {
          const room = await this.#renamable(tx, person, command);
          return room.ok
            ? done(await this.#rename(tx, { person, room: room.value }, renaming))
            : room;
        }),
      { afterUnknownCommit: 'rerun' },
    );
  }

  /** The caller's rooms, by name without regard to case. */
  list(caller: Caller): Promise<Outcome<readonly RoomSummary[]>> {
    const { store, clock } = this.#ports;
    const at = clock.now();
    return store.read(async (snapshot): Promise<Outcome<readonly RoomSummary[]>> => {
      const person = await checkCaller(snapshot, caller, at);
      return person.ok ? done(await snapshot.roomsOf(caller.userId)) : person;
    });
  }

  async #renamable(
    tx: Tx,
    person: PersonRecord,
    command: RenameRoomCommand,
  ): Promise<Outcome<Room>> {
    const problem = checkName({ text: command.roomName.trim(), max: ROOM_NAME_CHARACTERS_MAX });
    if (problem !== null) return refused('invalid_argument', problem);
    const room = await tx.room(command.roomId);
    if (room === null || !(await tx.isMember(room.id, person.id))) {
      return refused('not_found', 'There is no such room.');
    }
    return room.creatorId === person.id || person.role === 'administrator'
      ? done(room)
      : refused('forbidden', 'Only its creator or an administrator can rename a room.');
  }

  async #rename(
    tx: Tx,
    target: { readonly person: PersonRecord; readonly room: Room },
    renaming: Renaming,
  ): Promise<RoomChanged> {
    const { digest } = this.#ports;
    const { id: roomId, changedAt } = target.room;
    const { name, at } = renaming;
    if (target.room.name === name) return { roomId, seq: changedAt };
    const stream = roomStream(roomId);
    const common = { at, actor: target.person.id, content: null };
    const { seq } = await appendEvent(tx, digest, {
      ...common,
      stream,
      kind: 'room.renamed',
      data: { name },
    });
    await tx.renameRoom(roomId, name, seq);
    await appendEvent(tx, digest, {
      ...common,
      stream: 'account',
      kind: 'room.relisted',
      data: { roomId, name, requires: { stream, seq } },
    });
    return { roomId, seq };
  }
}
