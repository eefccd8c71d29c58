import { expect } from 'chai';
import { systemDigest } from '../../../adapters/system/digest.js';
import { systemRandom } from '../../../adapters/system/random.js';
import { Messaging } from '../../../core/messaging/messaging.js';
import type { MessageCursor } from '../../../core/messaging/page.js';
import type { Posted } from '../../../core/vocabulary/commands.js';
import { roomStream, type MessageId, type RoomId } from '../../../core/vocabulary/ids.js';
import {
  BOB,
  joins,
  newClientMessageId,
  newKey,
  openHousehold,
  refusal,
  value,
  type Household,
} from '../world.js';

describe('Messaging.page', () => {
  let house: Household;
  const posted: Posted[] = [];

  before(async () => {
    house = await openHousehold();
    const bob = await joins(house, BOB);
    for (let number = 0; number < 100; number += 1) {
      const caller = number % 2 === 0 ? house.alice.caller : bob.caller;
      posted.push(
        value(
          await house.messaging.post(caller, {
            name: 'post',
            roomId: house.allTalk,
            clientMessageId: newClientMessageId(),
            body: `message ${number}`,
          }),
        ),
      );
    }
  });

  after(() => house.close());

  function page(cursor: MessageCursor, atLeast = 0) {
    return house.messaging.page(house.alice.caller, { roomId: house.allTalk, cursor, atLeast });
  }

  function id(index: number): MessageId {
    const message = posted[index];
    if (message === undefined) throw new Error(`there are ${posted.length} messages`);
    return message.messageId;
  }

  function ids(outcome: Awaited<ReturnType<typeof page>>): readonly number[] {
    return value(outcome).page.messages.map((message) => message.id);
  }

  function range(from: number, to: number): readonly number[] {
    return posted.slice(from, to).map((message) => message.messageId);
  }

  it('MS20 a page has the 40 newest, 40 before, 40 after, or 40 each way around, oldest first', async () => {
    expect(ids(await page({ at: 'newest' }))).to.deep.equal(range(60, 100));
    expect(ids(await page({ at: 'before', messageId: id(60) }))).to.deep.equal(range(20, 60));
    expect(ids(await page({ at: 'after', messageId: id(19) }))).to.deep.equal(range(20, 60));
    expect(ids(await page({ at: 'around', messageId: id(50) }))).to.deep.equal(range(10, 91));
  });

  it('MS28 pages may be smaller, down to one message, and say as well whether there is more', async () => {
    const { store, clock, allTalk: roomId, alice } = house;
    const ports = { store, clock, random: systemRandom, digest: systemDigest };
    const messaging = new Messaging({ ...ports, pageMessagesMax: 1 });
    const of = async (cursor: MessageCursor) =>
      value(await messaging.page(alice.caller, { roomId, cursor })).page;
    const newest = await of({ at: 'newest' });
    expect(newest.messages.map((message) => message.id)).to.deep.equal(range(99, 100));
    expect(newest).to.include({ olderExist: true, newerExist: false });
    const first = await of({ at: 'before', messageId: id(1) });
    expect(first.messages.map((message) => message.id)).to.deep.equal(range(0, 1));
    expect(first).to.include({ olderExist: false, newerExist: true });
  });

  it('MS20 a page says whether there is more, and who wrote what is in it, each once', async () => {
    const newest = value(await page({ at: 'newest' }));
    expect(newest.page).to.include({ olderExist: true, newerExist: false });
    expect(newest.people.map((person) => person.name)).to.deep.equal(['Alice', 'Bob']);
    expect(Object.keys(newest.people[0] ?? {})).to.have.members(['id', 'name', 'role', 'version']);
    const oldest = value(await page({ at: 'before', messageId: id(10) }));
    expect(oldest.page).to.include({ olderExist: false, newerExist: true });
  });

  it('MS21 a page is as of the head of the room, and never of an earlier sequence than asked for', async () => {
    const { asOf, digest } = value(await page({ at: 'newest' })).page;
    expect(asOf).to.equal(posted.at(-1)?.seq);
    const head = await house.store.read((snapshot) => snapshot.head(roomStream(house.allTalk)));
    expect(digest).to.equal(head.digest);
    expect(value(await page({ at: 'newest' }, asOf)).page.asOf).to.equal(asOf);
    expect(refusal(await page({ at: 'newest' }, asOf + 1)).code).to.equal('stale_position');
  });

  it('MS22 a page of a room out of reach, or beside a message of another room, is not_found', async () => {
    const { alice, messaging, rooms, allTalk } = house;
    const nowhere = { roomId: 4711 as RoomId, cursor: { at: 'newest' } } as const;
    expect(refusal(await messaging.page(alice.caller, nowhere)).code).to.equal('not_found');
    const creating = { name: 'createRoom', key: newKey(), roomName: 'Elsewhere' } as const;
    const { roomId } = value(await rooms.create(alice.caller, creating));
    for (const messageId of [id(3), 4711 as MessageId]) {
      const beside = { roomId, cursor: { at: 'before', messageId } } as const;
      expect(refusal(await messaging.page(alice.caller, beside)).code).to.equal('not_found');
    }
    house.tamper('delete from memberships where room_id = ?', allTalk);
    expect(refusal(await page({ at: 'newest' })).code).to.equal('not_found');
    house.tamper(
      'insert into memberships (room_id, user_id, created_at) select ?, id, 0 from people',
      allTalk,
    );
  });

  it('MS23 a deleted message is in no page and still marks a place', async () => {
    const target = { messageId: id(60) };
    const deleting = { name: 'delete', key: newKey(), target } as const;
    value(await house.messaging.delete(house.alice.caller, deleting));
    expect(ids(await page({ at: 'newest' }))).to.deep.equal([id(59), ...range(61, 100)]);
    expect(ids(await page({ at: 'before', ...target }))).to.deep.equal(range(20, 60));
  });

  it('SE6 a page for a session that has ended is unauthenticated', async () => {
    const stranger = { userId: house.alice.caller.userId, sessionId: 4711 as never };
    const request = { roomId: house.allTalk, cursor: { at: 'newest' } } as const;
    expect(refusal(await house.messaging.page(stranger, request)).code).to.equal('unauthenticated');
  });
});
