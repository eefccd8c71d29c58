import { expect } from 'chai';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { WsSocket } from '../../../adapters/ws/server-socket.js';
import type { EncodedFrame } from '../../../ports/codec.js';
import { describeSocketContract } from '../../contracts/socket.contract.js';
import { realClock, UpgradeServer, wsSocketBench } from './bench.js';

describeSocketContract({ describe, it, before, after }, wsSocketBench);

describe('ws socket', () => {
  let server: UpgradeServer;
  let url: string;

  before(async () => {
    server = new UpgradeServer();
    url = (await server.listen()).replace('http', 'ws');
  });
  after(() => server.stop());

  async function connect() {
    const client = new WebSocket(url, { perMessageDeflate: false });
    client.on('error', () => undefined);
    const arrived = await server.arrival();
    if (client.readyState !== WebSocket.OPEN)
      await new Promise((resolve) => client.once('open', resolve));
    const socket = new WsSocket({ ...arrived, clock: realClock });
    const heard: string[] = [];
    socket.listen({
      frame: (text) => heard.push(text),
      drained: () => undefined,
      closed: () => heard.push('(closed)'),
    });
    return { client, socket, heard, stream: arrived.stream };
  }

  it('WS9 frames of one turn leave in one write', async () => {
    const { client, socket, stream } = await connect();
    let writes = 0;
    const handle = (stream as unknown as { _handle: { writev: (...args: unknown[]) => number } })
      ._handle;
    const writev = handle.writev.bind(handle);
    handle.writev = (...args) => {
      writes += 1;
      return writev(...args);
    };
    for (let index = 0; index < 16; index += 1) socket.send(frame(`event ${index}`));
    let count = 0;
    client.on('message', () => (count += 1));
    while (count < 16) await wait(2);
    expect(writes).to.equal(1);
    client.terminate();
  });

  it('WS10 a close says its code and the error in words, within 123 bytes', async () => {
    const { client, socket } = await connect();
    const closed = new Promise<[number, string]>((resolve) => {
      client.once('close', (code, reason) => resolve([code, reason.toString()]));
    });
    socket.close('client_too_old');
    expect(await closed).to.deep.equal([4501, 'client_too_old']);
  });

  it('WS19 an oversized frame ends the connection before it is read, and the next one works', async () => {
    const { client, heard } = await connect();
    const closed = new Promise<number>((resolve) => client.once('close', resolve));
    client.send('x'.repeat(64 * 1024 + 1));
    expect(await closed).to.equal(1009);
    while (heard.length === 0) await wait(2);
    expect(heard).to.deep.equal(['(closed)']);
    const next = await connect();
    next.client.send('hello');
    while (next.heard.length === 0) await wait(2);
    expect(next.heard).to.deep.equal(['hello']);
    next.client.terminate();
  });

  it('WS20 a binary frame reads as a text that no codec takes', async () => {
    const { client, heard } = await connect();
    client.send(Buffer.from('{"type":"ping","n":1}'), { binary: true });
    while (heard.length === 0) await wait(2);
    expect(heard).to.deep.equal(['']);
    client.terminate();
  });

  it('WS6 a reset reaches the client as a broken connection, without a close frame', async () => {
    const { client, socket } = await connect();
    const closed = new Promise<number>((resolve) => client.once('close', resolve));
    socket.reset();
    expect(await closed).to.equal(1006);
  });

  it('WS21 compressed connections are a mistake of the host', async () => {
    const client = new WebSocket(url, { perMessageDeflate: false });
    client.on('error', () => undefined);
    const { webSocket, stream } = await server.arrival();
    Object.defineProperty(webSocket, 'extensions', { value: 'permessage-deflate' });
    expect(() => new WsSocket({ webSocket, stream, clock: realClock })).to.throw('uncompressed');
    client.terminate();
  });
});

function frame(text: string): EncodedFrame {
  return { text, byteLength: Buffer.byteLength(text) };
}
