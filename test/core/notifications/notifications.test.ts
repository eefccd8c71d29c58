import { expect } from 'chai';
import { refusal, value } from '../world.js';
import { endpointOf, openBench, subscription, type Bench } from './bench.js';

describe('Notifications', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await openBench();
  });

  afterEach(() => bench.close());

  async function ownersOf(name: string): Promise<readonly string[]> {
    const found: string[] = [];
    for (const who of [bench.alice, bench.bob, bench.carol]) {
      const { userId } = who.caller;
      const own = await bench.house.store.read((s) => s.subscriptionsOf(userId));
      if (own.some(({ endpoint }) => endpoint === endpointOf(name))) found.push(who.person.name);
    }
    return found;
  }

  it('PU10 a browser that somebody else signs in at is theirs, and the one before is told nothing', async () => {
    const { alice, bob, carol } = bench;
    await bench.subscribe(bob, 'shared');
    await bench.post(alice, 'for @Bob');
    await bench.subscribe(carol, 'shared');
    await bench.work();
    expect(bench.heard).to.deep.equal([]);
    expect(await ownersOf('shared')).to.deep.equal(['Carol']);
    await bench.post(alice, 'now for @Carol and @Bob');
    await bench.work();
    const whom = bench.heard.map(({ notice }) => notice.userId);
    expect(whom).to.deep.equal([carol.caller.userId]);
  });

  it('PU11 a browser that says the same again keeps what is on its way to it', async () => {
    const { alice, bob } = bench;
    await bench.subscribe(bob, 'b');
    const retry = { kind: 'rejected', reason: 'service', retryable: true, retryAfterMs: null };
    bench.says.push(retry as never);
    await bench.post(alice, 'for @Bob');
    await bench.work(200);
    await bench.subscribe(bob, 'b');
    await bench.work(5_000);
    expect(bench.heard).to.have.lengthOf(1);
  });

  it('PU12 who is signed out is told nothing, and may not subscribe', async () => {
    const { alice, bob, house } = bench;
    await bench.subscribe(bob, 'b');
    value(await house.sessions.signOut(bob.caller));
    expect(await ownersOf('b')).to.deep.equal([]);
    await bench.post(alice, 'for @Bob');
    await bench.work();
    expect(bench.heard).to.deep.equal([]);
    const again = await bench.notifications.subscribe(bob.caller, subscription('b'));
    expect(refusal(again).code).to.equal('unauthenticated');
    const leaving = await bench.notifications.unsubscribe(bob.caller, endpointOf('b'));
    expect(refusal(leaving).code).to.equal('unauthenticated');
  });

  it('PU13 what no browser can have said is refused', async () => {
    const { bob, notifications } = bench;
    const spoilt = [{ endpoint: 'http://push.test/1' }, { p256dh: 'short' }, { auth: '' }];
    for (const part of spoilt) {
      const outcome = await notifications.subscribe(bob.caller, { ...subscription('b'), ...part });
      expect(refusal(outcome).code).to.equal('invalid_argument');
    }
    expect(await ownersOf('b')).to.deep.equal([]);
  });

  it('PU14 a browser that does not want to be told any more is not, and nobody can end that of others', async () => {
    const { bob, carol, notifications } = bench;
    await bench.subscribe(bob, 'b');
    value(await notifications.unsubscribe(carol.caller, endpointOf('b')));
    expect(await ownersOf('b')).to.deep.equal(['Bob']);
    value(await notifications.unsubscribe(bob.caller, endpointOf('b')));
    value(await notifications.unsubscribe(bob.caller, endpointOf('b')));
    expect(await ownersOf('b')).to.deep.equal([]);
    expect(notifications.publicKey).to.equal('the key of the server');
  });
});
