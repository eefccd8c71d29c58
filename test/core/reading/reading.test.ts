import { expect } from 'chai';
import type { Caller } from '../../../ports/auth.js';
import { userStream, type MessageId } from '../../../core/vocabulary/ids.js';
import { latestFor, type Latest, type RoomReading } from '../../../core/vocabulary/reading.js';
import {
  BOB,
  CAROL,
  joins,
  knownOf,
  newClientMessageId,
  newKey,
  openHousehold,
  refusal,
  value,
  type Household,
} from '../world.js';

describe('reading', () => {
  let house: Household;
  let bob: Caller;

  beforeEach(async () => {
    house = await openHousehold();
    bob = (await joins(house, BOB)).caller;
  });

  afterEach(() => house.close());

  async function post(by: Caller, body = 'Hello'): Promise<{ id: MessageId; seq: number }> {
    const command = { roomId: house.allTalk, clientMessageId: newClientMessageId(), body };
    const posted = value(await house.messaging.post(by, { name: 'post', ...command }));
    return { id: posted.messageId, seq: posted.seq };
  }

  async function remove(by: Caller, messageId: MessageId): Promise<void> {
    const target = { messageId };
    value(await house.messaging.delete(by, { name: 'delete', key: newKey(), target }));
  }

  function read(by: Caller, seq: number, generation = 1) {
    const position = { generation, seq };
    return house.reading.read(by, { name: 'read', roomId: house.allTalk, read: position });
  }

  function markUnread(by: Caller, from: number) {
    const command = { name: 'markUnread', key: newKey(), roomId: house.allTalk, from } as const;
    return house.reading.markUnread(by, command);
  }

  async function readingOf(who: Caller): Promise<RoomReading | undefined> {
    const all = await house.store.read((snapshot) => snapshot.readingsOf(who.userId));
    return all.find(({ roomId }) => roomId === house.allTalk);
  }

  async function latest(): Promise<Latest> {
    const [room] = await house.store.read((snapshot) => snapshot.latestOf([house.allTalk]));
    if (room === undefined) throw new Error('the room is there');
    return room.latest;
  }

  async function isUnread(who: Caller): Promise<boolean> {
    return latestFor(await latest(), who.userId) > ((await readingOf(who))?.read.seq ?? 0);
  }

  it('RE1 a room is unread by whoever has not read its newest message of somebody else', async () => {
    const { caller: alice } = house.alice;
    await post(bob);
    expect([await isUnread(alice), await isUnread(bob)]).to.deep.equal([true, false]);
    const { seq } = await post(alice);
    expect([await isUnread(alice), await isUnread(bob)]).to.deep.equal([true, true]);
    value(await read(alice, seq));
    value(await read(bob, seq));
    expect([await isUnread(alice), await isUnread(bob)]).to.deep.equal([false, false]);
  });

  it('RE2 a deleted message is unread by nobody, and the one before it may be again', async () => {
    const { caller: alice } = house.alice;
    const first = await post(bob);
    const second = await post(alice);
    const third = await post(alice);
    expect(await latest()).to.deep.equal({
      seq: third.seq,
      authorId: alice.userId,
      otherSeq: first.seq,
    });
    await remove(bob, first.id);
    expect((await latest()).otherSeq).to.equal(0);
    await remove(alice, third.id);
    expect(await latest()).to.deep.equal({
      seq: second.seq,
      authorId: alice.userId,
      otherSeq: 0,
    });
    await remove(alice, second.id);
    expect(await latest()).to.deep.equal({ seq: 0, authorId: null, otherSeq: 0 });
    expect([await isUnread(alice), await isUnread(bob)]).to.deep.equal([false, false]);
  });

  it('RE3 the event of a deletion says what is newest then, where that has changed', async () => {
    const { caller: alice } = house.alice;
    const [old, other, newest] = [await post(alice), await post(bob), await post(alice)];
    await remove(alice, old.id);
    await remove(alice, newest.id);
    const deletions = (await knownOf(house, `room:${house.allTalk}`)).flatMap((event) =>
      event.kind === 'message.deleted' ? [event.data.latest] : [],
    );
    const { userId: authorId } = bob;
    expect(deletions).to.deep.equal([undefined, { seq: other.seq, authorId, otherSeq: 0 }]);
  });

  it('RE4 a position only rises within its generation, and each rise is an event', async () => {
    const { seq } = await post(house.alice.caller);
    const before = (await readingOf(bob))?.read.seq ?? 0;
    expect(value(await read(bob, seq)).read).to.deep.equal({ generation: 1, seq });
    expect(value(await read(bob, before)).read).to.deep.equal({ generation: 1, seq });
    expect(value(await read(bob, seq)).read).to.deep.equal({ generation: 1, seq });
    const events = await knownOf(house, userStream(bob.userId));
    expect(events.map(({ kind, data }) => [kind, data])).to.deep.equal([
      ['room.read', { roomId: house.allTalk, read: { generation: 1, seq } }],
    ]);
  });

  it('RE5 marking as unread begins the next generation, and what is said of an older one is too late', async () => {
    const { seq } = await post(house.alice.caller);
    value(await read(bob, seq));
    expect(value(await markUnread(bob, seq)).read).to.deep.equal({ generation: 2, seq: seq - 1 });
    expect(await isUnread(bob)).to.equal(true);
    expect(value(await read(bob, seq)).read).to.deep.equal({ generation: 2, seq: seq - 1 });
    expect(await isUnread(bob)).to.equal(true);
    value(await read(bob, seq, 2));
    expect(await isUnread(bob)).to.equal(false);
  });

  it('RE6 a place or a generation that is not there is stale, and a room out of reach not_found', async () => {
    const { seq } = await post(house.alice.caller);
    expect(refusal(await read(bob, seq + 1)).code).to.equal('stale_position');
    expect(refusal(await read(bob, seq, 2)).code).to.equal('stale_position');
    expect(refusal(await markUnread(bob, seq + 1)).code).to.equal('stale_position');
    expect(refusal(await markUnread(bob, 0)).code).to.equal('invalid_argument');
    const nowhere = { name: 'read', roomId: 99 as never, read: { generation: 1, seq: 1 } } as const;
    expect(refusal(await house.reading.read(bob, nowhere)).code).to.equal('not_found');
    expect((await readingOf(bob))?.read.generation).to.equal(1);
  });

  it('RE7 what was there before somebody came is not unread', async () => {
    const { seq } = await post(house.alice.caller);
    const carol = (await joins(house, CAROL)).caller;
    expect((await readingOf(carol))?.read).to.deep.equal({ generation: 1, seq });
    expect(await isUnread(carol)).to.equal(false);
    await post(house.alice.caller);
    expect(await isUnread(carol)).to.equal(true);
  });

  it('RE8 involvement is kept, told once, and said again it is done', async () => {
    const { allTalk: roomId } = house;
    const key = newKey();
    const command = { name: 'involve', key, roomId, involvement: 'nothing' } as const;
    for (const again of [command, command, { ...command, key: newKey() }]) {
      expect(value(await house.reading.involve(bob, again)).involvement).to.equal('nothing');
    }
    expect((await readingOf(bob))?.involvement).to.equal('nothing');
    const events = await knownOf(house, userStream(bob.userId));
    expect(events.map(({ kind }) => kind)).to.deep.equal(['room.involved']);
    const other = { ...command, involvement: 'everything' } as const;
    expect(refusal(await house.reading.involve(bob, other)).code).to.equal('conflict');
  });

  it('RE9 a mention is resolved in the unit of the message, and told to whom it means, once', async () => {
    const { seq } = await post(house.alice.caller, 'Hello @bob, and @Bob again, not a@Bob');
    expect((await readingOf(bob))?.mentions).to.deep.equal([seq]);
    const requires = { stream: `room:${house.allTalk}`, seq };
    const told = (await knownOf(house, userStream(bob.userId))).map(({ kind, data }) => [
      kind,
      data,
    ]);
    expect(told).to.deep.equal([['person.mentioned', { roomId: house.allTalk, seq, requires }]]);
    value(await read(bob, seq));
    expect((await readingOf(bob))?.mentions).to.deep.equal([]);
    value(await markUnread(bob, seq));
    expect((await readingOf(bob))?.mentions).to.deep.equal([seq]);
  });

  it('RE10 an edit or a deletion withdraws a mention, and an edit makes one', async () => {
    const { caller: alice } = house.alice;
    const { id, seq } = await post(alice, 'Hello @Bob');
    const edit = async (revision: number, body: string): Promise<void> => {
      const target = { messageId: id };
      const command = { name: 'edit', key: newKey(), target, revision, body } as const;
      value(await house.messaging.edit(alice, command));
    };
    await edit(1, 'Hello all');
    expect((await readingOf(bob))?.mentions).to.deep.equal([]);
    await edit(2, 'Hello again @Bob');
    expect((await readingOf(bob))?.mentions).to.deep.equal([seq]);
    await remove(alice, id);
    expect((await readingOf(bob))?.mentions).to.deep.equal([]);
    const kinds = (await knownOf(house, userStream(bob.userId))).map(({ kind }) => kind);
    expect(kinds).to.deep.equal([
      'person.mentioned',
      'mention.withdrawn',
      'person.mentioned',
      'mention.withdrawn',
    ]);
  });
});
