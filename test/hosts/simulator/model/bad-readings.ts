import type { RoomId, StreamName, UserId } from '../../../../core/vocabulary/ids.js';
import type { RoomReading } from '../../../../core/vocabulary/reading.js';
import type { CommittedEvent } from '../../../../hosts/simulator/model/log.js';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import type { BadHistory } from './bad-histories.js';
import { ANA, created, deleted, posted, ROOM } from './histories.js';

const BO = 2 as UserId;
const BOS: StreamName = 'user:2';

function joined(seq: number, userId: UserId): CommittedEvent {
  return { ...told({ stream: 'account', seq }, 'person.joined', { userId }), actor: userId };
}

function told(
  { stream, seq }: { readonly stream: StreamName; readonly seq: number },
  kind: string,
  data: object,
): CommittedEvent {
  const digest = String(seq).padStart(64, '0');
  return {
    stream,
    seq,
    at: 1_000,
    actor: BO,
    kind,
    data: JSON.stringify(data),
    digest,
    content: null,
  };
}

function read(seq: number, upTo: number, generation = 1): CommittedEvent {
  return told({ stream: BOS, seq: seq }, 'room.read', {
    roomId: ROOM,
    read: { generation, seq: upTo },
  });
}

function mentioned(seq: number, kind = 'person.mentioned'): CommittedEvent {
  const requires = { stream: 'room:1', seq: 2 };
  return told({ stream: BOS, seq: seq }, kind, { roomId: ROOM, seq: 2, requires });
}

/** A room, Ana and Bo, who has read nothing of it. */
function settled(model: Model, ...events: readonly CommittedEvent[]): void {
  model.committed([joined(1, ANA), joined(2, BO), created(), ...events], (userId) =>
    userId === BO ? 'Person c2' : 'Person c1',
  );
}

function show(model: Model, cursor: number, change: Partial<RoomReading>): void {
  const reading: RoomReading = {
    roomId: ROOM,
    read: { generation: 1, seq: 0 },
    involvement: 'mentions',
    mentions: [],
    ...change,
  };
  const readings = new Map<RoomId, RoomReading>([[ROOM, reading]]);
  model.readings.shown({ client: 'c2', userId: BO, cursor: at(cursor), readings });
}

/** The place of an event in the stream of Bo. */
function at(seq: number): { readonly seq: number; readonly digest: string } {
  return { seq, digest: String(seq).padStart(64, '0') };
}

function list(model: Model, head: number, latest: { seq: number; otherSeq?: number }): void {
  const { seq, otherSeq = 0 } = latest;
  const authorId = seq === 0 ? null : ANA;
  model.readings.listed('c2', [{ id: ROOM, head, latest: { seq, authorId, otherSeq } }]);
}

function unread(title: string, play: BadHistory['play']): BadHistory {
  return { invariant: 'S-UNREAD', title, play };
}

/** What people were told of their rooms. */
export const BAD_READINGS: readonly BadHistory[] = [
  unread('a position that nobody has reached', (model) => {
    settled(model, posted(1));
    show(model, 0, { read: { generation: 1, seq: 2 } });
  }),
  unread('an involvement that nobody chose', (model) => {
    settled(model);
    show(model, 0, { involvement: 'nothing' });
  }),
  unread('a mention that is read', (model) => {
    settled(model, posted(1), read(1, 2));
    show(model, 1, { read: { generation: 1, seq: 2 }, mentions: [2] });
  }),
  unread('a room of which what was read is missing', (model) => {
    settled(model, posted(1), read(1, 2));
    model.readings.shown({ client: 'c2', userId: BO, cursor: at(1), readings: new Map() });
  }),
  unread('a message that is not the newest any more', (model) => {
    settled(model, posted(1), posted(2), deleted(2, 4));
    list(model, 4, { seq: 3 });
  }),
  unread('a newest message of somebody else that there is not', (model) => {
    settled(model, posted(1), posted(2));
    list(model, 3, { seq: 3, otherSeq: 2 });
  }),
  {
    invariant: 'S-READ-MONO',
    title: 'a position that goes back in the log',
    play: (model) => {
      settled(model, posted(1), posted(2), read(1, 3), read(2, 2));
    },
  },
  {
    invariant: 'S-READ-MONO',
    title: 'a generation that is passed over',
    play: (model) => {
      const data = { roomId: ROOM, read: { generation: 3, seq: 1 }, mentions: [] };
      settled(model, posted(1), told({ stream: BOS, seq: 1 }, 'room.markedUnread', data));
    },
  },
  {
    invariant: 'S-READ-MONO',
    title: 'a position of an older generation',
    play: (model) => {
      const data = { roomId: ROOM, read: { generation: 2, seq: 1 }, mentions: [] };
      settled(
        model,
        posted(1),
        told({ stream: BOS, seq: 1 }, 'room.markedUnread', data),
        read(2, 2, 1),
      );
    },
  },
  {
    invariant: 'S-READ-MONO',
    title: 'a position that goes back at a client',
    play: (model) => {
      settled(model, posted(1), posted(2), read(1, 2));
      show(model, 1, { read: { generation: 1, seq: 2 } });
      show(model, 0, {});
    },
  },
  {
    invariant: 'S-MENTION-ONCE',
    title: 'a mention that is told twice',
    play: (model) => {
      settled(model, withText(' @Person c2'), mentioned(1), mentioned(2));
    },
  },
  {
    invariant: 'S-MENTION-ONCE',
    title: 'the end of a mention that there was not',
    play: (model) => {
      settled(model, withText('nobody'), mentioned(1, 'mention.withdrawn'));
    },
  },
  {
    invariant: 'S-MENTION-ONCE',
    title: 'somebody who is mentioned and not told',
    play: (model) => {
      settled(model, withText('hello @Person c2'));
    },
  },
  {
    invariant: 'S-MENTION-ONCE',
    title: 'somebody who is told and not mentioned',
    play: (model) => {
      settled(model, withText('hello'), mentioned(1));
    },
  },
];

/** The first message of the room, by Ana. */
function withText(body: string): CommittedEvent {
  const event = posted(1);
  return { ...event, content: event.content === null ? null : { ...event.content, body } };
}
