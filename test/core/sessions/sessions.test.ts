import { readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { systemDigest } from '../../../adapters/system/digest.js';
import { tokenHash } from '../../../core/sessions/token.js';
import { ChatError } from '../../../core/vocabulary/errors.js';
import { DAY_MS, MINUTE_MS } from '../../../core/vocabulary/time.js';
import type { Store } from '../../../ports/store.js';
import { Notes } from '../delivery/notes.js';
import {
  ALICE,
  BOB,
  joins,
  newClientMessageId,
  openHousehold,
  refusal,
  value,
  type Household,
} from '../world.js';

describe('Sessions', () => {
  let house: Household;

  beforeEach(async () => {
    house = await openHousehold();
  });

  afterEach(() => house.close());

  function signIn(change: Partial<typeof ALICE> = {}) {
    return house.sessions.signIn({ ...ALICE, ...change });
  }

  function sessionOf(token: string) {
    const hash = tokenHash(systemDigest, token);
    return house.store.read((snapshot) => snapshot.sessionByTokenHash(hash));
  }

  /** Everything that was to be written by now is. */
  async function written(): Promise<void> {
    await house.store.write(() => Promise.resolve(), { afterUnknownCommit: 'report' });
  }

  it('SE1 an email address in any case and its password start a session', async () => {
    const { token, caller, person, expiresAt } = value(
      await signIn({ email: ' ALICE@example.com' }),
    );
    expect(person).to.deep.equal(house.alice.person);
    expect(expiresAt).to.equal(house.clock.at + 90 * DAY_MS);
    expect(await house.sessions.resume(token)).to.deep.equal(caller);
    expect(caller.sessionId).not.to.equal(house.alice.caller.sessionId);
  });

  it('SE2 a token is 32 random bytes in base64url, and only its hash is stored', async () => {
    const { token } = value(await signIn());
    expect(token).to.match(/^[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(token, 'base64url').toString('base64url')).to.equal(token);
    expect(await sessionOf(token)).to.include({ userId: house.alice.person.id, endedAt: null });
    for (const file of [house.path, `${house.path}-wal`]) {
      expect(readFileSync(file).includes(token)).to.equal(false);
      expect(readFileSync(file).includes('alice@example.com')).to.equal(file.endsWith('-wal'));
    }
  });

  it('SE3 a wrong password and an unknown address get the same answer after the same work', async () => {
    house.auth.checks = [];
    const wrong = refusal(await signIn({ password: 'something else' }));
    const unknown = refusal(await signIn({ email: 'nobody@example.com' }));
    expect(wrong).to.deep.equal(unknown);
    expect(wrong.code).to.equal('unauthenticated');
    expect(house.auth.checks).to.deep.equal([`new:${ALICE.password}`, null]);
  });

  it('SE3 a password of no sensible length is wrong after the same work', async () => {
    house.auth.checks = [];
    const outcome = await signIn({ password: 'x'.repeat(2_000) });
    expect(refusal(outcome).code).to.equal('unauthenticated');
    expect(house.auth.checks).to.deep.equal([null]);
  });

  it('SE4 ten failures of an address within three minutes shut it out, even with the right password', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      expect(refusal(await signIn({ password: 'guess' })).code).to.equal('unauthenticated');
      house.clock.at += 1_000;
    }
    const limited = refusal(await signIn());
    expect(limited).to.include({ code: 'rate_limited', retryAfterMs: 3 * MINUTE_MS - 10_000 });
    expect(value(await signIn({ address: '203.0.113.9' })).person.name).to.equal('Alice');
    house.clock.at += limited.retryAfterMs ?? 0;
    expect(value(await signIn()).person.name).to.equal('Alice');
  });

  it('SE4 guesses at the same moment are not more than ten', async () => {
    const guesses = Array.from({ length: 30 }, () => signIn({ password: 'guess' }));
    const codes = (await Promise.all(guesses)).map((outcome) => refusal(outcome).code);
    expect(codes.filter((code) => code === 'unauthenticated')).to.have.length(10);
    expect(codes.filter((code) => code === 'rate_limited')).to.have.length(20);
  });

  it('SE4 a clock set back does not lengthen the wait', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) await signIn({ password: 'guess' });
    house.clock.at -= DAY_MS;
    expect(refusal(await signIn()).retryAfterMs).to.be.at.most(3 * MINUTE_MS);
  });

  it('SE5 an outdated hash is made anew at sign-in', async () => {
    house.tamper('update people set password_hash = ?', `old:${ALICE.password}`);
    value(await signIn());
    const [alice] = await house.people.list(null, 1);
    expect(alice?.passwordHash).to.equal(`new:${ALICE.password}`);
    value(await signIn());
  });

  it('SE5 a password that was changed during its check does not let anyone in', async () => {
    house.auth.onCheck = () => {
      house.auth.onCheck = () => Promise.resolve();
      house.tamper("update people set password_hash = 'new:changed'");
      return Promise.resolve();
    };
    expect(refusal(await signIn()).code).to.equal('unauthenticated');
    expect(value(await signIn({ password: 'changed' })).person.name).to.equal('Alice');
  });

  it('SE5 two sign-ins with an outdated hash at the same moment both succeed', async () => {
    house.tamper('update people set password_hash = ?', `old:${ALICE.password}`);
    const outcomes = await Promise.all([signIn(), signIn(), signIn()]);
    expect(outcomes.map((outcome) => outcome.ok)).to.deep.equal([true, true, true]);
  });

  it('SE5 a hash that changes during every check is busy in the end', async () => {
    let change = 0;
    house.auth.onCheck = () => {
      change += 1;
      house.tamper('update people set password_hash = ?', change % 2 ? 'old:a' : 'new:a');
      return Promise.resolve();
    };
    house.tamper("update people set password_hash = 'new:a'");
    expect(refusal(await signIn({ password: 'a' })).code).to.equal('busy');
  });

  it('SE7 a session that is not used for 90 days ends, and use slides its end at most hourly', async () => {
    const { token } = value(await signIn());
    const started = house.clock.at;
    house.clock.at = started + 59 * MINUTE_MS;
    await house.sessions.resume(token);
    expect(await sessionOf(token)).to.include({ lastActiveAt: started });
    house.clock.at = started + 60 * MINUTE_MS;
    await house.sessions.resume(token);
    await written();
    expect(await sessionOf(token)).to.include({
      lastActiveAt: house.clock.at,
      expiresAt: house.clock.at + 90 * DAY_MS,
    });
    house.clock.at += 90 * DAY_MS - 1;
    expect(await house.sessions.resume(token)).not.to.equal(null);
    house.clock.at += 90 * DAY_MS;
    expect(await house.sessions.resume(token)).to.equal(null);
  });

  it('SE7 nobody waits until the use of their session is written down, nor for its failure', async () => {
    const { token, caller } = value(await signIn());
    house.clock.at += 60 * MINUTE_MS;
    const notes = new Notes();
    let fail = (_: Error): void => undefined;
    let writes = 0;
    const write = (): Promise<never> => {
      writes += 1;
      return new Promise((_, reject) => (fail = reject));
    };
    const read: Store['read'] = (run) => house.store.read(run);
    const sessions = house.sessionsOver({ read, write } as Partial<Store> as Store, notes);
    expect(await sessions.resume(token)).to.deep.equal(caller);
    expect(await sessions.resume(token)).to.deep.equal(caller);
    expect(writes, 'once at a time').to.equal(1);
    fail(new ChatError('busy', 'Too many writes wait.'));
    await turn();
    expect([notes.counts.get('sessions_touch_failures_total'), notes.errors]).to.deep.equal([
      1,
      [],
    ]);
    expect(await sessions.resume(token)).to.deep.equal(caller);
    expect(writes).to.equal(2);
  });

  it('SE7 a command of an expired session is unauthenticated', async () => {
    const { caller } = value(await signIn());
    house.clock.at += 90 * DAY_MS;
    const outcome = await house.messaging.post(caller, {
      name: 'post',
      roomId: house.allTalk,
      clientMessageId: newClientMessageId(),
      body: 'too late',
    });
    expect(refusal(outcome).code).to.equal('unauthenticated');
  });

  it('SE8 a token that is malformed, unknown, or of an ended session is nobody', async () => {
    const { token, caller } = value(await signIn());
    for (const other of ['', 'x', 'A'.repeat(43), `${token}=`, token.slice(1)]) {
      expect(await house.sessions.resume(other), other).to.equal(null);
    }
    value(await house.sessions.signOut(caller));
    expect(await house.sessions.resume(token)).to.equal(null);
  });

  it('SE9 signing out ends one session, from the commit on, and tells every process', async () => {
    const { caller } = value(await signIn());
    const bob = await joins(house, BOB);
    expect(value(await house.sessions.signOut(caller))).to.equal(null);
    expect(house.signals).to.deep.equal([{ kind: 'sessionEnded', sessionId: caller.sessionId }]);
    expect(refusal(await house.rooms.list(caller)).code).to.equal('unauthenticated');
    for (const other of [house.alice, bob]) {
      expect((await house.rooms.list(other.caller)).ok).to.equal(true);
    }
  });

  it('SE10 signing out twice succeeds, and nobody ends the session of another', async () => {
    const { caller } = value(await signIn());
    value(await house.sessions.signOut(caller));
    expect((await house.sessions.signOut(caller)).ok).to.equal(true);
    const bob = await joins(house, BOB);
    const thief = { userId: bob.caller.userId, sessionId: house.alice.caller.sessionId };
    expect(refusal(await house.sessions.signOut(thief)).code).to.equal('unauthenticated');
    expect((await house.rooms.list(house.alice.caller)).ok).to.equal(true);
    const foreign = { userId: bob.caller.userId, sessionId: null };
    expect(refusal(await house.sessions.signOut(foreign)).code).to.equal('invalid_argument');
  });
});
