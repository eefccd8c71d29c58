import assert from 'node:assert/strict';
import { userStream, type RoomId, type UserId } from '../../core/vocabulary/ids.js';
import type { Sequence } from '../../core/vocabulary/position.js';
import type { AuditView } from '../../ports/audit.js';
import type { Tx } from '../../ports/store.js';
import type { ContractHarness } from './harness.js';
import {
  appendNext,
  deferred,
  inWorld,
  outcomeOf,
  plainEvent,
  post,
  REPORT,
  type StoreSetup,
  type World,
} from './store/world.js';

/** Appends an event of a person's own stream. */
async function tell(
  tx: Tx,
  userId: UserId,
  { kind, data }: { readonly kind: string; readonly data: object | string },
): Promise<void> {
  const stream = userStream(userId);
  const seq = (await tx.head(stream)).seq + 1;
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  await tx.append({ ...plainEvent(stream, seq), kind, data: text });
}

async function mention(tx: Tx, world: World, seq: Sequence): Promise<void> {
  const messageId = await post(tx, world, `message ${String(seq)}`);
  await tx.insertMention({ messageId, userId: world.ben, roomId: world.room, seq });
}

function look<Value>(world: World, body: (view: AuditView) => Promise<Value>): Promise<Value> {
  return world.store.audit(body);
}

/** Everything that the background audit may rely on. */
export function describeAuditContract({ describe, it }: ContractHarness, setup: StoreSetup): void {
  describe('Audit', () => {
    it(
      'AU10 people and rooms are listed by id, some at a time',
      inWorld(setup, async (world) => {
        const { ada, ben, room } = world;
        const seen = await look(world, async (view) => [
          await view.peopleAfter(0, 1),
          await view.peopleAfter(ada, 5),
          await view.peopleAfter(ben, 5),
          await view.roomsAfter(0, 5),
          await view.roomsAfter(room, 5),
        ]);
        assert.deepEqual(seen, [[ada], [ben], [], [room], []]);
      }),
    );

    it(
      'AU11 memberships are given as their rows say, with where they began',
      inWorld(setup, async (world) => {
        const { ben, room } = world;
        const second = await world.store.write(async (tx) => {
          await tx.setReadPosition(room, ben, { generation: 3, seq: 9 });
          await tx.setInvolvement(room, ben, 'everything');
          const draft = { name: 'Attic', creatorId: ben, createdAt: 1_000, changedAt: 1 };
          const id = await tx.insertRoom(draft);
          await tx.admitEveryone(id, 1_000);
          return id;
        }, REPORT);
        const first = {
          roomId: room,
          read: { generation: 3, seq: 9 },
          involvement: 'everything',
          since: 0,
        };
        const other = {
          roomId: second,
          read: { generation: 1, seq: 0 },
          involvement: 'mentions',
          since: 0,
        };
        const seen = await look(world, async (view) => [
          await view.membershipsAfter(ben, 0, 5),
          await view.membershipsAfter(ben, 0, 1),
          await view.membershipsAfter(ben, room, 1),
          await view.nthRoomAfter(ben, 0, 1),
          await view.nthRoomAfter(ben, 0, 2),
          await view.nthRoomAfter(ben, 0, 3),
          await view.nthRoomAfter(ben, room, 1),
        ]);
        assert.deepEqual(seen, [[first, other], [first], [other], room, second, null, second]);
      }),
    );

    it(
      'AU11 who comes later begins at the head of each room',
      inWorld(setup, async (world) => {
        const cy = await world.store.write(async (tx) => {
          await appendNext(tx, world.stream);
          const person = { name: 'Cy', email: 'cy@example.org', passwordHash: null };
          const id = await tx.insertPerson({ ...person, role: 'member', createdAt: 1_000 });
          await tx.admitToOpenRooms(id, 1_000);
          return id;
        }, REPORT);
        const [row] = await look(world, (view) => view.membershipsAfter(cy, 0, 5));
        assert.deepEqual([row?.since, row?.read.seq], [2, 2]);
      }),
    );

    it(
      'AU12 mentions are given in order of room and place',
      inWorld(setup, async (world) => {
        const { ben, room: roomId } = world;
        await world.store.write(async (tx) => {
          for (const seq of [2, 3, 4]) await mention(tx, world, seq);
        }, REPORT);
        const seen = await look(world, async (view) => [
          await view.mentionsAfter(ben, { roomId: 0, seq: 0 }, 2),
          await view.mentionsAfter(ben, { roomId, seq: 3 }, 5),
          await view.mentionsAfter(ben, { roomId, seq: 4 }, 5),
          await view.mentionsAfter(ben, { roomId: 0, seq: Infinity }, 1),
          await view.mentionsAfter(world.ada, { roomId: 0, seq: 0 }, 5),
        ]);
        const at = (seq: Sequence) => ({ roomId, seq });
        assert.deepEqual(seen, [[at(2), at(3)], [at(4)], [], [at(2)], []]);
      }),
    );

    it(
      'AU13 events of a person say what they say of a room, and nothing where they cannot be read',
      inWorld(setup, async (world) => {
        const { ada, room: roomId } = world;
        const read = { generation: 2, seq: 7 };
        await world.store.write(async (tx) => {
          await tell(tx, ada, { kind: 'room.read', data: { roomId, read } });
          await tell(tx, ada, { kind: 'room.involved', data: { roomId, involvement: 'nothing' } });
          await tell(tx, ada, { kind: 'person.mentioned', data: { roomId, seq: 5, requires: {} } });
          await tell(tx, ada, { kind: 'room.read', data: '{' });
        }, REPORT);
        const nothing = { roomId: null, read: null, involvement: null, mention: null };
        const told = await look(world, (view) => view.toldToPerson(ada, 0, 10));
        assert.deepEqual(told, [
          { ...nothing, seq: 1, kind: 'room.read', roomId, read },
          { ...nothing, seq: 2, kind: 'room.involved', roomId, involvement: 'nothing' },
          { ...nothing, seq: 3, kind: 'person.mentioned', roomId, mention: 5 },
          { ...nothing, seq: 4, kind: 'room.read' },
        ]);
        const some = await look(world, (view) => view.toldToPerson(ada, 1, 2));
        assert.deepEqual(some, told.slice(1, 3));
      }),
    );

    it(
      'AU14 events of a room are given upwards and downwards, some at a time',
      inWorld(setup, async (world) => {
        const { ada, room } = world;
        const id = await world.store.write((tx) => post(tx, world, 'one'), REPORT);
        await world.store.write((tx) => appendNext(tx, world.stream), REPORT);
        const plain = { kind: 'room.renamed', actor: null, messageId: null };
        const posted = { seq: 2, kind: 'message.posted', actor: ada, messageId: id };
        const seen = await look(world, async (view) => [
          await view.toldInRoom(room, 0, 2),
          await view.toldInRoom(room, 2, 2),
          await view.toldInRoomBefore(room, null, 2),
          await view.toldInRoomBefore(room, 2, 2),
          await view.toldInRoom(999 as RoomId, 0, 2),
        ]);
        const [first, last] = [
          { ...plain, seq: 1 },
          { ...plain, seq: 3 },
        ];
        assert.deepEqual(seen, [[first, posted], [last], [last, posted], [first], []]);
      }),
    );

    it(
      'AU15 a room says what it holds to be newest',
      inWorld(setup, async (world) => {
        const { ada: authorId, room } = world;
        await world.store.write((tx) => post(tx, world, 'one'), REPORT);
        const seen = await look(world, async (view) => [
          await view.latestOfRoom(room),
          await view.latestOfRoom(999 as RoomId),
        ]);
        assert.deepEqual(seen, [{ seq: 2, authorId, otherSeq: 0 }, null]);
      }),
    );

    it(
      'AU16 a look is one snapshot, holds up no writer, and ends with its body',
      inWorld(setup, async (world) => {
        const views: AuditView[] = [];
        const writes: Promise<unknown>[] = [];
        const seen = await look(world, async (view) => {
          views.push(view);
          const before = await view.toldInRoom(world.room, 0, 10);
          writes.push(world.store.write((tx) => post(tx, world, 'meanwhile'), REPORT));
          const after = await view.toldInRoom(world.room, 0, 10);
          return [before.length, after.length, (await view.latestOfRoom(world.room))?.seq];
        });
        assert.deepEqual(seen, [1, 1, 0]);
        await Promise.all(writes);
        const [dead] = views;
        assert.ok(dead);
        assert.match(String(await outcomeOf(dead.peopleAfter(0, 1))), /assertion/);
        const foreign = deferred();
        const waiting = look(world, () => foreign.promise);
        assert.match(String(await outcomeOf(waiting)), /assertion.*awaited/);
        foreign.resolve();
        assert.equal((await look(world, (view) => view.toldInRoom(world.room, 0, 9))).length, 2);
      }),
    );
  });
}
