import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { systemClock } from '../../../adapters/system/clock.js';
import { systemDigest } from '../../../adapters/system/digest.js';
import { systemRandom } from '../../../adapters/system/random.js';
import { Engine } from '../../../core/engine.js';
import { Messaging } from '../../../core/messaging/messaging.js';
import { Rooms } from '../../../core/rooms/rooms.js';
import { Terms } from '../../../core/sessions/terms.js';
import type { Clock } from '../../../ports/clock.js';
import { key, seedWorld, type World } from '../../contracts/store/world.js';
import { openInFolder, TEST_QUEUED_UNITS_MAX, type OpenedStore } from './files.js';
import { Reading } from '../../../core/reading/reading.js';

/** Within the life of the session that the tests use. */
const clock: Clock = { ...systemClock, now: () => 5_000 };
const POSTS = 4 * TEST_QUEUED_UNITS_MAX;

describe('a full queue of units', () => {
  let world: OpenedStore & World;
  let engine: Engine;

  beforeEach(async () => {
    const opened = await openInFolder();
    world = { ...opened, ...(await seedWorld(opened)) };
    const ports = { store: world.store, clock, random: systemRandom, digest: systemDigest };
    const [messaging, rooms, terms] = [new Messaging(ports), new Rooms(ports), new Terms(ports)];
    engine = new Engine({ messaging, rooms, terms, reading: new Reading(ports) });
  });

  afterEach(() => world.dispose());

  /** Posts messages with numbers, all at once. @returns the numbers that were refused. */
  async function postAtOnce(numbers: readonly number[]): Promise<readonly number[]> {
    const caller = { userId: world.ada, sessionId: world.session };
    const outcomes = await Promise.all(
      numbers.map((number) =>
        engine.execute(caller, {
          name: 'post',
          roomId: world.room,
          clientMessageId: key(`post-${String(number)}`),
          body: `message ${String(number)}`,
        }),
      ),
    );
    return numbers.filter((_, index) => {
      const outcome = outcomes[index];
      if (outcome?.ok !== false) return false;
      const { code, retryAfterMs } = outcome.refusal;
      expect(code).to.equal('busy');
      expect(retryAfterMs).to.be.within(1, 5_000);
      expect(world.store.stats().queuedUnits).to.be.at.most(TEST_QUEUED_UNITS_MAX);
      return true;
    });
  }

  async function stored(): Promise<readonly string[]> {
    const [messages, head] = await world.store.read(async (snapshot) => [
      await snapshot.messagesBetween(world.room, 1, 10_000),
      await snapshot.head(world.stream),
    ]);
    // One event opened the room; each message has one of its own.
    expect(head.seq).to.equal(1 + messages.length);
    return messages.map(({ message }) => (message.state === 'live' ? message.body : ''));
  }

  it('BN17 past its bound a command is busy, says when to come back, and has stored nothing', async () => {
    const numbers = Array.from({ length: POSTS }, (_, number) => number);
    const refused = await postAtOnce(numbers);
    expect(refused.length).to.be.within(1, POSTS - TEST_QUEUED_UNITS_MAX);
    const kept = new Set(await stored());
    expect(kept.size).to.equal(POSTS - refused.length);
    for (const number of refused) expect(kept.has(`message ${String(number)}`)).to.equal(false);
    let left = refused;
    for (let round = 0; round < POSTS && left.length > 0; round += 1) left = await postAtOnce(left);
    const bodies = await stored();
    expect([...bodies].sort()).to.deep.equal(numbers.map((n) => `message ${String(n)}`).sort());
    expect(await world.store.integrity()).to.deep.equal([]);
  });
});
