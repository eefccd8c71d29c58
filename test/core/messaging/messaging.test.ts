import { expect } from 'chai';
import type { SignedIn } from '../../../core/sessions/start-session.js';
import type { PostCommand, Posted } from '../../../core/vocabulary/commands.js';
import { roomStream, type ClientMessageId, type RoomId } from '../../../core/vocabulary/ids.js';
import {
  BOB,
  eventsOf,
  joins,
  knownOf,
  newClientMessageId,
  openHousehold,
  refusal,
  value,
  type Household,
} from '../world.js';

describe('Messaging.post', () => {
  let house: Household;
  let bob: SignedIn;

  before(async () => {
    house = await openHousehold();
    bob = await joins(house, BOB);
  });

  after(() => house.close());

  function command(body: string, clientMessageId = newClientMessageId()): PostCommand {
    return { name: 'post', roomId: house.allTalk, clientMessageId, body };
  }

  async function post(body: string): Promise<Posted & { readonly command: PostCommand }> {
    const posting = command(body);
    return { ...value(await house.messaging.post(bob.caller, posting)), command: posting };
  }

  it('MS1 a posted message is one row and one event at one sequence, and the event has no body', async () => {
    const posted = await post('the kettle is on');
    expect(posted.result).to.equal('stored');
    const event = (await knownOf(house, roomStream(house.allTalk))).at(-1);
    expect(event).to.include({ kind: 'message.posted', seq: posted.seq, at: posted.at });
    expect(event?.actor).to.equal(bob.caller.userId);
    const raw = (await eventsOf(house, roomStream(house.allTalk))).at(-1);
    const { messageId, command: posting } = posted;
    const key = posting.clientMessageId;
    expect(raw?.data).to.equal(
      `{"messageId":${messageId},"revision":1,"clientMessageId":"${key}"}`,
    );
    expect(raw?.content).to.include({ body: 'the kettle is on' });
  });

  it('MS2 an equal post gets the first ids and sequence, however often it comes', async () => {
    const posted = await post('once');
    const head = await house.store.read((snapshot) => snapshot.head(roomStream(house.allTalk)));
    for (let round = 0; round < 3; round += 1) {
      const again = value(await house.messaging.post(bob.caller, posted.command));
      expect(again).to.deep.equal({
        messageId: posted.messageId,
        roomId: posted.roomId,
        seq: posted.seq,
        at: posted.at,
        result: 'repeated',
      });
    }
    const later = await house.store.read((snapshot) => snapshot.head(roomStream(house.allTalk)));
    expect(later).to.deep.equal(head);
  });

  it('MS2 equal posts at the same moment store one message', async () => {
    const posting = command('all at once');
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => house.messaging.post(bob.caller, posting)),
    );
    const values = outcomes.map(value);
    expect(new Set(values.map((posted) => posted.messageId)).size).to.equal(1);
    expect(values.filter((posted) => posted.result === 'stored')).to.have.length(1);
  });

  it('MS3 the key of a message with another body or room is a conflict and stores nothing', async () => {
    const posted = await post('first');
    const otherRoom = value(
      await house.rooms.create(house.alice.caller, {
        name: 'createRoom',
        key: 'other-room' as never,
        roomName: 'Other',
      }),
    );
    const other = { ...posted.command, body: 'second' };
    const elsewhere = { ...posted.command, roomId: otherRoom.roomId };
    for (const conflicting of [other, elsewhere]) {
      expect(refusal(await house.messaging.post(bob.caller, conflicting)).code).to.equal(
        'conflict',
      );
    }
    expect(value(await house.messaging.post(bob.caller, posted.command)).result).to.equal(
      'repeated',
    );
  });

  it('MS3 the same key of another author is another message', async () => {
    const posted = await post('mine');
    const hers = value(await house.messaging.post(house.alice.caller, posted.command));
    expect(hers.result).to.equal('stored');
    expect(hers.messageId).not.to.equal(posted.messageId);
  });

  it('MS4 a repeated post of an edited message is repeated, of a deleted one deleted', async () => {
    const posted = await post('to be changed');
    const { messageId } = posted;
    const target = { messageId };
    value(
      await house.messaging.edit(bob.caller, {
        name: 'edit',
        key: 'edit-it' as never,
        target,
        revision: 1,
        body: 'changed',
      }),
    );
    expect(value(await house.messaging.post(bob.caller, posted.command)).result).to.equal(
      'repeated',
    );
    const key = 'delete-it' as never;
    value(await house.messaging.delete(bob.caller, { name: 'delete', key, target }));
    const again = value(await house.messaging.post(bob.caller, posted.command));
    expect(again).to.include({ messageId, seq: posted.seq, result: 'deleted' });
  });

  it('MS5 a repeated post is answered with ids though the room is out of reach by now', async () => {
    const posted = await post('before I left');
    const { allTalk } = house;
    house.tamper('delete from memberships where user_id = ?', bob.caller.userId);
    try {
      const again = value(await house.messaging.post(bob.caller, posted.command));
      expect(again).to.include({
        messageId: posted.messageId,
        roomId: allTalk,
        result: 'repeated',
      });
      const other = await house.messaging.post(bob.caller, command('after I left'));
      expect(refusal(other).code).to.equal('not_found');
    } finally {
      house.tamper(
        'insert into memberships (room_id, user_id, created_at) select id, ?, 0 from rooms',
        bob.caller.userId,
      );
    }
  });

  it('MS6 a refused post leaves its key free', async () => {
    const refused = command('');
    expect(refusal(await house.messaging.post(bob.caller, refused)).code).to.equal(
      'invalid_argument',
    );
    const stored = value(
      await house.messaging.post(bob.caller, { ...refused, body: 'with something in it' }),
    );
    expect(stored.result).to.equal('stored');
  });

  it('MS7 a body is 1 byte to 32 KiB of Unicode text, without NUL, and not only white space', async () => {
    const bad = [
      '',
      '  \n\t ',
      'a\0b',
      '\ud800',
      'a\udc00',
      'x'.repeat(32_769),
      'ä'.repeat(16_385),
    ];
    for (const body of bad) {
      const outcome = await house.messaging.post(bob.caller, command(body));
      expect(refusal(outcome).code, JSON.stringify(body.slice(0, 9))).to.equal('invalid_argument');
    }
    for (const body of ['x', ' x ', '👪', 'x'.repeat(32_768), 'ä'.repeat(16_384)]) {
      const posted = await post(body);
      const record = await house.store.read((snapshot) => snapshot.message(posted.messageId));
      expect(record?.message).to.include({ state: 'live', body });
    }
  });

  it('MS8 a post to a room that does not exist or is out of reach is not_found', async () => {
    const nowhere = { ...command('hello'), roomId: 4711 as RoomId };
    expect(refusal(await house.messaging.post(bob.caller, nowhere)).code).to.equal('not_found');
  });

  it('MS9 a client message id of another shape is an invalid argument', async () => {
    for (const id of ['', 'x'.repeat(65), 'a b', 'ä']) {
      const outcome = await house.messaging.post(bob.caller, command('x', id as ClientMessageId));
      expect(refusal(outcome).code).to.equal('invalid_argument');
    }
  });

  it('SE6 a command of a session that has ended or is not the caller’s own is unauthenticated', async () => {
    const posting = command('who am I');
    const { userId } = bob.caller;
    const strangers = [
      { userId, sessionId: house.alice.caller.sessionId },
      { userId, sessionId: 4711 as never },
      { userId: 4711 as never, sessionId: null },
    ];
    for (const caller of strangers) {
      expect(refusal(await house.messaging.post(caller, posting)).code).to.equal('unauthenticated');
    }
    const own = await house.messaging.post({ userId, sessionId: null }, posting);
    expect(value(own).result).to.equal('stored');
  });

  it('ST3 the time of an event is never before that of the event before it', async () => {
    const first = await post('now');
    house.clock.at -= 60_000;
    const second = await post('earlier, says the clock');
    house.clock.at += 60_000;
    expect(second.at).to.equal(first.at);
    expect(second.seq).to.equal(first.seq + 1);
  });
});
