import { expect } from 'chai';
import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { WsTransport } from '../../../adapters/ws/transport.js';
import type { HttpAnswer, HttpRequest } from '../../../ports/transport.js';
import { describeTransportContract } from '../../contracts/transport.contract.js';
import type { TransportBench } from '../../contracts/transport.contract.js';
import { UpgradeServer } from './bench.js';
import { answerWith, peerOf, readRequest } from './transport-peer.js';

describeTransportContract({ describe, it, before, after }, wsTransportBench);

describe('ws transport', () => {
  let server: UpgradeServer;
  let origin: string;
  let seen: IncomingMessage['headers'][];

  before(async () => {
    server = new UpgradeServer();
    origin = await server.listen();
    server.http.on('request', (request, response) => {
      seen.push(request.headers);
      const setCookie =
        request.url === '/out' ? 'session_token=; Max-Age=0' : 'session_token=t1; HttpOnly; Path=/';
      response.setHeader('set-cookie', setCookie).end('{}');
    });
  });
  beforeEach(() => {
    seen = [];
  });
  after(() => server.stop());

  it('WS22 headers that it was given go with every request and connection, and the origin with them', async () => {
    const transport = new WsTransport({ origin, headers: { authorization: 'Bearer abc' } });
    let upgrade: IncomingMessage | null = null;
    server.http.once('upgrade', (request) => (upgrade = request));
    await transport.request({ method: 'GET', path: '/' });
    const channel = transport.connect({
      opened: () => undefined,
      frame: () => undefined,
      closed: () => undefined,
    });
    await server.arrival();
    channel.close();
    expect(seen[0]).to.include({ authorization: 'Bearer abc', origin });
    expect((upgrade as IncomingMessage | null)?.headers).to.include({
      authorization: 'Bearer abc',
      origin,
    });
    expect((upgrade as IncomingMessage | null)?.headers).not.to.have.property(
      'sec-websocket-extensions',
    );
  });

  it('WS23 a cookie that the server sets is sent again, until the server takes it back', async () => {
    const transport = new WsTransport({ origin, headers: { cookie: 'theme=dark' } });
    await transport.request({ method: 'GET', path: '/in' });
    await transport.request({ method: 'GET', path: '/out' });
    await transport.request({ method: 'GET', path: '/again' });
    expect(seen.map((headers) => headers.cookie)).to.deep.equal([
      'theme=dark',
      'theme=dark; session_token=t1',
      'theme=dark',
    ]);
    expect(transport.cookie).to.equal('theme=dark; session_token=t1');
  });
});

async function wsTransportBench(): Promise<TransportBench> {
  const server = new UpgradeServer();
  const origin = await server.listen();
  const requests: HttpRequest[] = [];
  let next: HttpAnswer | 'none' = { status: 200, body: null };
  server.http.on('request', (request, response) => {
    void readRequest(request).then((read) => {
      requests.push(read);
      answerWith(response, next);
    });
  });
  return {
    transport: new WsTransport({ origin }),
    accept: async () => peerOf(await server.arrival()),
    answer: (answer) => {
      next = answer;
    },
    requests: () => requests,
    stop: () => server.stop(),
    pass: () => wait(2),
    close: () => server.stop(),
  };
}
