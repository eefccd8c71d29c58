import type {
  AccountState,
  ClientFrame,
  HeadsFrame,
  ResetFrame,
  RunFrame,
  ServerFrame,
  StreamState,
} from '../../../core/vocabulary/frames.js';
import {
  roomStream,
  type RoomId,
  type StreamName,
  type UserId,
} from '../../../core/vocabulary/ids.js';
import type { Person } from '../../../core/vocabulary/people.js';
import type { Log } from './log.js';
import type { Messages } from './messages.js';
import type { Bench } from './violation.js';

/** What was so when a connection last asked: what it is told must not be older. */
interface Asked {
  readonly heads: ReadonlyMap<RoomId, number>;
  readonly people: number;
}

/** Watches what the server tells beside events: heads, lists, people, digests and epochs. */
export class Tellings {
  readonly #bench: Bench;
  readonly #log: Log;
  readonly #messages: Messages;
  /** At the hello of each connection until its first heads, and at its join of the account. */
  readonly #greeted = new Map<string, Asked>();
  readonly #joined = new Map<string, Asked>();
  /** People as they were first told of. */
  readonly #people = new Map<UserId, string>();
  /** A frame to several is looked at once. */
  readonly #seen = new WeakSet<ServerFrame>();
  #epoch: string | null = null;

  constructor(parts: { readonly bench: Bench; readonly log: Log; readonly messages: Messages }) {
    this.#bench = parts.bench;
    this.#log = parts.log;
    this.#messages = parts.messages;
  }

  /** An older copy has been restored: whoever has come since was never here. */
  restored(): void {
    for (const map of [this.#greeted, this.#joined, this.#people]) map.clear();
  }

  serverGot(connection: string, frame: ClientFrame): void {
    if (frame.type === 'hello') this.#greeted.set(connection, this.#now());
    if (frame.type === 'join') this.#joined.set(`${connection} ${frame.stream}`, this.#now());
  }

  /** @param userId - whose the connection is; null where nobody knows yet. */
  serverSent(connection: string, userId: UserId | null, frame: ServerFrame): void {
    const wrong = this.#amiss(connection, userId, frame);
    this.#bench.judged('S-ORDER-AGREE');
    if (wrong === null) return;
    this.#bench.report({ invariant: 'S-ORDER-AGREE', entity: connection, detail: wrong });
  }

  #amiss(connection: string, userId: UserId | null, frame: ServerFrame): string | null {
    switch (frame.type) {
      case 'welcome':
        if (userId !== null && frame.me.id !== userId) return 'it is welcomed as somebody else';
        return this.#misnamed([frame.me]) ?? this.#otherEpoch(frame.epoch);
      case 'heads':
        return this.#heads(connection, frame);
      case 'pong':
        return this.#untrue(frame.heads);
      case 'live': {
        const digest = this.#log.event(frame.stream, frame.seq)?.digest;
        const isSame = frame.seq === 0 || digest === frame.digest;
        return isSame ? this.#otherEpoch(frame.epoch) : 'it is live at another digest than the log';
      }
      case 'run':
        return this.#once(frame, () => this.#unnamed(namedInRun(frame), frame.people));
      case 'reset':
        return this.#reset(connection, frame);
      case 'denied':
        if (frame.code !== 'not_found' || !this.#isThere(frame.stream)) return null;
        return `it is said that there is no ${frame.stream}`;
      default:
        return null;
    }
  }

  #heads(connection: string, frame: HeadsFrame): string | null {
    const heads = frame.heads.map(([roomId, seq]) => [roomId, seq] as const);
    return this.#oldHeads(connection, heads) ?? this.#untrueRooms(heads);
  }

  #reset(connection: string, frame: ResetFrame): string | null {
    const { state, epoch, people } = frame;
    const asked = this.#joined.get(`${connection} ${frame.stream}`);
    const count = countIn(state);
    const isCounted =
      asked === undefined ||
      count === null ||
      (count >= asked.people && count <= this.#peopleCount());
    if (!isCounted) return `it is told of ${String(count)} people`;
    if (state.kind === 'account' && asked !== undefined) {
      const old = this.#oldAccount(asked, state) ?? this.#untrueList(state, frame.seq);
      if (old !== null) return old;
    }
    return this.#otherEpoch(epoch) ?? this.#unnamed(namedInState(state), people);
  }

  /** The account is no older than its join, and no newer than the store. */
  #oldAccount({ heads }: Asked, { rooms }: AccountState): string | null {
    const listed = new Map(rooms.map(({ id, head }) => [id, head]));
    for (const [roomId, head] of heads) {
      if ((listed.get(roomId) ?? 0) >= head) continue;
      return `its list has not room ${String(roomId)} at ${String(head)}`;
    }
    return null;
  }

  #untrueList({ rooms }: AccountState, seq: number): string | null {
    const { length } = this.#log
      .events('account', seq)
      .filter(({ kind }) => kind === 'room.opened');
    if (rooms.length !== length) return `its list has ${String(rooms.length)} rooms of ${length}`;
    const wrong = rooms.find(({ id, name, head }) => this.#messages.roomName(id, head) !== name);
    if (wrong !== undefined) return `its list has another name of room ${String(wrong.id)}`;
    return this.#untrueRooms(rooms.map(({ id, head }) => [id, head]));
  }

  /** The first heads are those of all rooms, no older than the hello. */
  #oldHeads(connection: string, heads: readonly (readonly [RoomId, number])[]): string | null {
    const asked = this.#greeted.get(connection);
    this.#greeted.delete(connection);
    const told = new Map(heads);
    for (const [roomId, head] of asked?.heads ?? []) {
      if ((told.get(roomId) ?? 0) < head) return `the first heads lack ${roomStream(roomId)}`;
    }
    return null;
  }

  #untrueRooms(heads: readonly (readonly [RoomId, number])[]): string | null {
    return this.#untrue(heads.map(([roomId, seq]) => [roomStream(roomId), seq]));
  }

  #untrue(heads: readonly (readonly [StreamName, number])[]): string | null {
    const wrong = heads.find(([stream, seq]) => seq > this.#log.head(stream));
    return wrong === undefined ? null : `${wrong[0]} is said to be at ${String(wrong[1])}`;
  }

  #otherEpoch(epoch: string): string | null {
    this.#epoch ??= epoch;
    return epoch === this.#epoch ? null : 'it is told of another epoch';
  }

  #unnamed(named: readonly UserId[], people: readonly Person[]): string | null {
    const given = new Set(people.map(({ id }) => id));
    if (given.size !== people.length) return 'it is told of one person twice';
    const missing = named.find((id) => !given.has(id));
    if (missing !== undefined) return `it is not told who person ${String(missing)} is`;
    return this.#misnamed(people);
  }

  /** Nobody changes: each person is always told of as at first. */
  #misnamed(people: readonly Person[]): string | null {
    for (const person of people) {
      const text = JSON.stringify(person);
      const first = this.#people.get(person.id) ?? text;
      this.#people.set(person.id, first);
      if (first !== text) return `person ${String(person.id)} is another one than before`;
    }
    return null;
  }

  #once(frame: ServerFrame, amiss: () => string | null): string | null {
    if (this.#seen.has(frame)) return null;
    this.#seen.add(frame);
    return amiss();
  }

  #isThere(stream: StreamName): boolean {
    return this.#log.head(stream) > 0;
  }

  #now(): Asked {
    const { rooms } = this.#messages;
    const heads = new Map(rooms.map((id) => [id, this.#log.head(roomStream(id))]));
    return { heads, people: this.#peopleCount() };
  }

  #peopleCount(): number {
    return this.#log.events('account').filter(({ kind }) => kind === 'person.joined').length;
  }
}

/** People that a state says there are; null where it says nothing of them. */
function countIn(state: StreamState): number | null {
  if (state.kind === 'user') return null;
  return state.kind === 'room' ? state.members.count : state.peopleCount;
}

/** People whom a run's events name. */
function namedInRun({ events }: RunFrame): readonly UserId[] {
  return events.flatMap(({ actor, kind, data }) => {
    const joined = kind === 'person.joined' ? (JSON.parse(data) as { userId: UserId }) : null;
    return [...(actor === null ? [] : [actor]), ...(joined === null ? [] : [joined.userId])];
  });
}

function namedInState(state: StreamState): readonly UserId[] {
  if (state.kind !== 'room') return [];
  return [state.room.creatorId, ...state.messages.map(({ authorId }) => authorId)];
}
