import { createServer, type AddressInfo, type Server } from 'node:net';
import { expect } from 'chai';
import type { HttpOutboundOptions } from '../../../adapters/outbound/http-outbound.js';
import { systemClock } from '../../../adapters/system/clock.js';
import type { Clock } from '../../../ports/clock.js';
import type { OutboundRequest, OutboundResult } from '../../../ports/outbound.js';
import { loopbackOutbound, TableResolver, WatchedConnect } from './bench.js';
import { FarEnd } from './far-end.js';
import { identityOf } from './identity.js';

const LIMITS = { answerBytesMax: 1_000, totalMs: 5_000, redirectsMax: 5 };
const HERE = { 'far.test': [['127.0.0.1']], 'other.test': [['127.0.0.1']] };

function get(
  url: string,
  options: Partial<HttpOutboundOptions> = {},
  change: Partial<OutboundRequest> = {},
): Promise<OutboundResult> {
  const outbound = loopbackOutbound({ resolver: new TableResolver(HERE), ...options });
  const request = { method: 'GET' as const, url, headers: {}, body: null, limits: LIMITS };
  return outbound.begin({ ...request, ...change }).result;
}

/** A clock that keeps what it still has to call in a set. */
function watchedClock(timers: Set<() => void>): Clock {
  return {
    now: () => systemClock.now(),
    monotonic: () => systemClock.monotonic(),
    after: (delayMs, callback) => {
      const cancel = systemClock.after(delayMs, () => {
        timers.delete(cancel);
        callback();
      });
      timers.add(cancel);
      return () => {
        timers.delete(cancel);
        cancel();
      };
    },
  };
}

function reasonOf(result: OutboundResult): string {
  return result.kind === 'answered' ? 'answered' : result.reason;
}

describe('outbound connections', () => {
  const servers: Server[] = [];

  afterEach(async () => {
    await FarEnd.closeAll();
    for (const server of servers.splice(0)) server.close();
  });

  /** A server that says these bytes to whoever asks, and ends. */
  async function saying(text: string): Promise<string> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(text));
    });
    servers.push(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  describe('with TLS', () => {
    it('OH13 the certificate is that of the name, and the name is asked for', async () => {
      const identity = identityOf('far.test');
      const far = await FarEnd.start({ hostname: 'far.test', identity });
      const result = await get(`${far.origin}/`, { certificates: [identity.certificate] });
      expect(reasonOf(result)).to.equal('answered');
      expect(far.serverNames).to.deep.equal(['far.test']);
    });

    it('OH13 a certificate of another name, or that nobody vouches for, is not trusted', async () => {
      const identity = identityOf('far.test');
      const far = await FarEnd.start({ hostname: 'other.test', identity });
      const certificates = [identity.certificate];
      expect(reasonOf(await get(`${far.origin}/`, { certificates }))).to.equal('tls');
      const url = `https://far.test:${far.port}/`;
      expect(reasonOf(await get(url, { certificates }))).to.equal('answered');
      expect(reasonOf(await get(url))).to.equal('tls');
      // The address itself is no name of the certificate either.
      const bare = `https://127.0.0.1:${far.port}/`;
      expect(reasonOf(await get(bare, { certificates }))).to.equal('tls');
      expect(far.arrivals).to.have.lengthOf(1);
    });

    it('OH13 what does not speak TLS is not asked without it', async () => {
      const far = await FarEnd.start({ hostname: 'far.test' });
      const result = await get(`https://far.test:${far.port}/`);
      expect(reasonOf(result)).to.equal('tls');
      expect(far.arrivals).to.have.lengthOf(0);
    });

    it('OH14 a redirect out of TLS is refused, one into it is followed', async () => {
      const identity = identityOf('far.test');
      const certificates = [identity.certificate];
      const safe = await FarEnd.start({ hostname: 'far.test', identity });
      const plain = await FarEnd.start({ hostname: 'far.test' });
      const body = new Uint8Array(0);
      safe.reply = () => ({ status: 302, headers: { location: `${plain.origin}/` }, body });
      const result = await get(`${safe.origin}/`, { certificates });
      expect(result).to.deep.equal({ kind: 'refused', reason: 'downgrade', hop: 1 });
      expect(plain.connections).to.equal(0);

      safe.reply = () => ({ status: 200, headers: {}, body });
      plain.reply = () => ({ status: 302, headers: { location: `${safe.origin}/` }, body });
      expect(reasonOf(await get(`${plain.origin}/`, { certificates }))).to.equal('answered');
    });

    it('OH14 only https is asked where nothing else may be', async () => {
      const far = await FarEnd.start({ hostname: 'far.test' });
      const result = await get(`${far.origin}/`, { schemes: ['https:'] });
      expect(result).to.deep.equal({ kind: 'refused', reason: 'scheme', hop: 0 });
      expect(far.connections).to.equal(0);
    });
  });

  const headers = [
    { 'x-split': 'a\r\nx-more: b' },
    { 'x split': 'a' },
    { 'x-\u{1f442}': 'a' },
    { 'x-ear': '\u{1f442}' },
    { Host: 'inside.test' },
    { 'Transfer-Encoding': 'chunked' },
    { 'content-length': '5' },
    { Connection: 'upgrade' },
  ] as const satisfies readonly Readonly<Record<string, string>>[];
  for (const header of headers) {
    it(`OH15 ${JSON.stringify(header)} is refused as a header, and no connection made`, async () => {
      const connect = new WatchedConnect();
      const { connect: watched } = connect;
      const result = await get('http://far.test/', { connect: watched }, { headers: header });
      expect(result).to.deep.equal({ kind: 'refused', reason: 'header', hop: 0 });
      expect(connect.asked).to.deep.equal([]);
    });
  }

  it('OH16 the next address is tried where one takes no connection', async () => {
    const far = await FarEnd.start({ hostname: 'far.test' });
    const names = { 'far.test': [['::1', '127.0.0.3', '127.0.0.1', '127.0.0.1']] };
    const connect = new WatchedConnect();
    const { connect: watched } = connect;
    const result = await get(`${far.origin}/`, {
      resolver: new TableResolver(names),
      isAddressAllowed: () => true,
      connect: watched,
    });
    expect(reasonOf(result)).to.equal('answered');
    const [third, first] = [`127.0.0.3 ${far.port}`, `127.0.0.1 ${far.port}`];
    expect(connect.asked).to.deep.equal([third, first]);
  });

  it('OH16 at most four addresses of a name are tried, and every one is checked', async () => {
    const some = Array.from({ length: 6 }, (_, index) => `93.184.215.${index + 1}`);
    const connect = new WatchedConnect();
    const { connect: watched } = connect;
    const isAddressAllowed = (address: string): boolean => address !== '127.0.0.1';
    const ask = (addresses: readonly string[]): Promise<OutboundResult> => {
      const resolver = new TableResolver({ 'far.test': [addresses] });
      return get('http://far.test/', { resolver, isAddressAllowed, connect: watched });
    };
    expect(reasonOf(await ask(some))).to.equal('unreachable');
    expect(connect.asked).to.have.lengthOf(4);
    expect(reasonOf(await ask([...some, '127.0.0.1']))).to.equal('address');
    expect(connect.asked).to.have.lengthOf(4);
  });

  it('OH17 whatever the end, no connection stays and nothing is counted as running', async () => {
    const far = await FarEnd.start();
    const timers = new Set<() => void>();
    const outbound = loopbackOutbound({ clock: watchedClock(timers) });
    const url = `${far.origin}/`;
    const request = { method: 'GET' as const, url, headers: {}, body: null };
    const ends: string[] = [];
    const end = async (limits = LIMITS): Promise<void> => {
      ends.push(reasonOf(await outbound.begin({ ...request, limits }).result));
      await far.quiet();
      expect(outbound.running).to.equal(0);
      expect(outbound.waiting).to.equal(0);
      expect(timers.size).to.equal(0);
    };
    await end();
    const large = new Uint8Array(100_000);
    far.reply = () => ({ status: 200, headers: {}, body: large });
    await end();
    far.reply = () => ({ status: 200, headers: { 'transfer-encoding': 'chunked' }, body: large });
    await end();
    far.reply = () => ({ status: 302, headers: { location: 'http://10.0.0.1/' }, body: large });
    await end();
    far.reply = () => 'drip';
    await end({ ...LIMITS, answerBytesMax: 3 });
    await end({ ...LIMITS, totalMs: 100 });
    far.reply = () => 'silent';
    const aborted = outbound.begin({ ...request, limits: LIMITS });
    while (far.sockets.size === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(outbound.running).to.equal(1);
    aborted.abort();
    ends.push(reasonOf(await aborted.result));
    await far.quiet();
    expect(ends).to.deep.equal([
      'answered',
      'too_large',
      'too_large',
      'address',
      'too_large',
      'timed_out',
      'aborted',
    ]);
  });

  it('OH17 closing ends every exchange, and those that begin after it', async () => {
    const far = await FarEnd.start();
    far.reply = () => 'silent';
    const outbound = loopbackOutbound();
    const url = `${far.origin}/`;
    const begin = () =>
      outbound.begin({ method: 'GET', url, headers: {}, body: null, limits: LIMITS }).result;
    const results = Array.from({ length: 40 }, begin);
    while (far.sockets.size === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    outbound.close();
    results.push(begin());
    const reasons = (await Promise.all(results)).map(reasonOf);
    expect(new Set(reasons)).to.deep.equal(new Set(['aborted']));
    await far.quiet();
  });

  it('OH17 a name that is found after the end of its exchange is not gone to', async () => {
    const connect = new WatchedConnect();
    const { connect: watched } = connect;
    let found: (addresses: readonly string[]) => void = () => undefined;
    const slow = new Promise<readonly string[]>((resolve) => (found = resolve));
    const outbound = loopbackOutbound({ resolver: { resolve: () => slow }, connect: watched });
    const limits = { ...LIMITS, totalMs: 30 };
    const url = 'http://far.test/';
    const result = await outbound.begin({ method: 'GET', url, headers: {}, body: null, limits })
      .result;
    expect(result).to.deep.equal({ kind: 'failed', reason: 'timed_out', hop: 0 });
    found(['127.0.0.1']);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(connect.asked).to.deep.equal([]);
    expect(outbound.running).to.equal(0);
  });

  const answers = [
    { reason: 'protocol', text: 'SSH-2.0-OpenSSH_9.9\r\n' },
    { reason: 'protocol', text: `HTTP/1.1 200 OK\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n` },
    {
      reason: 'protocol',
      text: 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
    },
    { reason: 'connection_lost', text: 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort' },
    {
      reason: 'connection_lost',
      text: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort',
    },
    { reason: 'connection_lost', text: '' },
    { reason: 'too_large', text: 'HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n' },
    {
      reason: 'too_large',
      text: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(1_001)}`,
    },
    { reason: 'answered', text: `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(1_000)}` },
    { reason: 'url', text: 'HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n' },
  ];
  for (const { reason, text } of answers) {
    it(`OH18 an answer of ${JSON.stringify(text.slice(0, 70))} ends as ${reason}`, async () => {
      const result = await get(await saying(text));
      expect(reasonOf(result)).to.equal(reason);
    });
  }
});
