import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openSqliteStore, type SqliteStore } from '../../../adapters/sqlite/open.js';
import { LocalBroadcast } from '../../../adapters/system/local-broadcast.js';
import { systemClock } from '../../../adapters/system/clock.js';
import { systemDigest } from '../../../adapters/system/digest.js';
import { systemRandom } from '../../../adapters/system/random.js';
import { Messaging } from '../../../core/messaging/messaging.js';
import { People } from '../../../core/people/people.js';
import { Rooms } from '../../../core/rooms/rooms.js';
import { Sessions } from '../../../core/sessions/sessions.js';
import { Terms } from '../../../core/sessions/terms.js';
import type { SignedIn } from '../../../core/sessions/start-session.js';
import type { ProfileId } from '../../../core/vocabulary/fence.js';
import type { RoomId } from '../../../core/vocabulary/ids.js';
import type { Caller } from '../../../ports/auth.js';
import { Notes } from '../delivery/notes.js';
import { ALICE, newClientMessageId, PlainAuth, value } from '../world.js';

/** Statements that frame a unit or a read, and are not its own. */
const FRAME = /^(begin|commit|rollback|savepoint|release|pragma)/i;

describe('statements of the hot units', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-'));
  const statements: string[] = [];
  let store: SqliteStore;
  let messaging: Messaging;
  let sessions: Sessions;
  let alice: SignedIn;
  let roomId: RoomId;

  before(async () => {
    const gate = {
      statement: (phase: 'before' | 'after', _role: string, sql: string) => {
        if (phase === 'before' && !FRAME.test(sql)) statements.push(sql);
        return Promise.resolve();
      },
      commit: () => Promise.resolve(),
    };
    const path = join(folder, 'hearth.db');
    store = await openSqliteStore({ path, clock: systemClock, random: systemRandom, gate });
    const auth = new PlainAuth();
    const broadcast = new LocalBroadcast();
    const common = { store, clock: systemClock, random: systemRandom, digest: systemDigest };
    messaging = new Messaging(common);
    sessions = new Sessions({ ...common, auth, broadcast, telemetry: new Notes() });
    alice = value(await new People({ ...common, auth }).firstRun(ALICE));
    const [room] = value(await new Rooms(common).list(alice.caller));
    roomId = room?.id as RoomId;
  });

  after(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  async function countOf(task: () => Promise<unknown>): Promise<number> {
    statements.length = 0;
    await task();
    return statements.length;
  }

  async function post(body: string, caller: Caller = alice.caller): Promise<void> {
    const clientMessageId = newClientMessageId();
    value(await messaging.post(caller, { name: 'post', roomId, clientMessageId, body }));
  }

  it('MS27 a post takes at most nine statements once its caches are warm', async () => {
    await post('the first warms the caches');
    expect(await countOf(() => post('hot')), statements.join('\n')).to.be.at.most(9);
  });

  it('TE3 a fence costs a post one statement more, and nothing where there is none', async () => {
    const profile = 'browser1' as ProfileId;
    const terms = new Terms({ store, clock: systemClock });
    const fence = { profile, ...value(await terms.lead(alice.caller, { name: 'lead', profile })) };
    const without = await countOf(() => post('plain'));
    expect(await countOf(() => post('fenced', { ...alice.caller, fence }))).to.equal(without + 1);
    expect(without).to.be.at.most(9);
  });

  it('MS27 a page takes at most eight statements, whatever is in it', async () => {
    const read = () => messaging.page(alice.caller, { roomId, cursor: { at: 'newest' } });
    expect(await countOf(read), statements.join('\n')).to.be.at.most(8);
    const before = statements.length;
    for (let more = 0; more < 30; more += 1) await post(`message ${more}`);
    expect(await countOf(read)).to.equal(before);
  });

  it('MS27 knowing who is behind a token takes two statements', async () => {
    expect(await countOf(() => sessions.resume(alice.token))).to.equal(2);
  });
});
