import type { Snapshot } from '../../ports/store.js';
import type { EventData, KnownEvent } from '../vocabulary/events.js';
import { roomStream, type RoomId, type UserId } from '../vocabulary/ids.js';
import type { Findings } from './finding.js';
import { known } from './known.js';
import type { Stretch, StretchCheck } from './stream-audit.js';

type Listing = EventData['room.opened'] | EventData['room.relisted'];

/**
 * Compares the account's events with its record, people and rooms.
 *
 * Holds the ids of people and rooms and the rooms' names: as much as a room list, never messages.
 */
export class AccountAudit implements StretchCheck {
  readonly #findings: Findings;
  readonly #people = new Set<UserId>();
  readonly #rooms = new Map<RoomId, string>();
  #name: string | null = null;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  async check(snapshot: Snapshot, stretch: Stretch): Promise<void> {
    for (const raw of stretch.events) {
      const event = known(this.#findings, stretch.stream, raw);
      if (event !== null) await this.#checkEvent(snapshot, event);
    }
    if (stretch.isLast) await this.#checkEnd(snapshot);
  }

  async #checkEvent(snapshot: Snapshot, event: KnownEvent): Promise<void> {
    switch (event.kind) {
      case 'account.created':
        this.#name = event.data.name;
        return;
      case 'person.joined':
        return this.#checkPerson(snapshot, event.data.userId);
      case 'room.opened':
      case 'room.relisted':
        this.#rooms.set(event.data.roomId, event.data.name);
        return this.#checkListing(snapshot, event.seq, event.data);
      default:
        this.#findings.addMisplaced('account', event);
    }
  }

  async #checkPerson(snapshot: Snapshot, userId: UserId): Promise<void> {
    this.#people.add(userId);
    if ((await snapshot.person(userId)) !== null) return;
    this.#findings.add('person_mismatch', `person ${userId}`, 'They joined and are not there.');
  }

  /** The event in the room's stream that a listing depends on must say the same name. */
  async #checkListing(snapshot: Snapshot, seq: number, listing: Listing): Promise<void> {
    const { stream, seq: required } = listing.requires;
    const [raw] = (await snapshot.eventsAfter(stream, required - 1, { events: 1, bytes: 1 }))
      .events;
    const event = raw?.seq === required ? known(null, stream, raw) : null;
    const isNaming = event?.kind === 'room.created' || event?.kind === 'room.renamed';
    if (isNaming && event.data.name === listing.name) return;
    const place = `${stream} event ${required}`;
    const problem = `It depends on ${place}, which is not there or says otherwise.`;
    this.#findings.add('event_missing', `account event ${seq}`, problem);
  }

  async #checkEnd(snapshot: Snapshot): Promise<void> {
    const account = await snapshot.account();
    if (account?.name !== (this.#name ?? undefined)) {
      this.#findings.add('account_mismatch', 'account', 'Its record is not what its events say.');
    }
    if ((await snapshot.peopleCount()) !== this.#people.size) {
      const problem = `${this.#people.size} people joined, and as many should be there.`;
      this.#findings.add('person_mismatch', 'account', problem);
    }
    for (const [roomId, name] of this.#rooms) {
      const room = await snapshot.room(roomId);
      if (room?.name === name) continue;
      const problem = `The account lists it as ${JSON.stringify(name)}, its record does not.`;
      this.#findings.add('room_mismatch', `room ${roomId}`, problem);
    }
    await this.#checkUnlisted(snapshot);
  }

  /** Rooms without an event have no stream: they are found through someone who is in them. */
  async #checkUnlisted(snapshot: Snapshot): Promise<void> {
    const [first] = await snapshot.peopleAfter(null, 1);
    const rooms = first === undefined ? [] : await snapshot.roomsOf(first.id);
    for (const { id } of rooms) {
      if (this.#rooms.has(id)) continue;
      const problem = `No event of the account opened it; its stream is ${roomStream(id)}.`;
      this.#findings.add('event_missing', `room ${id}`, problem);
    }
  }
}
