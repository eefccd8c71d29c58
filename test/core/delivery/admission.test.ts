import { expect } from 'chai';
import type { DeliveryLimits } from '../../../core/delivery/limits.js';
import type { FakeSocket } from './fake-socket.js';
import { eventually, Kit, NOTHING, settle } from './kit.js';
import { View } from './view.js';

const HERE = '192.0.2.1';
const ELSEWHERE = '192.0.2.2';

describe('who is let in', () => {
  let kit: Kit;
  afterEach(() => kit.close());

  async function open(limits: Partial<DeliveryLimits>): Promise<void> {
    kit = await Kit.open({ limits });
  }

  const refusals = (of: string): number =>
    kit.notes.counts.get(`delivery_connections_refused_${of}_total`) ?? 0;

  function expectRefused(socket: FakeSocket, code: string): void {
    expect(socket.closedAs).to.equal(code);
    expect(socket.frames.map(({ type }) => type)).to.deep.equal(['refused']);
    expect(socket.of('refused')[0]).to.include({ code, retryAfterMs: 5_000 });
  }

  it('AD1 connections past the bound of an address are refused, and those of others taken', async () => {
    await open({ connectionsPerAddressMax: 2 });
    const there = [await kit.connect(), await kit.connect()];
    expectRefused(kit.accept(kit.caller, HERE), 'limit_exceeded');
    expect(kit.accept(kit.caller, ELSEWHERE).closedAs).to.equal(null);
    expect(there.map(({ closedAs }) => closedAs)).to.deep.equal([null, null]);
    expect([refusals('address'), refusals('process')]).to.deep.equal([1, 0]);
    expect(kit.delivery.stats()).to.include({ addresses: 2, addressConnectionsMost: 2 });
  });

  it('AD2 connections that are not welcome yet have a bound of their own', async () => {
    await open({ greetingsMax: 2 });
    for (let count = 0; count < 3; count += 1) await kit.connect();
    const silent = [kit.accept(), kit.accept()];
    expect(kit.delivery.stats().greeting).to.equal(2);
    expectRefused(kit.accept(), 'busy');
    expect(refusals('greetings')).to.equal(1);
    const [first] = silent;
    if (first !== undefined) kit.hello(first);
    await eventually('welcome', () => first?.of('welcome').length === 1);
    expect(kit.accept().closedAs).to.equal(null);
  });

  it('AD2 whoever says nothing in time gives the place back', async () => {
    await open({ greetingsMax: 1 });
    kit.accept();
    kit.clock.advance(11_000);
    await settle();
    expect(kit.accept().closedAs).to.equal(null);
  });

  it('AD3 a place is free as soon as a connection ends, whatever ends it, and the next one gets in', async () => {
    await open({ connectionsPerPersonMax: 1, connectionsPerAddressMax: 1 });
    const ways: ((socket: FakeSocket) => void)[] = [
      (socket) => {
        socket.hangUp();
      },
      (socket) => {
        socket.sayText('no frame');
      },
      (socket) => {
        socket.say({ type: 'hello', protocol: 1, client: 'again' });
      },
      () => {
        kit.broadcast.publish({ kind: 'sessionEnded', sessionId: kit.caller.sessionId! });
      },
      () => {
        kit.clock.advance(46_000);
      },
    ];
    for (const end of ways) {
      const socket = await kit.follow();
      expectRefused(kit.accept(), 'limit_exceeded');
      end(socket);
      await settle();
      expect(kit.delivery.stats()).to.deep.equal(NOTHING);
    }
    expect(refusals('person')).to.equal(ways.length);
    expect((await kit.connect()).closedAs).to.equal(null);
  });

  it('AD3 those connected notice nothing of a hundred who are refused', async () => {
    await open({ connectionsMax: 1 });
    const there = await kit.follow();
    const before = there.frames.length;
    for (let count = 0; count < 100; count += 1) expectRefused(kit.accept(), 'busy');
    expect(there.frames.length).to.equal(before);
    const head = await kit.post();
    await eventually('the post', () => new View(kit.room).take(there.frames).seq === head);
    expect(there.closedAs).to.equal(null);
  });
});
