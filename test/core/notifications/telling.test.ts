import { expect } from 'chai';
import {
  HERE_AGAIN_MS,
  HERE_AGAIN_WAITING_MAX,
  PEOPLE_AT_ONCE_MAX,
  UNCERTAIN_TRIES_MAX,
  UNCERTAIN_WAIT_MS,
} from '../../../core/notifications/limits.js';
import type { SignedIn } from '../../../core/sessions/start-session.js';
import type { MessageId, SessionId } from '../../../core/vocabulary/ids.js';
import { BOB, joins, value } from '../world.js';
import { active, endpointOf, openBench, type Bench } from './bench.js';

describe('telling people of messages', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await openBench();
  });

  afterEach(() => bench.close());

  function told(): readonly string[] {
    return bench.heard.map(({ endpoint, notice }) =>
      notice.kind === 'message'
        ? `${endpoint.slice(18)} ${notice.body}`
        : `${endpoint.slice(18)} withdrawn ${String(notice.upTo)} ${String(notice.messageId)}`,
    );
  }

  it('TL11 whom a message mentions is told on each of their browsers, once, with where it is', async () => {
    const { alice, bob, house } = bench;
    await bench.subscribe(bob, 'phone');
    await bench.subscribe(bob, 'desk');
    await bench.subscribe(alice, 'own');
    const messageId = await bench.post(alice, 'come here @Bob');
    await bench.work();
    expect(told()).to.deep.equal(['phone Alice: come here @Bob', 'desk Alice: come here @Bob']);
    const seq = await placeOf(messageId);
    expect(bench.heard[0]?.notice).to.deep.equal({
      kind: 'message',
      userId: bob.caller.userId,
      roomId: house.allTalk,
      messageId,
      seq,
      title: 'All Talk',
      body: 'Alice: come here @Bob',
      badge: 1,
    });
    await bench.work(30_000);
    expect(bench.heard).to.have.lengthOf(2);
    expect(await bench.waiting()).to.deep.equal([]);
  });

  it('TL11 who wants everything is told of each message of others, and at nothing of none', async () => {
    const { alice, bob, carol } = bench;
    for (const [who, name] of [
      [alice, 'a'],
      [bob, 'b'],
      [carol, 'c'],
    ] as const) {
      await bench.subscribe(who, name);
    }
    await bench.involve(bob, 'everything');
    await bench.involve(alice, 'everything');
    await bench.involve(carol, 'nothing');
    await bench.post(alice, 'good morning @Carol');
    await bench.work();
    expect(told()).to.deep.equal(['b Alice: good morning @Carol']);
    await bench.involve(carol, 'invisible');
    await bench.post(bob, 'again @Carol');
    await bench.work();
    expect(told().slice(1)).to.deep.equal(['a Bob: again @Carol']);
  });

  it('TL12 whoever is active on a device when it is decided, and 60 s after, is not told', async () => {
    const { alice, bob, carol } = bench;
    await bench.subscribe(bob, 'b');
    await bench.subscribe(carol, 'c');
    bench.places.set(bob.caller.userId, active(99 as SessionId));
    const devices = new Map([[carol.caller.sessionId, 'away' as const]]);
    bench.places.set(carol.caller.userId, { certain: true, devices });
    await bench.post(alice, '@Bob and @Carol');
    await bench.work();
    expect(told()).to.deep.equal(['c Alice: @Bob and @Carol']);
    await bench.work(HERE_AGAIN_MS);
    bench.places.delete(bob.caller.userId);
    await bench.work(HERE_AGAIN_MS);
    expect(told()).to.have.lengthOf(1);
    expect(await bench.waiting()).to.deep.equal([]);
  });

  it('TL12 whose device had vanished is told by the second look, once, unless they have read it', async () => {
    const { alice, bob, carol } = bench;
    await bench.subscribe(bob, 'b');
    await bench.subscribe(carol, 'c');
    for (const who of [bob, carol]) bench.places.set(who.caller.userId, active(null));
    const messageId = await bench.post(alice, '@Bob and @Carol');
    await bench.work(1_000);
    expect((await bench.waiting()).map(({ kind }) => kind)).to.deep.equal(['tell']);
    // The lid was closed before: nothing was heard of it since, and its lease is over.
    for (const who of [bob, carol]) bench.places.delete(who.caller.userId);
    await bench.read(carol, await placeOf(messageId));
    await bench.work(HERE_AGAIN_MS - 2_000);
    expect(told()).to.deep.equal([]);
    await bench.work(2_000);
    expect(told()).to.deep.equal(['b Alice: @Bob and @Carol']);
    expect(await bench.waiting()).to.deep.equal([]);
  });

  it('TL22 where many jobs wait nobody is looked at a second time', async () => {
    const { alice, bob, house } = bench;
    await bench.subscribe(bob, 'b');
    bench.places.set(bob.caller.userId, active(null));
    await house.store.write(
      async (tx) => {
        for (let cause = 0; cause <= HERE_AGAIN_WAITING_MAX; cause += 1) {
          await tx.enqueueJob({ kind: 'of a later version', cause: String(cause), payload: '{}' });
        }
      },
      { afterUnknownCommit: 'report' },
    );
    await bench.post(alice, 'hello @Bob');
    await bench.work(1_000);
    bench.places.delete(bob.caller.userId);
    await bench.work(HERE_AGAIN_MS);
    expect(told()).to.deep.equal([]);
    expect(bench.ledger.counts.get('notices_not_looked_at_again_total')).to.equal(1);
  });

  it('TL12 a crowd of whom the first ones were here is looked at whole again', async () => {
    const { alice, house } = bench;
    const crowd: SignedIn[] = [];
    for (let at = 0; at <= PEOPLE_AT_ONCE_MAX; at += 1) {
      const one = await joins(house, {
        ...BOB,
        name: `P${String(at)}`,
        email: `p${String(at)}@x.org`,
      });
      crowd.push(one);
      await bench.subscribe(one, `p${String(at)}`);
      await bench.involve(one, 'everything');
    }
    const first = crowd[0]?.caller.userId;
    if (first !== undefined) bench.places.set(first, active(null));
    await bench.post(alice, 'to all');
    await bench.work(10_000);
    expect(told()).to.have.lengthOf(PEOPLE_AT_ONCE_MAX);
    bench.places.clear();
    await bench.work(HERE_AGAIN_MS);
    expect(told().filter((one) => one.startsWith('p0 '))).to.deep.equal(['p0 Alice: to all']);
    expect(told()).to.have.lengthOf(PEOPLE_AT_ONCE_MAX + 1);
  });

  it('TL13 where presence is not certain it is waited for, and not for ever', async () => {
    const { alice, bob } = bench;
    await bench.subscribe(bob, 'b');
    bench.places.set(bob.caller.userId, { certain: false, devices: new Map() });
    await bench.post(alice, 'first @Bob');
    await bench.work(UNCERTAIN_WAIT_MS);
    expect(told()).to.deep.equal([]);
    bench.places.set(bob.caller.userId, active(null));
    await bench.work(UNCERTAIN_WAIT_MS + HERE_AGAIN_MS);
    expect(told()).to.deep.equal([]);
    bench.places.set(bob.caller.userId, { certain: false, devices: new Map() });
    await bench.post(alice, 'second @Bob');
    await bench.work(UNCERTAIN_WAIT_MS * (UNCERTAIN_TRIES_MAX - 1));
    expect(told()).to.deep.equal([]);
    await bench.work(UNCERTAIN_WAIT_MS * 4);
    expect(told()).to.deep.equal(['b Alice: second @Bob']);
  });

  it('TL14 what was read, deleted or is not wanted by the time that it is said is not said', async () => {
    const { alice, bob } = bench;
    await bench.subscribe(bob, 'b');
    const meanwhile: ((messageId: MessageId) => Promise<void>)[] = [
      async (messageId) => bench.read(bob, await placeOf(messageId)),
      (messageId) => bench.remove(alice, messageId),
      async () => {
        bench.places.set(bob.caller.userId, active(null));
      },
      () => bench.involve(bob, 'nothing'),
      async () => void value(await bench.house.sessions.signOut(bob.caller)),
    ];
    for (const change of meanwhile) {
      const messageId = await bench.post(alice, '@Bob!');
      // The first try fails: by the second one things have changed.
      bench.says.push({ kind: 'rejected', reason: 'service', retryable: true, retryAfterMs: null });
      await bench.work(200);
      expect(bench.says).to.deep.equal([]);
      await change(messageId);
      await bench.work(5_000);
      expect(bench.heard.filter(({ notice }) => notice.kind === 'message')).to.deep.equal([]);
      await bench.involve(bob, 'mentions').catch(() => undefined);
      bench.places.clear();
    }
  });

  it('TL14 what is read before it is decided is never told', async () => {
    const { alice, bob } = bench;
    await bench.subscribe(bob, 'b');
    const messageId = await bench.post(alice, 'one @Bob');
    await bench.read(bob, await placeOf(messageId));
    await bench.work();
    expect(told()).to.deep.equal([]);
    await bench.post(alice, 'two @Bob');
    await bench.work();
    expect(told()).to.deep.equal(['b Alice: two @Bob']);
  });

  it('TL15 what was read elsewhere is taken away from the other browsers, once', async () => {
    const { alice, bob } = bench;
    await bench.subscribe(bob, 'reads');
    const other = { ...bob, caller: { ...bob.caller, sessionId: null } };
    await bench.subscribe(other, 'phone');
    await bench.subscribe(other, 'https://web.push.apple.com/ipad');
    const messageId = await bench.post(alice, 'hello @Bob');
    await bench.work();
    expect(bench.heard.splice(0)).to.have.lengthOf(3);
    const seq = await placeOf(messageId);
    await bench.read(bob, seq);
    await bench.read(bob, seq);
    await bench.work();
    expect(told()).to.deep.equal([`phone withdrawn ${String(seq)} null`]);
    expect(bench.heard[0]?.notice.badge).to.equal(0);
    await bench.post(alice, 'not for anybody');
    await bench.read(bob, seq + 1);
    await bench.work();
    expect(told()).to.have.lengthOf(1);
  });

  it('TL15 what stands before a place that is marked as unread is read by that', async () => {
    const { alice, bob } = bench;
    const other = { ...bob, caller: { ...bob.caller, sessionId: null } };
    await bench.subscribe(other, 'phone');
    const messageId = await bench.post(alice, 'hello @Bob');
    const seq = await placeOf(messageId);
    await bench.post(alice, 'and more');
    await bench.work();
    bench.heard.splice(0);
    await bench.markUnread(bob, seq);
    await bench.work();
    expect(told()).to.deep.equal([]);
    await bench.markUnread(bob, seq + 1);
    await bench.work();
    expect(told()).to.deep.equal([`phone withdrawn ${String(seq)} null`]);
  });

  it('TL15 what was deleted is taken away from everybody who was told', async () => {
    const { alice, bob, carol } = bench;
    await bench.subscribe(bob, 'b');
    await bench.subscribe(carol, 'c');
    const messageId = await bench.post(alice, '@Bob @Carol');
    await bench.work();
    bench.heard.splice(0);
    await bench.remove(alice, messageId);
    await bench.work();
    const gone = `withdrawn 0 ${String(messageId)}`;
    expect(told()).to.deep.equal([`b ${gone}`, `c ${gone}`]);
  });

  it('TL19 what was read while it was on its way, perhaps arrived, is taken back', async () => {
    const { alice, bob } = bench;
    await bench.subscribe(bob, 'b');
    const phone = { ...bob, caller: { ...bob.caller, sessionId: null } };
    const messageId = await bench.post(alice, 'one @Bob');
    const place = await placeOf(messageId);
    bench.onPush = async () => {
      bench.onPush = () => Promise.resolve();
      await bench.read(phone, place);
    };
    await bench.work();
    const back = `b withdrawn 0 ${String(messageId)}`;
    const read = `b withdrawn ${String(place)} null`;
    expect([...told()].sort()).to.deep.equal(['b Alice: one @Bob', back, read].sort());
    bench.heard.splice(0);
    const second = await bench.post(alice, 'two @Bob');
    const after = await placeOf(second);
    // It has arrived, and its answer has not.
    bench.onPush = async () => {
      bench.onPush = () => Promise.resolve();
      bench.says.push({
        kind: 'rejected',
        reason: 'unreachable',
        retryable: true,
        retryAfterMs: null,
      });
    };
    await bench.work(300);
    await bench.read(bob, after);
    await bench.work(5_000);
    expect(told()).to.deep.equal([`b withdrawn 0 ${String(second)}`]);
  });

  it('TL16 a service that is down for a while gets it later, and one that never will gets it never', async () => {
    const { alice, bob } = bench;
    await bench.subscribe(bob, 'b');
    const reason = 'limited';
    bench.says.push({ kind: 'rejected', reason, retryable: true, retryAfterMs: 4_000 });
    await bench.post(alice, 'one @Bob');
    await bench.work(3_000);
    expect(told()).to.deep.equal([]);
    await bench.work(3_000);
    expect(told()).to.deep.equal(['b Alice: one @Bob']);
    bench.says.push({ kind: 'rejected', reason: 'unauthorized', retryable: false });
    await bench.post(alice, 'two @Bob');
    await bench.work(10_000);
    expect(told()).to.have.lengthOf(1);
    const given = (await bench.dead()).map(({ kind, failure }) => `${kind} ${failure}`);
    expect(given).to.deep.equal(['push unauthorized']);
  });

  it('TL17 a browser that is gone is forgotten, and the others are told', async () => {
    const { alice, bob, house } = bench;
    await bench.subscribe(bob, 'old');
    await bench.subscribe(bob, 'new');
    bench.says.push({ kind: 'gone' });
    await bench.post(alice, 'hello @Bob');
    await bench.work();
    expect(told()).to.deep.equal(['new Alice: hello @Bob']);
    const left = await house.store.read((s) => s.subscriptionsOf(bob.caller.userId));
    expect(left.map(({ endpoint }) => endpoint)).to.deep.equal([endpointOf('new')]);
    expect(await bench.waiting()).to.deep.equal([]);
    expect(await bench.dead()).to.deep.equal([]);
  });

  it('TL18 whoever stood still in between does not say what may be so no more', async () => {
    const { alice, bob } = bench;
    await bench.subscribe(bob, 'b');
    await bench.post(alice, 'hello @Bob');
    let asked = 0;
    bench.onAsked = () => {
      asked += 1;
      // The second time it is a browser that is about to be told.
      if (asked === 2) bench.clock.advance(6_000);
    };
    await bench.work();
    expect(told()).to.deep.equal(['b Alice: hello @Bob']);
    expect(bench.ledger.counts.get('jobs_retried_total')).to.equal(1);
    expect(bench.ledger.counts.get('pushes_total')).to.equal(1);
    expect(asked).to.equal(3);
  });

  async function placeOf(messageId: MessageId): Promise<number> {
    return (await bench.house.store.read((s) => s.message(messageId)))!.message.seq;
  }
});
