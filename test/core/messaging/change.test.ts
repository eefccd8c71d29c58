import { expect } from 'chai';
import type { SignedIn } from '../../../core/sessions/start-session.js';
import type { EditCommand, Posted } from '../../../core/vocabulary/commands.js';
import { roomStream, type CommandKey, type MessageId } from '../../../core/vocabulary/ids.js';
import { DAY_MS } from '../../../core/vocabulary/time.js';
import {
  BOB,
  CAROL,
  eventsOf,
  joins,
  newClientMessageId,
  newKey,
  openHousehold,
  refusal,
  value,
  type Household,
} from '../world.js';

describe('changing messages', () => {
  let house: Household;
  let bob: SignedIn;
  let carol: SignedIn;

  before(async () => {
    house = await openHousehold();
    bob = await joins(house, BOB);
    carol = await joins(house, CAROL);
  });

  after(() => house.close());

  async function post(body: string): Promise<Posted> {
    const clientMessageId = newClientMessageId();
    const command = { name: 'post', roomId: house.allTalk, clientMessageId, body } as const;
    return value(await house.messaging.post(bob.caller, command));
  }

  function editing(messageId: MessageId, body: string, revision = 1): EditCommand {
    return { name: 'edit', key: newKey(), target: { messageId }, revision, body };
  }

  function remove(who: SignedIn, messageId: MessageId, key = newKey()) {
    return house.messaging.delete(who.caller, { name: 'delete', key, target: { messageId } });
  }

  function head() {
    return house.store.read((snapshot) => snapshot.head(roomStream(house.allTalk)));
  }

  it('MS10 an edit makes the next revision, and the one before it is withheld from then on', async () => {
    const { messageId, seq } = await post('teh kettle');
    const changed = value(await house.messaging.edit(bob.caller, editing(messageId, 'the kettle')));
    expect(changed).to.deep.equal({ messageId, roomId: house.allTalk, seq: seq + 1, revision: 2 });
    const [posted, edited] = (await eventsOf(house, roomStream(house.allTalk))).slice(seq - 1);
    expect(posted?.content).to.have.keys('withheld');
    expect(edited?.kind).to.equal('message.edited');
    expect(edited?.data).to.equal(`{"messageId":${messageId},"revision":2}`);
    expect(edited?.content).to.include({ body: 'the kettle' });
    const record = await house.store.read((snapshot) => snapshot.message(messageId));
    expect(record?.message).to.include({
      revision: 2,
      changedAt: seq + 1,
      seq,
      body: 'the kettle',
    });
  });

  it('MS11 an edit of another revision than the newest is a conflict with the current message', async () => {
    const { messageId } = await post('one');
    value(await house.messaging.edit(bob.caller, editing(messageId, 'two')));
    for (const seen of [1, 3]) {
      const outcome = await house.messaging.edit(bob.caller, editing(messageId, 'three', seen));
      expect(refusal(outcome).code).to.equal('conflict');
      expect(outcome.current).to.include({ id: messageId, revision: 2, body: 'two' });
    }
  });

  it('MS11 of two edits of one revision at the same moment one succeeds', async () => {
    const { messageId } = await post('both want it');
    const outcomes = await Promise.all(
      ['left', 'right'].map((body) => house.messaging.edit(bob.caller, editing(messageId, body))),
    );
    expect(outcomes.filter((outcome) => outcome.ok)).to.have.length(1);
  });

  it('MS12 an edit that changes nothing succeeds and appends nothing', async () => {
    const { messageId, seq } = await post('as it is');
    const before = await head();
    const same = await house.messaging.edit(bob.caller, editing(messageId, 'as it is'));
    expect(value(same)).to.include({ revision: 1, seq });
    expect(await head()).to.deep.equal(before);
  });

  it('MS13 its author and administrators may change a message, others may not', async () => {
    const { messageId } = await post('by Bob');
    const notHers = await house.messaging.edit(carol.caller, editing(messageId, 'by Carol'));
    expect(refusal(notHers).code).to.equal('forbidden');
    expect(refusal(await remove(carol, messageId)).code).to.equal('forbidden');
    const administrators = await house.messaging.edit(
      house.alice.caller,
      editing(messageId, 'put right'),
    );
    expect(value(administrators).revision).to.equal(2);
    expect(value(await remove(house.alice, messageId)).messageId).to.equal(messageId);
  });

  it('MS14 a message that does not exist or is out of reach is not_found', async () => {
    const missing = editing(4711 as MessageId, 'nobody');
    expect(refusal(await house.messaging.edit(bob.caller, missing)).code).to.equal('not_found');
    expect(refusal(await remove(bob, 4711 as MessageId)).code).to.equal('not_found');
    const { messageId } = await post('then he left');
    const { userId } = bob.caller;
    house.tamper('delete from memberships where user_id = ?', userId);
    try {
      const edit = await house.messaging.edit(bob.caller, editing(messageId, 'from outside'));
      expect(refusal(edit).code).to.equal('not_found');
      expect(edit).not.to.have.property('current');
    } finally {
      house.tamper(
        'insert into memberships (room_id, user_id, created_at) values (?, ?, 0)',
        house.allTalk,
        userId,
      );
    }
  });

  it('MS15 deleting drops content and salt and keeps place and key', async () => {
    const { messageId, seq } = await post('forget this');
    const removed = value(await remove(bob, messageId));
    const record = await house.store.read((snapshot) => snapshot.message(messageId));
    expect(record).to.include({ salt: null });
    expect(record?.message).to.include({ state: 'deleted', seq, changedAt: removed.seq });
    expect(record?.message).not.to.have.property('body');
    const events = await eventsOf(house, roomStream(house.allTalk));
    expect(JSON.stringify(events)).not.to.include('forget this');
    const event = events[removed.seq - 1];
    expect(event?.kind).to.equal('message.deleted');
    expect(JSON.parse(event?.data ?? '')).to.have.property('messageId', messageId);
  });

  it('MS16 deleting a deleted message succeeds and appends nothing', async () => {
    const { messageId } = await post('twice deleted');
    const first = value(await remove(bob, messageId));
    const before = await head();
    expect(value(await remove(house.alice, messageId))).to.deep.equal(first);
    expect(await head()).to.deep.equal(before);
  });

  it('MS17 an edit of a deleted message is gone', async () => {
    const { messageId } = await post('too late');
    value(await remove(bob, messageId));
    const outcome = await house.messaging.edit(bob.caller, editing(messageId, 'still?'));
    expect(refusal(outcome).code).to.equal('gone');
  });

  it('MS18 a message can be named by its author and client message id', async () => {
    const clientMessageId = newClientMessageId();
    const target = { authorId: bob.caller.userId, clientMessageId };
    const { messageId } = value(
      await house.messaging.post(bob.caller, {
        name: 'post',
        roomId: house.allTalk,
        clientMessageId,
        body: 'by its key',
      }),
    );
    const edit = { ...editing(messageId, 'edited by its key'), target };
    expect(value(await house.messaging.edit(bob.caller, edit)).messageId).to.equal(messageId);
    const deleting = { name: 'delete', key: newKey(), target } as const;
    expect(value(await house.messaging.delete(bob.caller, deleting)).messageId).to.equal(messageId);
  });

  it('MS19 an equal edit or delete with the same key gets the first value and changes nothing', async () => {
    const { messageId } = await post('keyed');
    const edit = editing(messageId, 'keyed, edited');
    const first = value(await house.messaging.edit(bob.caller, edit));
    value(await house.messaging.edit(bob.caller, editing(messageId, 'and again', 2)));
    const before = await head();
    expect(value(await house.messaging.edit(bob.caller, edit))).to.deep.equal(first);
    expect(await head()).to.deep.equal(before);
    const key = newKey();
    const removed = value(await remove(bob, messageId, key));
    expect(value(await remove(bob, messageId, key))).to.deep.equal(removed);
  });

  it('MS19 the key of another command is a conflict, and a refused command leaves its key free', async () => {
    const { messageId } = await post('one key');
    const edit = editing(messageId, 'edited');
    const stale = { ...edit, revision: 7 };
    expect(refusal(await house.messaging.edit(bob.caller, stale)).code).to.equal('conflict');
    expect(value(await house.messaging.edit(bob.caller, edit)).revision).to.equal(2);
    const other = await house.messaging.edit(bob.caller, { ...edit, body: 'else' });
    expect(refusal(other)).to.deep.equal({
      code: 'conflict',
      message: 'This key was used for another command.',
    });
    expect(refusal(await remove(bob, messageId, edit.key)).code).to.equal('conflict');
    expect(value(await remove(house.alice, messageId, edit.key)).messageId).to.equal(messageId);
  });

  it('MS19 a command key is kept for 30 days', async () => {
    const { messageId } = await post('a month');
    const key = 'a-month' as CommandKey;
    value(await remove(bob, messageId, key));
    house.clock.at += 31 * DAY_MS;
    const { messageId: other } = await post('a month later');
    value(await remove(bob, other));
    expect(value(await remove(bob, other, key)).messageId).to.equal(other);
    house.clock.at -= 31 * DAY_MS;
  });

  it('MS7 an edit holds to the limits of a body', async () => {
    const { messageId } = await post('limits');
    for (const body of ['', ' ', 'a\0', 'x'.repeat(32_769)]) {
      const outcome = await house.messaging.edit(bob.caller, editing(messageId, body));
      expect(refusal(outcome).code).to.equal('invalid_argument');
    }
  });
});
