import { assert } from '../vocabulary/assert.js';
import type { KnownEvent, Mention } from '../vocabulary/events.js';
import type { UserState } from '../vocabulary/frames.js';
import type { RoomId, StreamName } from '../vocabulary/ids.js';
import { UNREAD_COUNT_MAX } from '../vocabulary/limits.js';
import { INVOLVEMENT_DEFAULT, type RoomReading } from '../vocabulary/reading.js';
import { dropHeld, ownStream, setApplied } from './follow.js';
import { takeInOrder } from './held.js';
import type { Replica, VerifiedEvent } from './replica.js';
import type { ClientState } from './state.js';
import type { Turn } from './turn.js';

/** A room that was opened since the server last listed them: nothing of it is read. */
export function readingOf(
  { readings }: Pick<ClientState, 'readings'>,
  roomId: RoomId,
): RoomReading {
  return (
    readings.get(roomId) ?? {
      roomId,
      read: { generation: 1, seq: 0 },
      involvement: INVOLVEMENT_DEFAULT,
      mentions: [],
    }
  );
}

/** What rooms are to the person, as a snapshot says. */
export function resetReadings(turn: Turn, stream: StreamName, { readings }: UserState): void {
  dropHeld(turn, stream);
  turn.update({
    readings: new Map(readings.map((reading) => [reading.roomId, reading])),
    knowsReadings: true,
  });
}

/** Applies events of the person's own stream in order; what depends on a room waits for it. */
export function applyToReadings(turn: Turn, events: readonly VerifiedEvent[]): void {
  const stream = ownStream(turn.state);
  if (stream === null) return;
  for (const { known, applied } of takeInOrder(turn, stream, events)) {
    const reached = turn.state.userFollow.applied?.seq ?? 0;
    assert(applied.seq === reached + 1, 'no event is passed over');
    setApplied(turn, stream, applied);
    const reading = known === null ? null : changed(turn.state, known);
    if (reading === null) continue;
    turn.update({ readings: new Map(turn.state.readings).set(reading.roomId, reading) });
  }
}

function changed(state: Replica, event: KnownEvent): RoomReading | null {
  switch (event.kind) {
    case 'room.read': {
      const { roomId, read } = event.data;
      const reading = readingOf(state, roomId);
      return { ...reading, read, mentions: reading.mentions.filter((seq) => seq > read.seq) };
    }
    case 'room.markedUnread': {
      const { roomId, read, mentions } = event.data;
      return { ...readingOf(state, roomId), read, mentions };
    }
    case 'room.involved':
      return { ...readingOf(state, event.data.roomId), involvement: event.data.involvement };
    case 'person.mentioned':
      return mentioned(readingOf(state, event.data.roomId), event.data);
    case 'mention.withdrawn':
      return withdrawn(readingOf(state, event.data.roomId), event.data);
    default:
      return null;
  }
}

/** The first UNREAD_COUNT_MAX are kept: what is above them is counted as that many. */
function mentioned(reading: RoomReading, { seq }: Mention): RoomReading {
  if (seq <= reading.read.seq || reading.mentions.includes(seq)) return reading;
  const mentions = [...reading.mentions, seq].sort((a, b) => a - b);
  return { ...reading, mentions: mentions.slice(0, UNREAD_COUNT_MAX) };
}

function withdrawn(reading: RoomReading, { seq }: Mention): RoomReading {
  return { ...reading, mentions: reading.mentions.filter((mention) => mention !== seq) };
}
