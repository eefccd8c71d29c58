import { roomOfStream, type RoomId, type StreamName } from '../../../core/vocabulary/ids.js';
import type { Log } from './log.js';
import type { Bench } from './violation.js';

/** How far a client has come, right after a change. */
export interface Progress {
  readonly client: string;
  /** What it has applied of the account; null before its first snapshot. */
  readonly account: number | null;
  /** What it has applied of each room that it follows. */
  readonly rooms: ReadonlyMap<RoomId, number>;
}

/** What waits at a client of one stream. */
export interface Waiting {
  readonly client: string;
  readonly stream: StreamName;
  /** What it has applied of the stream. */
  readonly applied: number;
  /** What has reached it of the stream, without a gap. */
  readonly reached: number;
  /** What it has applied of a room; null where it does not follow it. */
  readonly roomAt: (roomId: RoomId) => number | null;
}

/** Watches that nobody sees an effect before its cause in another stream. */
export class Causes {
  readonly #bench: Bench;
  readonly #log: Log;
  readonly #accounts = new Map<string, number>();

  constructor(parts: { readonly bench: Bench; readonly log: Log }) {
    this.#bench = parts.bench;
    this.#log = parts.log;
  }

  /** An older copy has been restored: everyone is somewhere else. */
  restored(): void {
    this.#accounts.clear();
  }

  /** The client begins anew. */
  forget(client: string): void {
    this.#accounts.delete(client);
  }

  /** A snapshot of the account has reached a client: it waits for nothing. */
  snapshot(client: string, seq: number): void {
    this.#accounts.set(client, Math.max(seq, this.#accounts.get(client) ?? 0));
  }

  /** A client has come to some place in every stream. */
  progressed({ client, account, rooms }: Progress): void {
    const before = this.#accounts.get(client);
    if (account === null) return;
    this.#accounts.set(client, Math.max(account, before ?? 0));
    if (before === undefined) return;
    for (let seq = before + 1; seq <= account; seq += 1) this.#check(client, seq, rooms);
  }

  /** A client has taken in what came: what waits there waits for something. */
  waits({ client, stream, applied, reached, roomAt }: Waiting): void {
    if (applied >= reached) return;
    const event = this.#log.event(stream, applied + 1);
    if (event === null || this.#log.restores > 0) return;
    const { requires } = JSON.parse(event.data) as { readonly requires?: Requires };
    const roomId = requires === undefined ? null : roomOfStream(requires.stream);
    const at = roomId === null ? null : roomAt(roomId);
    // Whoever follows the room no longer may wait for the next event, or until that is too long.
    if (requires === undefined || at === null) return;
    this.#bench.judged('S-CAUSAL');
    if (at < requires.seq) return;
    const place = `${stream}@${String(applied + 1)}`;
    const detail = `${place} has come and is not applied, and what it follows from is there`;
    this.#bench.report({ invariant: 'S-CAUSAL', entity: client, detail });
  }

  #check(client: string, seq: number, rooms: Progress['rooms']): void {
    const event = this.#log.event('account', seq);
    const data = JSON.parse(event?.data ?? '{}') as { readonly requires?: Requires };
    const roomId = data.requires === undefined ? null : roomOfStream(data.requires.stream);
    const at = roomId === null ? undefined : rooms.get(roomId);
    if (data.requires === undefined || at === undefined) return;
    this.#bench.judged('S-CAUSAL');
    if (at >= data.requires.seq) return;
    const { stream, seq: needed } = data.requires;
    const detail =
      `account@${String(seq)} is applied at ${stream}@${String(at)}, ` +
      `and it follows from ${stream}@${String(needed)}`;
    this.#bench.report({ invariant: 'S-CAUSAL', entity: client, detail });
  }
}

interface Requires {
  readonly stream: Parameters<typeof roomOfStream>[0];
  readonly seq: number;
}
