import type { Caller } from '../../ports/auth.js';
import type { Clock } from '../../ports/clock.js';
import type { Digest } from '../../ports/digest.js';
import type { MemberReading, Store, Tx } from '../../ports/store.js';
import { callForReadWithdrawal } from '../notifications/calls.js';
import { checkCaller } from '../sessions/check-caller.js';
import { appendEvent } from '../streams/append.js';
import { executionOf, once } from '../streams/once.js';
import type {
  CommandOutcome,
  InvolveCommand,
  MarkUnreadCommand,
  ReadAnswer,
  ReadCommand,
} from '../vocabulary/commands.js';
import { done, refused, type Outcome } from '../vocabulary/errors.js';
import type { EventData } from '../vocabulary/events.js';
import { roomStream, userStream, type RoomId, type UserId } from '../vocabulary/ids.js';
import type { Sequence } from '../vocabulary/position.js';
import { furtherRead, type ReadPosition } from '../vocabulary/reading.js';
import type { Instant } from '../vocabulary/time.js';

interface ReadingPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly digest: Digest;
}

/** Something that a person says of a room, and where they stood before. */
interface Standing {
  readonly userId: UserId;
  readonly roomId: RoomId;
  readonly before: MemberReading;
  readonly at: Instant;
}

/** How far people have read their rooms, and what they want to be told of them. */
export class Reading {
  readonly #ports: ReadingPorts;

  constructor(ports: ReadingPorts) {
    this.#ports = ports;
  }

  /**
   * Raises how far the caller has read a room. What is read already, and what is said of an older
   * generation, changes nothing; the answer says where the caller stands.
   *
   * @returns `stale_position` for a place or generation that is not known here, `not_found`,
   * `unauthenticated`, `stale_lease`.
   * @throws ChatError `busy`, `disk_full`, `unavailable`.
   */
  read(caller: Caller, command: ReadCommand): Promise<CommandOutcome<'read'>> {
    const { store, clock } = this.#ports;
    const at = clock.now();
    return store.write(
      async (tx): Promise<CommandOutcome<'read'>> => {
        const person = await checkCaller(tx, caller, at);
        return person.ok ? this.#read(tx, caller, { command, at }) : person;
      },
      { afterUnknownCommit: 'rerun' },
    );
  }

  /**
   * Makes a message and everything after it unread: begins the next generation before it, so that
   * what other devices say of the one before comes too late.
   *
   * @returns `stale_position` for a place that is not known here, `invalid_argument`, `not_found`,
   * `conflict` for a key of another command, `unauthenticated`, `stale_lease`.
   * @throws ChatError `busy`, `disk_full`, `unavailable`.
   */
  markUnread(caller: Caller, command: MarkUnreadCommand): Promise<CommandOutcome<'markUnread'>> {
    const { name, key, roomId, from } = command;
    const execution = executionOf(this.#ports, { caller, key }, [name, roomId, from]);
    return this.#ports.store.write(
      (tx) => once<'markUnread'>(tx, execution, () => this.#markUnread(tx, execution, command)),
      { afterUnknownCommit: 'rerun' },
    );
  }

  /**
   * Says what the caller wants to be told of a room. What is so already succeeds.
   *
   * @returns `not_found`, `conflict` for a key of another command, `unauthenticated`,
   * `stale_lease`.
   * @throws ChatError `busy`, `disk_full`, `unavailable`.
   */
  involve(caller: Caller, command: InvolveCommand): Promise<CommandOutcome<'involve'>> {
    const { name, key, roomId, involvement } = command;
    const execution = executionOf(this.#ports, { caller, key }, [name, roomId, involvement]);
    const { at } = execution;
    return this.#ports.store.write(
      (tx) =>
        once<'involve'>(tx, execution, async () => {
          const standing = await standingOf(tx, { userId: caller.userId, roomId, at });
          if (!standing.ok) return standing;
          if (standing.value.before.involvement !== involvement) {
            await tx.setInvolvement(roomId, caller.userId, involvement);
            const data = { roomId, involvement };
            await this.#tell(tx, standing.value, { kind: 'room.involved', data });
          }
          return done({ roomId, involvement });
        }),
      { afterUnknownCommit: 'rerun' },
    );
  }

  async #read(
    tx: Tx,
    { userId, sessionId: by }: Caller,
    { command, at }: { readonly command: ReadCommand; readonly at: Instant },
  ): Promise<Outcome<ReadAnswer>> {
    const { roomId, read } = command;
    const standing = await standingOf(tx, { userId, roomId, at });
    if (!standing.ok) return standing;
    const { before } = standing.value;
    if (read.generation > before.read.generation || !(await isKnown(tx, roomId, read.seq))) {
      return refused('stale_position', 'This position is not known here.');
    }
    const after = furtherRead(before.read, read);
    if (after !== before.read) {
      await tx.setReadPosition(roomId, userId, after);
      const data = { roomId, read: after };
      await this.#tell(tx, standing.value, { kind: 'room.read', data });
      await callForReadWithdrawal(tx, { userId, roomId, read: after, by });
    }
    return done({ roomId, read: after });
  }

  async #markUnread(
    tx: Tx,
    { caller, at }: { readonly caller: Caller; readonly at: Instant },
    { roomId, from }: MarkUnreadCommand,
  ): Promise<Outcome<ReadAnswer>> {
    const { userId, sessionId: by } = caller;
    const standing = await standingOf(tx, { userId, roomId, at });
    if (!standing.ok) return standing;
    if (from < 1) return refused('invalid_argument', 'A place is 1 or more.');
    if (!(await isKnown(tx, roomId, from))) {
      return refused('stale_position', 'This position is not known here.');
    }
    const { generation, seq } = standing.value.before.read;
    const read: ReadPosition = { generation: generation + 1, seq: from - 1 };
    await tx.setReadPosition(roomId, userId, read);
    const mentions = await tx.mentionsAfter(roomId, userId, read.seq);
    const data = { roomId, read, mentions };
    await this.#tell(tx, standing.value, { kind: 'room.markedUnread', data });
    // What stands before the place is read by this, if it was not.
    if (read.seq > seq) await callForReadWithdrawal(tx, { userId, roomId, read, by });
    return done({ roomId, read });
  }

  async #tell(tx: Tx, { userId, at }: Standing, told: Told): Promise<void> {
    const common = { stream: userStream(userId), at, actor: userId, content: null };
    await appendEvent(tx, this.#ports.digest, { ...common, ...told });
  }
}

type Told = {
  readonly [Kind in 'room.read' | 'room.markedUnread' | 'room.involved']: {
    readonly kind: Kind;
    readonly data: EventData[Kind];
  };
}['room.read' | 'room.markedUnread' | 'room.involved'];

async function standingOf(
  tx: Tx,
  of: Pick<Standing, 'userId' | 'roomId' | 'at'>,
): Promise<Outcome<Standing>> {
  const before = await tx.reading(of.roomId, of.userId);
  return before === null ? refused('not_found', 'There is no such room.') : done({ ...of, before });
}

async function isKnown(tx: Tx, roomId: RoomId, seq: Sequence): Promise<boolean> {
  return seq <= (await tx.head(roomStream(roomId))).seq;
}
