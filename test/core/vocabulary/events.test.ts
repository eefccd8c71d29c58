import { expect } from 'chai';
import { EVENT_KINDS, isEventKind, readEvent } from '../../../core/vocabulary/events.js';
import type { StreamName } from '../../../core/vocabulary/ids.js';
import {
  ALICE,
  BOB,
  eventsOf,
  joins,
  newClientMessageId,
  newKey,
  openHousehold,
  value,
  type Household,
} from '../world.js';

const BODY = '@Alice the secret of the house';
const EDITED = 'the edited secret';

/** Everything that people may do, once, so that every kind of event is in the log. */
async function liveThrough(house: Household): Promise<void> {
  const { alice, messaging, reading, rooms, allTalk: roomId } = house;
  const bob = await joins(house, BOB);
  const clientMessageId = newClientMessageId();
  const post = { name: 'post', roomId, clientMessageId, body: BODY } as const;
  const { messageId } = value(await messaging.post(bob.caller, post));
  const target = { messageId };
  const edit = { name: 'edit', key: newKey(), target, revision: 1, body: EDITED } as const;
  value(await messaging.edit(bob.caller, edit));
  value(await messaging.delete(bob.caller, { name: 'delete', key: newKey(), target }));
  const rename = { name: 'renameRoom', key: newKey(), roomId, roomName: 'Parlour' } as const;
  value(await rooms.rename(alice.caller, rename));
  const read = { generation: 1, seq: 2 };
  value(await reading.read(alice.caller, { name: 'read', roomId, read }));
  const unread = { name: 'markUnread', key: newKey(), roomId, from: 2 } as const;
  value(await reading.markUnread(alice.caller, unread));
  const involve = { name: 'involve', key: newKey(), roomId, involvement: 'everything' } as const;
  value(await reading.involve(alice.caller, involve));
}

describe('kinds of events', () => {
  let house: Household;
  const streams = new Map<string, readonly { kind: string; data: string }[]>();

  before(async () => {
    house = await openHousehold();
    await liveThrough(house);
    const names = await house.store.read((snapshot) => snapshot.streamsAfter(null, 100));
    for (const name of names) streams.set(name, await eventsOf(house, name));
  });

  after(() => house.close());

  it('ST5 every kind is written by something, and none that the table does not name', () => {
    const kinds = new Set([...streams.values()].flat().map((event) => event.kind));
    expect([...kinds]).to.have.members(Object.keys(EVENT_KINDS));
  });

  it('ST6 every event stands in a stream of the audience that the table names for its kind', () => {
    const audienceOf = { account: 'everyone', admin: 'administrators' } as const;
    for (const [name, events] of streams) {
      const own = name.startsWith('user:') ? 'one person' : 'room';
      const audience = name in audienceOf ? audienceOf[name as 'account'] : own;
      for (const { kind } of events) {
        expect(isEventKind(kind) && EVENT_KINDS[kind].audience, `${kind} in ${name}`).to.equal(
          audience,
        );
      }
    }
  });

  it('ST7 no event outside the administrators’ stream holds content, an e-mail, an address or a key', async () => {
    const code = value(await house.people.joinCode(house.alice.caller));
    const secrets = [BODY, EDITED, code, house.alice.token];
    for (const who of [ALICE, BOB])
      secrets.push(who.email, who.password, who.address, who.userAgent);
    for (const [name, events] of streams) {
      if (name === 'admin') continue;
      for (const { kind, data } of events) {
        for (const secret of secrets) expect(data, `${kind} in ${name}`).not.to.include(secret);
      }
    }
  });

  it('ST7 nothing about messages is in the account’s stream', () => {
    for (const [kind, { audience }] of Object.entries(EVENT_KINDS)) {
      if (kind.startsWith('message.')) expect(audience).to.equal('room');
    }
    const account = streams.get('account' satisfies StreamName) ?? [];
    expect(account.filter((event) => event.kind.startsWith('message.'))).to.deep.equal([]);
  });

  it('ST8 an event of a newer kind is passed over, not misread', () => {
    const event = { seq: 1, at: 0, actor: null, kind: 'message.translated', data: '{"to":"de"}' };
    expect(readEvent(event)).to.equal(null);
    expect(isEventKind('toString')).to.equal(false);
  });
});
