import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import { createHearth } from '../../../hosts/embed/create-hearth.js';
import { openStore } from '../../../hosts/embed/open-store.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import { firstRun, startHearth, temporaryFolder } from '../running.js';
import { openWelcomed } from '../sockets.js';

describe('createHearth', () => {
  it('EM3 an embedder may say itself who is asking', async () => {
    const data = await temporaryFolder();
    const own = await startHearth();
    const auth = {
      identify: ({ headers }: { readonly headers: Readonly<Record<string, string | undefined>> }) =>
        Promise.resolve(
          headers['x-user'] === undefined
            ? null
            : { userId: Number(headers['x-user']) as UserId, sessionId: null },
        ),
      verify: own.hearth.auth.verify.bind(own.hearth.auth),
      hash: own.hearth.auth.hash.bind(own.hearth.auth),
    };
    const hearth = await createHearth({ data, auth });
    await hearth.people.firstRun({
      name: 'Ana',
      email: 'ana@example.com',
      password: 'a long secret',
      address: 'test',
      userAgent: null,
    });
    const server = createServer(hearth.callback());
    hearth.attach(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const socket = await openWelcomed(`127.0.0.1:${port}`, { 'x-user': '1' });
    socket.webSocket.close();
    server.close();
    await hearth.close();
    await own.close();
    await rm(data, { recursive: true });
  });

  it('EM4 two in one process share nothing', async () => {
    const [one, two] = await Promise.all([startHearth(), startHearth()]);
    await firstRun(one);
    expect((await two.ask({ path: '/session' })).json).to.deep.equal({ status: 'first_run' });
    await Promise.all([one.close(), two.close()]);
  });

  it('EM4 a store that is handed in stays open', async () => {
    const data = await temporaryFolder();
    const store = await openStore(data);
    const hearth = await createHearth({ store });
    await hearth.close();
    await hearth.close();
    expect(await store.read((snapshot) => snapshot.account())).to.equal(null);
    await store.close();
    await rm(data, { recursive: true });
  });

  it('EM5 a folder that cannot be made is data_unreadable', async () => {
    const data = join('/dev/null', 'hearth');
    const error = await createHearth({ data }).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('code', 'data_unreadable');
  });
});
