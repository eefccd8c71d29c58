import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { startKoaApp } from '../../../hosts/embed/examples/existing-koa-app.js';
import { startPlainServer } from '../../../hosts/embed/examples/plain-server.js';
import type { Hearth } from '../../../hosts/embed/create-hearth.js';
import { ANA, ask, codeOf, cookieOf, temporaryFolder } from '../running.js';
import { openWelcomed } from '../sockets.js';

type Example = (options: {
  readonly data: string;
  readonly port: number;
}) => Promise<{ readonly server: Server; readonly hearth: Pick<Hearth, 'close'> }>;

describe('embedding', () => {
  const chats = async (start: Example, more: (port: number) => Promise<void>): Promise<void> => {
    const data = await temporaryFolder();
    const { server, hearth } = await start({ data, port: 0 });
    if (!server.listening) await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const signedIn = await ask(port, { method: 'POST', path: '/first_run', body: { user: ANA } });
    const socket = await openWelcomed(`127.0.0.1:${port}`, { cookie: cookieOf(signedIn) });
    const command = { name: 'post', roomId: 1, clientMessageId: 'a', body: 'Hello' };
    socket.send({ type: 'command', id: 1, command });
    expect(await socket.next('answer')).to.have.nested.property('outcome.ok', true);
    await more(port);
    server.close();
    await hearth.close();
    expect((await socket.closed()).code).to.be.within(4000, 4499);
    await rm(data, { recursive: true });
  };

  it('EM1 Hearth runs in a plain server', async () => {
    await chats(startPlainServer, async (port) => {
      const nothing = await ask(port, { path: '/shop' });
      expect(codeOf(nothing)).to.equal('not_found');
    });
  });

  it('EM2 Hearth runs in an existing Koa app, whose own routes stay its own', async () => {
    await chats(startKoaApp, async (port) => {
      const own = await ask(port, { path: '/shop' });
      expect(own.text).to.equal('Our own page.');
      expect(own.headers).to.not.have.property('content-security-policy');
      const nothing = await ask(port, { method: 'POST', path: '/shop2' });
      expect(nothing.status).to.equal(404);
      expect(nothing.text).to.equal('Not Found');
    });
  });
});
