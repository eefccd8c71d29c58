import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Clock } from '../../../ports/clock.js';
import { systemClock } from '../../../adapters/system/clock.js';
import { systemDigest } from '../../../adapters/system/digest.js';
import { systemRandom } from '../../../adapters/system/random.js';
import { Messaging } from '../../../core/messaging/messaging.js';
import { key, REPORT, seedWorld, type World } from '../../contracts/store/world.js';
import { openInFolder, type OpenedStore } from './files.js';
import { gate } from './gates.js';

/** Within the life of the session that the tests use. */
const clock: Clock = { ...systemClock, now: () => 5_000 };

describe('statements of hot units', () => {
  const statements: string[] = [];
  let prepared = 0;
  let world: OpenedStore & World;
  let messaging: Messaging;

  beforeEach(async () => {
    const opened = await openInFolder({
      gate: gate({
        statement: (phase, role, sql) => {
          if (phase === 'before') statements.push(`${role}: ${sql.split(' ', 3).join(' ')}`);
          return Promise.resolve();
        },
      }),
      onConnection: (db) => {
        const prepare = db.prepare.bind(db);
        db.prepare = (sql: string) => {
          prepared += 1;
          return prepare(sql);
        };
      },
    });
    world = { ...opened, ...(await seedWorld(opened)) };
    messaging = new Messaging({
      store: world.store,
      clock,
      random: systemRandom,
      digest: systemDigest,
    });
    await post('warm');
    statements.length = 0;
    prepared = 0;
  });

  afterEach(() => world.dispose());

  function post(name: string): Promise<unknown> {
    const caller = { userId: world.ada, sessionId: world.session };
    const command = {
      name: 'post',
      roomId: world.room,
      clientMessageId: key(name),
      body: name,
    } as const;
    return messaging.post(caller, command);
  }

  it('SQ40 a post runs nine statements, and none of them asks for the head of the stream', async () => {
    const outcome = await post('counted');
    expect(outcome).to.have.property('ok', true);
    expect(statements.filter((sql) => sql !== 'writer: begin immediate')).to.deep.equal([
      'writer: select "id", "user_id",',
      'writer: select "id", "name",',
      'writer: select "id", "room_id",',
      'writer: select "user_id" from',
      'writer: insert into "messages"',
      'writer: update "rooms" set',
      'writer: insert into "events"',
      'writer: insert into "streams"',
      'writer: insert into "jobs"',
    ]);
  });

  it('SQ40 a post that was stored before runs three statements', async () => {
    await post('warm');
    expect(statements.filter((sql) => sql !== 'writer: begin immediate')).to.have.length(3);
  });

  it('SQ41 a session is authenticated by one statement', async () => {
    await world.store.read((snapshot) => snapshot.sessionByTokenHash('hash of a token'));
    expect(statements).to.have.length(1);
  });

  it('SQ42 statements are prepared once per connection and reused', async () => {
    for (let count = 0; count < 20; count += 1) await post(`again ${String(count)}`);
    const readers = async (): Promise<void> => {
      await Promise.all(
        Array.from({ length: 8 }, () =>
          world.store.read((snapshot) => snapshot.head(world.stream)),
        ),
      );
    };
    await readers();
    prepared = 0;
    await readers();
    await world.store.write((tx) => tx.peopleCount(), REPORT);
    expect(prepared, 'only the one that was new').to.equal(1);
  });
});
