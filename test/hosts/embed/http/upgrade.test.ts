import { once } from 'node:events';
import { expect } from 'chai';
import { ChatError } from '../../../../core/vocabulary/errors.js';
import { firstRun, startHearth, type Started } from '../../running.js';
import { heldUpgrade, openSocket, openWelcomed, upgradeAnswer } from '../../sockets.js';

describe('the upgrade to a socket', () => {
  let started: Started;
  let cookie: string;
  before(async () => {
    started = await startHearth();
    cookie = await firstRun(started);
  });
  after(() => started.close());

  it('EM6 whoever has a session is welcomed by name', async () => {
    const socket = openSocket(started.host, { cookie, origin: `http://${started.host}` });
    await once(socket.webSocket, 'open');
    socket.send({ type: 'hello', protocol: 1, client: 'test' });
    expect(await socket.next('welcome')).to.have.nested.property('me.name', 'Ana');
    socket.webSocket.close();
  });

  it('EM6 a program without an origin is welcome too', async () => {
    const token = cookie.split('=')[1] ?? '';
    const socket = await openWelcomed(started.host, { authorization: `Bearer ${token}` });
    socket.webSocket.close();
  });

  it('EM7 a page of another site is refused before the upgrade, and the next one is served', async () => {
    const headers = { origin: 'http://evil.example', cookie };
    const answer = await upgradeAnswer(started.host, { path: '/socket', headers });
    expect(answer).to.match(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect(answer).to.match(/"code":"forbidden"/);
    (await openWelcomed(started.host, { cookie })).webSocket.close();
  });

  it('EM8 whoever has no session learns so on the open socket, for good', async () => {
    for (const headers of [{}, { cookie: 'session_token=nobodys' }]) {
      const socket = openSocket(started.host, headers);
      expect(await socket.next('refused')).to.include({ code: 'unauthenticated' });
      const { code, reason } = await socket.closed();
      expect(code).to.be.within(4500, 4999);
      expect(reason).to.equal('unauthenticated');
    }
  });

  it('EM8 when nobody can be identified, the socket says to come back', async () => {
    const busy = await startHearth();
    busy.hearth.auth.identify = () => Promise.reject(new ChatError('busy', 'Too many reads.'));
    const socket = openSocket(busy.host, {});
    expect(await socket.next('refused')).to.include({ code: 'busy' });
    expect((await socket.closed()).code).to.be.within(4000, 4499);
    await busy.close();
  });

  it('EM9 a socket at another path is not found', async () => {
    const answer = await upgradeAnswer(started.host, { path: '/other' });
    expect(answer).to.match(/^HTTP\/1\.1 404 /);
  });

  it('EM9 another listener of the server keeps its own paths', async () => {
    const shared = await startHearth();
    shared.server.on('upgrade', (request, stream) => {
      if (request.url === '/theirs') stream.end('HTTP/1.1 418 Theirs\r\n\r\n');
    });
    expect(await upgradeAnswer(shared.host, { path: '/theirs' })).to.match(
      /^HTTP\/1\.1 418 Theirs/,
    );
    await shared.close();
  });

  it('EM10 people above the limit are asked on the socket to come back later', async () => {
    const small = await startHearth({ http: { connectionsMax: 1 } });
    const own = await firstRun(small);
    const first = await openWelcomed(small.host, { cookie: own });
    const second = openSocket(small.host, { cookie: own });
    expect(await second.next('refused'))
      .to.have.property('code')
      .that.is.oneOf(['busy', 'limit_exceeded']);
    expect((await second.closed()).code).to.be.within(4000, 4999);
    first.webSocket.close();
    await small.close();
  });

  it('AD5 forwarded addresses count behind a proxy that is trusted, and behind no other', async () => {
    for (const trustProxy of [true, false]) {
      const small = await startHearth({ http: { trustProxy, connectionsPerAddressMax: 1 } });
      const own = await firstRun(small);
      const from = (address: string) => ({ cookie: own, 'x-forwarded-for': address });
      const first = await openWelcomed(small.host, from('2001:db8::1'));
      const second = openSocket(small.host, from('2001:db8::2'));
      const refused = await second.next('refused');
      expect(refused).to.include({ code: 'limit_exceeded', retryAfterMs: 5_000 });
      expect((await second.closed()).code).to.be.within(4000, 4499);
      const third = openSocket(small.host, from('198.51.100.1'));
      await once(third.webSocket, 'open');
      third.send({ type: 'hello', protocol: 1, client: 'test' });
      await third.next(trustProxy ? 'welcome' : 'refused');
      for (const { webSocket } of [first, third]) webSocket.terminate();
      await small.close();
    }
  });

  it('AD6 a flood of one address is refused in HTTP, and others are served', async () => {
    // As above, by address: its bound is 100 above what is accepted of it.
    const http = { trustProxy: true, connectionsPerAddressMax: -99 };
    const small = await startHearth({ http });
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const headers = from('192.0.2.1');
    const held = await heldUpgrade(small.host, { path: '/socket', headers });
    const answer = await upgradeAnswer(small.host, { path: '/socket', headers });
    expect(answer).to.match(/^HTTP\/1\.1 503 /);
    expect(answer).to.match(/\r\nRetry-After: \d+\r\n/);
    const other = openSocket(small.host, from('192.0.2.2'));
    expect(await other.next('refused')).to.include({ code: 'unauthenticated' });
    other.webSocket.terminate();
    held.destroy();
    await small.close();
  });

  it('EM10 a flood is refused in HTTP, with a time to come back', async () => {
    // The limit is 1,000 above what is accepted: so many may be told on the socket that it is full.
    const small = await startHearth({ http: { connectionsMax: -1_000 } });
    const answer = await upgradeAnswer(small.host, { path: '/socket' });
    expect(answer).to.match(/^HTTP\/1\.1 503 /);
    expect(answer).to.match(/\r\nRetry-After: \d+\r\n/);
    await small.close();
  });
});
