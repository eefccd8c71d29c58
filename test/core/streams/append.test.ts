import { expect } from 'chai';
import { systemDigest } from '../../../adapters/system/digest.js';
import { appendEvent, type Draft } from '../../../core/streams/append.js';
import { chainDigest } from '../../../core/vocabulary/digest.js';
import type { EventKind } from '../../../core/vocabulary/events.js';
import { DIGEST_BEFORE_FIRST } from '../../../core/vocabulary/position.js';
import { eventsOf, openHousehold, openWorld, type Household } from '../world.js';

describe('appending events', () => {
  let house: Household;

  before(async () => {
    house = await openHousehold();
  });

  after(() => house.close());

  function append<Kind extends EventKind>(draft: Draft<Kind>) {
    return house.store.write((tx) => appendEvent(tx, systemDigest, draft), {
      afterUnknownCommit: 'report',
    });
  }

  function naming(name: string): Draft<'room.renamed'> {
    const at = house.clock.at;
    return {
      stream: 'room:1',
      at,
      actor: null,
      kind: 'room.renamed',
      data: { name },
      content: null,
    };
  }

  async function failureOf(attempt: Promise<unknown>): Promise<string> {
    try {
      await attempt;
    } catch (error) {
      return String(error);
    }
    throw new Error('it did not fail');
  }

  it('ST1 each stream has a gapless sequence from 1', async () => {
    const { seq } = await house.store.read((snapshot) => snapshot.head('room:1'));
    for (let more = 1; more <= 3; more += 1) {
      expect((await append(naming(`name ${more}`))).seq).to.equal(seq + more);
    }
    for (const stream of ['room:1', 'account'] as const) {
      const sequences = (await eventsOf(house, stream)).map((event) => event.seq);
      expect(sequences).to.deep.equal(sequences.map((_, index) => index + 1));
    }
  });

  it('ST2 each event is linked by its digest to the one before it, the first to 32 zero bytes', async () => {
    let previous = DIGEST_BEFORE_FIRST;
    for (const { seq, at, actor, kind, data } of await eventsOf(house, 'room:1')) {
      const link = {
        previous,
        stream: 'room:1',
        seq,
        at,
        actor,
        kind,
        data,
        contentHash: null,
      } as const;
      previous = chainDigest(systemDigest.sha256, link);
      const stored = await house.store.read((snapshot) => snapshot.digestAt('room:1', seq));
      expect(stored).to.equal(previous);
    }
  });

  it('ST4 a kind in a stream of another audience is a programmer error', async () => {
    for (const stream of ['account', 'admin', 'user:1'] as const) {
      const failure = await failureOf(append({ ...naming('x'), stream }));
      expect(failure).to.include(`room.renamed does not belong in ${stream}`);
    }
  });

  it('ST4 content with a kind that has none is a programmer error', async () => {
    const content = { messageId: 1, revision: 1, hash: 'ab' } as never;
    const failure = await failureOf(append({ ...naming('x'), content }));
    expect(failure).to.include('has content exactly if its kind says so');
  });

  it('ST1 a stream without events has the head 0', async () => {
    const world = await openWorld();
    const head = await world.store.read((snapshot) => snapshot.head('account'));
    expect(head).to.deep.equal({ seq: 0, digest: DIGEST_BEFORE_FIRST, at: 0 });
    await world.close();
  });
});
