import type { Snapshot } from '../../ports/store.js';
import { assert } from '../vocabulary/assert.js';
import type { KnownEvent } from '../vocabulary/events.js';
import { userOfStream, type RoomId, type StreamName, type UserId } from '../vocabulary/ids.js';
import { UNREAD_COUNT_MAX } from '../vocabulary/limits.js';
import type { Sequence } from '../vocabulary/position.js';
import type { Involvement, ReadPosition } from '../vocabulary/reading.js';
import type { Findings } from './finding.js';
import { known } from './known.js';
import type { Stretch, StretchCheck } from './stream-audit.js';

/** What the events of a person say of one room; null where none has said it. */
interface Told {
  read: ReadPosition | null;
  involvement: Involvement | null;
  readonly mentions: Set<Sequence>;
}

/**
 * Compares what a person's own events say with the rows of their memberships and mentions.
 *
 * Holds a position, a choice and the places of mentions for each of the person's rooms.
 */
export class UserAudit implements StretchCheck {
  readonly #findings: Findings;
  readonly #userId: UserId;
  readonly #rooms = new Map<RoomId, Told>();

  constructor(findings: Findings, stream: StreamName) {
    const userId = userOfStream(stream);
    assert(userId !== null, 'a person’s audit follows the stream of a person');
    this.#findings = findings;
    this.#userId = userId;
  }

  async check(snapshot: Snapshot, stretch: Stretch): Promise<void> {
    for (const raw of stretch.events) {
      const event = known(this.#findings, stretch.stream, raw);
      if (event !== null) this.#learn(stretch.stream, event);
    }
    if (!stretch.isLast) return;
    for (const [roomId, told] of this.#rooms) await this.#compare(snapshot, roomId, told);
  }

  #learn(stream: StreamName, event: KnownEvent): void {
    switch (event.kind) {
      case 'room.read':
      case 'room.markedUnread':
        this.#told(event.data.roomId).read = event.data.read;
        return;
      case 'room.involved':
        this.#told(event.data.roomId).involvement = event.data.involvement;
        return;
      case 'person.mentioned':
        this.#told(event.data.roomId).mentions.add(event.data.seq);
        return;
      case 'mention.withdrawn':
        this.#told(event.data.roomId).mentions.delete(event.data.seq);
        return;
      default:
        this.#findings.addMisplaced(stream, event);
    }
  }

  #told(roomId: RoomId): Told {
    const known = this.#rooms.get(roomId);
    if (known !== undefined) return known;
    const told: Told = { read: null, involvement: null, mentions: new Set() };
    this.#rooms.set(roomId, told);
    return told;
  }

  async #compare(snapshot: Snapshot, roomId: RoomId, told: Told): Promise<void> {
    const row = await snapshot.reading(roomId, this.#userId);
    const subject = `person ${this.#userId} in room ${roomId}`;
    if (row === null) {
      this.#findings.add('reading_mismatch', subject, 'There are events of it and no membership.');
      return;
    }
    const { read, involvement, mentions } = told;
    const isRead =
      read === null || (read.generation === row.read.generation && read.seq === row.read.seq);
    const isChosen = involvement === null || involvement === row.involvement;
    if (!isRead || !isChosen) {
      const problem = 'What is read and chosen is not what the events say.';
      this.#findings.add('reading_mismatch', subject, problem);
    }
    const stored = await snapshot.mentionsAfter(roomId, this.#userId, 0);
    const said = [...mentions].sort((a, b) => a - b).slice(0, UNREAD_COUNT_MAX);
    if (stored.join() === said.join()) return;
    this.#findings.add('reading_mismatch', subject, 'Its mentions are not those of the events.');
  }
}
