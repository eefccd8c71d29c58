import { hex } from '../vocabulary/hex.js';
import type { RoomId, UserId } from '../vocabulary/ids.js';
import type { ChainDigest } from '../vocabulary/position.js';
import { utf8 } from '../vocabulary/utf8.js';
import type { Digest } from '../../ports/digest.js';
import type { Snapshot } from '../../ports/store.js';
import { gaugeWithBound, type Telemetry } from '../../ports/telemetry.js';

/** Rooms whose members are remembered: about 100 bytes each. */
export const ROOMS_REMEMBERED_MAX = 1_000;

/** Hexadecimal characters of a digest of members. */
const MEMBERS_DIGEST_CHARACTERS = 32;

/** A room's members as a snapshot shows them. */
interface Members {
  readonly count: number;
  readonly digest: string;
}

/**
 * Count and digest of members, and the number of people, so that a snapshot of a big room is as
 * cheap as one of a small room.
 *
 * Whoever comes, and each room that opens, is an event of the account: what was found at one head
 * of it is so at every snapshot with that head. With another one everything is found anew.
 */
export class KnownMembers {
  readonly #digest: Digest;
  readonly #rooms = new Map<RoomId, Members>();
  #people: number | null = null;
  /** Chain digest of the account's head: another history has another one. */
  #asOf: ChainDigest | null = null;

  constructor(digest: Digest) {
    this.#digest = digest;
  }

  /** Rooms that are remembered. */
  get size(): number {
    return this.#rooms.size;
  }

  async ofRoom(snapshot: Snapshot, roomId: RoomId): Promise<Members> {
    const asOf = await this.#turnTo(snapshot);
    const known = this.#rooms.get(roomId);
    if (known !== undefined) return known;
    const ids = await snapshot.memberIds(roomId);
    const members = { count: ids.length, digest: this.#digestOf(ids) };
    // Another snapshot may have been looked at meanwhile.
    if (asOf === this.#asOf) this.#remember(roomId, members);
    return members;
  }

  async people(snapshot: Snapshot): Promise<number> {
    const asOf = await this.#turnTo(snapshot);
    if (this.#people !== null) return this.#people;
    const count = await snapshot.peopleCount();
    if (asOf === this.#asOf) this.#people = count;
    return count;
  }

  async #turnTo(snapshot: Snapshot): Promise<ChainDigest> {
    const { digest } = await snapshot.head('account');
    if (digest === this.#asOf) return digest;
    this.#asOf = digest;
    this.#rooms.clear();
    this.#people = null;
    return digest;
  }

  #remember(roomId: RoomId, members: Members): void {
    const [oldest] = this.#rooms.keys();
    if (this.#rooms.size >= ROOMS_REMEMBERED_MAX && oldest !== undefined) {
      this.#rooms.delete(oldest);
    }
    this.#rooms.set(roomId, members);
  }

  /** First half of the SHA-256 of the ascending ids, joined by commas. */
  #digestOf(ascendingIds: readonly UserId[]): string {
    const text = utf8(ascendingIds.join(','));
    return hex(this.#digest.sha256(text)).slice(0, MEMBERS_DIGEST_CHARACTERS);
  }
}

/** A gauge for the rooms that are remembered, and one for their bound. */
export function registerMembersGauges(telemetry: Telemetry, members: KnownMembers): void {
  gaugeWithBound(telemetry, {
    name: 'delivery_rooms_remembered',
    help: 'Rooms whose members are remembered',
    used: () => members.size,
    bound: () => ROOMS_REMEMBERED_MAX,
  });
}
