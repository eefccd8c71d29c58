import { roomStream, type RoomId, type UserId } from '../../../core/vocabulary/ids.js';
import type { Log } from './log.js';
import type { Messages } from './messages.js';
import type { Bench } from './violation.js';

/** What a page says of the account, and of the rooms that it follows. */
export interface ShownList {
  readonly client: string;
  /** Null before the first snapshot. */
  readonly account: {
    readonly name: string;
    readonly peopleCount: number;
    readonly rooms: readonly {
      readonly id: RoomId;
      readonly name: string;
      readonly head: number;
    }[];
  } | null;
  /** What it has applied of the account, and of each room; null before a first snapshot. */
  readonly at: (stream: 'account' | RoomId) => number | null;
  /** How far a room is by what it was told on its connection; 0 where it was told nothing. */
  readonly told: (roomId: RoomId) => number;
  /** Rooms as they are named over their timelines. */
  readonly rooms: ReadonlyMap<RoomId, { readonly room: ShownName | null }>;
}

interface ShownName {
  readonly name: string;
  readonly changedAt: number;
}

/** Who has written messages that a page shows, and what it knows of people. */
export interface ShownAuthors {
  readonly client: string;
  readonly authors: readonly UserId[];
  readonly people: ReadonlyMap<UserId, { readonly name: string }>;
}

/** The account right after one of its events. */
interface Account {
  readonly name: string;
  readonly people: number;
  readonly rooms: ReadonlyMap<RoomId, { readonly name: string; readonly head: number }>;
}

interface AccountData {
  readonly name: string;
  readonly roomId: RoomId;
  readonly requires: { readonly seq: number };
}

const NO_ACCOUNT: Account = { name: '', people: 0, rooms: new Map() };

/** Watches that pages list rooms and people as they are at the place that they have come to. */
export class Lists {
  readonly #bench: Bench;
  readonly #log: Log;
  readonly #messages: Messages;
  /** The account after each of its events. */
  readonly #accounts: Account[] = [NO_ACCOUNT];
  readonly #names = new Map<UserId, string>();

  constructor(parts: { readonly bench: Bench; readonly log: Log; readonly messages: Messages }) {
    this.#bench = parts.bench;
    this.#log = parts.log;
    this.#messages = parts.messages;
  }

  shown(list: ShownList): void {
    // Pages may be at places that a restore has undone; the end shows what becomes of them.
    if (this.#log.restores > 0) return;
    this.#bench.judged('S-SHOWN');
    const detail = this.#wrongList(list) ?? this.#wrongNames(list);
    if (detail === null) return;
    this.#bench.report({ invariant: 'S-SHOWN', entity: `${list.client} list`, detail });
  }

  /** A person is stored under a name. */
  named(userId: UserId, name: string): void {
    this.#names.set(userId, name);
  }

  /** Whoever has written what a page shows is shown by the name that is stored. */
  authors({ client, authors, people }: ShownAuthors): void {
    if (this.#log.restores > 0) return;
    this.#bench.judged('S-SHOWN');
    for (const userId of authors) {
      const name = this.#names.get(userId);
      if (name === undefined || people.get(userId)?.name === name) continue;
      const entity = `${client} person ${String(userId)}`;
      const detail = `they are shown as ${String(people.get(userId)?.name)}, and are ${name}`;
      this.#bench.report({ invariant: 'S-SHOWN', entity, detail });
    }
  }

  #wrongList({ account, at, told }: ShownList): string | null {
    const seq = at('account');
    if (account === null || seq === null) return null;
    const { name, people, rooms } = this.#accountAt(seq);
    if (account.name !== name) return `the account is said to be ${account.name}`;
    if (account.peopleCount !== people) {
      return `${String(account.peopleCount)} people are listed of ${String(people)}`;
    }
    const known = [...rooms].map(([id, room]) => ({ ...room, id })).sort(byName);
    const shown = account.rooms.map((room) => `${room.name}#${String(room.id)}`);
    const expected = known.map((room) => `${room.name}#${String(room.id)}`);
    if (shown.join() !== expected.join()) return `rooms are listed as ${shown.join()}`;
    const wrong = account.rooms.find(({ id, head }) => {
      const least = Math.max(rooms.get(id)?.head ?? 0, at(id) ?? 0, told(id));
      return head < least || head > this.#log.head(roomStream(id));
    });
    return wrong === undefined
      ? null
      : `${wrong.name} is listed at ${String(wrong.head)}, where it is not`;
  }

  #wrongNames({ rooms, at }: ShownList): string | null {
    for (const [id, { room }] of rooms) {
      const seq = at(id);
      if (room === null || seq === null) continue;
      const naming = this.#messages.naming(id, seq);
      if (naming === null || (naming.name === room.name && naming.seq === room.changedAt)) continue;
      return `${roomStream(id)} is named ${room.name}, and is ${naming.name}`;
    }
    return null;
  }

  #accountAt(seq: number): Account {
    for (let next = this.#accounts.length; next <= seq; next += 1) {
      const event = this.#log.event('account', next);
      const before = this.#accounts[next - 1] ?? NO_ACCOUNT;
      const data = JSON.parse(event?.data ?? '{}') as AccountData;
      this.#accounts.push(accountAfter(before, event?.kind ?? '', data));
    }
    return this.#accounts[seq] ?? NO_ACCOUNT;
  }
}

function accountAfter(account: Account, kind: string, data: AccountData): Account {
  switch (kind) {
    case 'account.created':
      return { ...account, name: data.name };
    case 'person.joined':
      return { ...account, people: account.people + 1 };
    case 'room.opened':
    case 'room.relisted': {
      // Another name says nothing of how far the room is: its heads do.
      const before = account.rooms.get(data.roomId)?.head ?? 0;
      const head = kind === 'room.opened' ? data.requires.seq : before;
      const room = { name: data.name, head };
      return { ...account, rooms: new Map(account.rooms).set(data.roomId, room) };
    }
    default:
      return account;
  }
}

function byName(
  one: { readonly id: RoomId; readonly name: string },
  other: { readonly id: RoomId; readonly name: string },
): number {
  const [left, right] = [one.name.toLowerCase(), other.name.toLowerCase()];
  if (left === right) return one.id - other.id;
  return left < right ? -1 : 1;
}
