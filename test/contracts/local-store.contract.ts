import assert from 'node:assert/strict';
import type { ProfileId } from '../../core/vocabulary/fence.js';
import type { ClientMessageId, RoomId, UserId } from '../../core/vocabulary/ids.js';
import {
  OUTBOX_ENTRIES_MAX,
  STORED_ENTRY_STATES,
  type LocalStore,
  type Orphan,
  type StoredEntry,
} from '../../ports/local-store.js';
import type { ContractHarness } from './harness.js';

const ANA = 1 as UserId;
const BO = 2 as UserId;
const ROOM = 1 as RoomId;
const GARDEN = 2 as RoomId;

/** What every LocalStore has to do. @param setup - gives an empty store. */
export function describeLocalStoreContract(
  harness: ContractHarness,
  setup: () => LocalStore | Promise<LocalStore>,
): void {
  harness.describe('LocalStore', () => {
    describeKeeping(harness, setup);
    describeClaiming(harness, setup);
    describeTakingOver(harness, setup);
    describeDrafts(harness, setup);
    describeProfile(harness, setup);
  });
}

function describeKeeping({ it }: ContractHarness, setup: Setup): void {
  it('LS1 an entry is there once put, whole, and in order of writing', async () => {
    const store = await setup();
    const entries = [entry('c', 30), entry('a', 10, { body: 'ü 🔥\n' }), entry('b', 20)];
    for (const one of entries) await store.put(one);
    const loaded = await store.load(ANA);
    assert.deepEqual(loaded.entries, [entries[1], entries[2], entries[0]]);
  });

  it('LS1 an entry of the same id is replaced, in any state', async () => {
    const store = await setup();
    for (const state of STORED_ENTRY_STATES) {
      await store.put(entry('a', 10, { state, body: `as ${state}` }));
      const loaded = await store.load(ANA);
      assert.deepEqual(loaded.entries, [entry('a', 10, { state, body: `as ${state}` })]);
    }
  });

  it('LS2 what is one person’s is not another’s, equal ids included', async () => {
    const store = await setup();
    await store.put(entry('a', 10));
    await store.put(entry('a', 20, { userId: BO }));
    await store.settle(BO, 'a' as ClientMessageId);
    assert.deepEqual((await store.load(ANA)).entries, [entry('a', 10)]);
    assert.deepEqual((await store.load(BO)).entries, []);
  });

  it('LS3 a new entry above the limit is refused with limit_exceeded, and what is there may be replaced', async () => {
    const store = await setup();
    const count = OUTBOX_ENTRIES_MAX;
    await Promise.all(
      Array.from({ length: count }, (_, index) => store.put(entry(`id-${index}`, index))),
    );
    await assert.rejects(store.put(entry('one-more', count)), { code: 'limit_exceeded' });
    await store.put(entry('id-7', 7, { body: 'changed' }));
    await store.put(entry('other', 1, { userId: BO }));
    assert.equal((await store.load(ANA)).entries.length, count);
    await store.settle(ANA, 'id-7' as ClientMessageId);
    await store.put(entry('one-more', count));
  });

  it('LS4 a settled entry is gone; an unknown id is passed over', async () => {
    const store = await setup();
    await store.put(entry('a', 10));
    await store.settle(ANA, 'a' as ClientMessageId);
    await store.settle(ANA, 'a' as ClientMessageId);
    assert.deepEqual((await store.load(ANA)).entries, []);
  });

  it('LS5 clear forgets entries and drafts of a person, and no one else’s', async () => {
    const store = await setup();
    await store.put(entry('a', 10));
    await store.putDraft(ANA, { roomId: ROOM, body: 'half a' });
    await store.put(entry('b', 10, { userId: BO }));
    await store.putDraft(BO, { roomId: ROOM, body: 'half b' });
    await store.clear(ANA);
    assert.deepEqual(await store.load(ANA), { entries: [], drafts: [] });
    assert.deepEqual(await store.load(BO), {
      entries: [entry('b', 10, { userId: BO })],
      drafts: [{ roomId: ROOM, body: 'half b' }],
    });
  });
}

function describeClaiming({ it }: ContractHarness, setup: Setup): void {
  it('LS6 a claim marks a queued entry as sending, and may be repeated', async () => {
    const store = await setup();
    await store.put(entry('a', 10));
    assert.equal(await claim(store, 'a'), true);
    assert.deepEqual((await store.load(ANA)).entries, [entry('a', 10, { state: 'sending' })]);
    assert.equal(await claim(store, 'a'), true);
  });

  it('LS6 a claim of what is gone, or another tab’s, or over, fails and changes nothing', async () => {
    const store = await setup();
    const others = [
      entry('b', 10, { tab: 'tab-2' }),
      entry('c', 20, { state: 'failed' }),
      entry('d', 30, { state: 'rejected' }),
    ];
    for (const one of others) await store.put(one);
    for (const id of ['a', 'b', 'c', 'd']) assert.equal(await claim(store, id), false);
    assert.deepEqual((await store.load(ANA)).entries, others);
  });

  it('LS6 of claims at once of an entry and its settling, what is settled stays settled', async () => {
    const store = await setup();
    await store.put(entry('a', 10));
    await Promise.all([
      claim(store, 'a'),
      store.settle(ANA, 'a' as ClientMessageId),
      claim(store, 'a'),
    ]);
    assert.deepEqual((await store.load(ANA)).entries, []);
  });
}

function orphan(id: string, tab: string): Orphan {
  return { clientMessageId: id as ClientMessageId, tab };
}

function describeTakingOver({ it }: ContractHarness, setup: Setup): void {
  it('LS7 entries of dead tabs are taken over in order, in their states; those of living tabs are not', async () => {
    const store = await setup();
    await store.put(entry('late', 40, { tab: 'dead-1', state: 'sending' }));
    await store.put(entry('early', 10, { tab: 'dead-2' }));
    await store.put(entry('living', 20, { tab: 'tab-2' }));
    await store.put(entry('mine', 30));
    await store.put(entry('other', 1, { userId: BO, tab: 'dead-1' }));
    const orphans = [
      orphan('late', 'dead-1'),
      orphan('early', 'dead-2'),
      orphan('other', 'dead-1'),
    ];
    const adopted = await store.adopt(ANA, 'tab-1', orphans);
    const expected = [entry('early', 10), entry('late', 40, { state: 'sending' })];
    assert.deepEqual(adopted, expected);
    assert.equal(await claim(store, 'early'), true);
    assert.equal(await claim(store, 'living'), false);
    const other = await store.load(BO);
    assert.equal(other.entries[0]?.tab, 'dead-1');
  });

  it('LS7 what is gone, belongs to another tab by then, or was put since is not taken over', async () => {
    const store = await setup();
    await store.put(entry('gone', 10, { tab: 'dead' }));
    await store.put(entry('taken', 20, { tab: 'dead' }));
    const { entries } = await store.load(ANA);
    await store.settle(ANA, 'gone' as ClientMessageId);
    await store.put(entry('taken', 20, { tab: 'tab-2' }));
    await store.put(entry('since', 30, { tab: 'dead' }));
    assert.deepEqual(await store.adopt(ANA, 'tab-1', entries), []);
    const after = await store.load(ANA);
    assert.deepEqual(
      after.entries.map(({ tab }) => tab),
      ['tab-2', 'dead'],
    );
  });

  it('LS8 two tabs that take over at once share nothing: each entry goes to one of them', async () => {
    const store = await setup();
    for (let index = 0; index < 10; index += 1) {
      await store.put(entry(`id-${index}`, index, { tab: 'dead' }));
    }
    const { entries } = await store.load(ANA);
    const [one, two] = await Promise.all([
      store.adopt(ANA, 'tab-1', entries),
      store.adopt(ANA, 'tab-2', entries),
    ]);
    const ids = [...one, ...two].map(({ clientMessageId }) => clientMessageId);
    assert.equal(new Set(ids).size, 10);
    assert.equal(ids.length, 10);
  });
}

function describeDrafts({ it }: ContractHarness, setup: Setup): void {
  it('LS9 a room has one draft of a person; an empty one is forgotten', async () => {
    const store = await setup();
    await store.putDraft(ANA, { roomId: ROOM, body: 'hal' });
    await store.putDraft(ANA, { roomId: ROOM, body: 'half a sentence' });
    await store.putDraft(ANA, { roomId: GARDEN, body: 'tomatoes' });
    await store.putDraft(BO, { roomId: ROOM, body: 'of another' });
    await store.putDraft(ANA, { roomId: GARDEN, body: '' });
    const { drafts } = await store.load(ANA);
    assert.deepEqual(drafts, [{ roomId: ROOM, body: 'half a sentence' }]);
  });
}

function describeProfile({ it }: ContractHarness, setup: Setup): void {
  it('LS10 a store has one name, the first that was offered, whatever a person’s data come to', async () => {
    const store = await setup();
    assert.equal(await store.profile('first' as ProfileId), 'first');
    await store.clear(ANA);
    assert.equal(await store.profile('second' as ProfileId), 'first');
  });

  it('LS10 of names that are offered at once all get the same, and it is one of them', async () => {
    const store = await setup();
    const offered = ['one', 'two', 'three'] as ProfileId[];
    const got = new Set(await Promise.all(offered.map((name) => store.profile(name))));
    assert.equal(got.size, 1);
    assert.ok(offered.some((name) => got.has(name)));
  });
}

type Setup = () => LocalStore | Promise<LocalStore>;

function entry(id: string, order: number, more: Partial<StoredEntry> = {}): StoredEntry {
  return {
    clientMessageId: id as ClientMessageId,
    userId: ANA,
    roomId: ROOM,
    body: `body of ${id}`,
    order,
    state: 'queued',
    refusal: null,
    tab: 'tab-1',
    createdAt: 1_700_000_000_000,
    ...more,
  };
}

function claim(store: LocalStore, id: string): Promise<boolean> {
  return store.claim(ANA, id as ClientMessageId, 'tab-1');
}
