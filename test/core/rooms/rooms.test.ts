import { expect } from 'chai';
import type { SignedIn } from '../../../core/sessions/start-session.js';
import type { RoomChanged } from '../../../core/vocabulary/commands.js';
import { roomStream, type RoomId } from '../../../core/vocabulary/ids.js';
import {
  BOB,
  CAROL,
  joins,
  knownOf,
  newKey,
  openHousehold,
  refusal,
  value,
  type Household,
} from '../world.js';

const BAD_NAMES = ['', '   ', 'x'.repeat(101), 'two\nlines', 'a\0', '\u202Etxt', '\ud800'];

describe('Rooms', () => {
  let house: Household;
  let bob: SignedIn;
  let carol: SignedIn;

  before(async () => {
    house = await openHousehold();
    bob = await joins(house, BOB);
    carol = await joins(house, CAROL);
  });

  after(() => house.close());

  async function create(roomName: string, key = newKey()): Promise<RoomChanged> {
    const command = { name: 'createRoom', key, roomName } as const;
    return value(await house.rooms.create(bob.caller, command));
  }

  function rename(who: SignedIn, roomId: RoomId, roomName: string) {
    const command = { name: 'renameRoom', key: newKey(), roomId, roomName } as const;
    return house.rooms.rename(who.caller, command);
  }

  it('RM1 a new room has everyone in it, and both its stream and the account tell of it', async () => {
    const { roomId, seq } = await create('  Kitchen ');
    expect(seq).to.equal(1);
    for (const who of [house.alice, bob, carol]) {
      const names = value(await house.rooms.list(who.caller)).map((room) => room.name);
      expect(names).to.include('Kitchen');
    }
    const [created] = await knownOf(house, roomStream(roomId));
    expect(created).to.deep.include({
      kind: 'room.created',
      actor: bob.caller.userId,
      data: { roomId, name: 'Kitchen', kind: 'open' },
    });
    const opened = (await knownOf(house, 'account')).at(-1);
    expect(opened?.data).to.deep.equal({
      roomId,
      name: 'Kitchen',
      kind: 'open',
      requires: { stream: roomStream(roomId), seq: 1 },
    });
  });

  it('RM2 an equal creation with the same key gets the first room', async () => {
    const key = newKey();
    const first = await create('Once', key);
    expect(await create('Once', key)).to.deep.equal(first);
    const other = { name: 'createRoom', key, roomName: 'Other' } as const;
    expect(refusal(await house.rooms.create(bob.caller, other)).code).to.equal('conflict');
  });

  it('RM3 a room’s name is trimmed, has 1 to 100 characters, and no control characters', async () => {
    const { roomId } = await create('Names');
    for (const roomName of BAD_NAMES) {
      const command = { name: 'createRoom', key: newKey(), roomName } as const;
      const created = await house.rooms.create(bob.caller, command);
      expect(refusal(created).code, JSON.stringify(roomName)).to.equal('invalid_argument');
      expect(refusal(await rename(bob, roomId, roomName)).code).to.equal('invalid_argument');
    }
    for (const name of ['x', '👪'.repeat(100), 'Küche & Diele']) {
      value(await rename(bob, roomId, name));
      const room = await house.store.read((snapshot) => snapshot.room(roomId));
      expect(room?.name).to.equal(name);
    }
  });

  it('RM4 a renaming changes the record and tells both streams, the account with the room’s position', async () => {
    const { roomId } = await create('Old');
    const { seq } = value(await rename(bob, roomId, 'New'));
    const room = await house.store.read((snapshot) => snapshot.room(roomId));
    expect(room).to.include({ name: 'New', changedAt: seq });
    expect((await knownOf(house, roomStream(roomId))).at(-1)).to.deep.include({
      kind: 'room.renamed',
      seq,
      data: { name: 'New' },
    });
    expect((await knownOf(house, 'account')).at(-1)).to.deep.include({
      kind: 'room.relisted',
      data: { roomId, name: 'New', requires: { stream: roomStream(roomId), seq } },
    });
  });

  it('RM5 its creator and administrators may rename a room, others may not', async () => {
    const { roomId } = await create('Whose');
    expect(refusal(await rename(carol, roomId, 'Hers')).code).to.equal('forbidden');
    expect(value(await rename(house.alice, roomId, 'Ours')).roomId).to.equal(roomId);
    expect(refusal(await rename(house.alice, 4711 as RoomId, 'No')).code).to.equal('not_found');
  });

  it('RM6 the name that a room has succeeds and appends nothing', async () => {
    const { roomId, seq } = await create('Same');
    expect(value(await rename(bob, roomId, ' Same ')).seq).to.equal(seq);
    expect(await knownOf(house, roomStream(roomId))).to.have.length(1);
  });

  it('RM7 rooms are listed by name without regard to case', async () => {
    await create('zebra');
    await create('Aardvark');
    const names = value(await house.rooms.list(bob.caller)).map((room) => room.name);
    expect(names[0]).to.equal('Aardvark');
    expect(names.at(-1)).to.be.oneOf(['zebra', '👪'.repeat(100), 'Küche & Diele']);
    expect(names.indexOf('zebra')).to.be.greaterThan(names.indexOf('Kitchen'));
  });

  it('SE6 a room command of nobody is unauthenticated', async () => {
    const nobody = { userId: 4711 as never, sessionId: null };
    const create = { name: 'createRoom', key: newKey(), roomName: 'x' } as const;
    expect(refusal(await house.rooms.create(nobody, create)).code).to.equal('unauthenticated');
    expect(refusal(await house.rooms.list(nobody)).code).to.equal('unauthenticated');
  });
});
