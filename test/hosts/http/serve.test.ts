import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import Database from 'better-sqlite3';
import { DATABASE_FILE } from '../../../hosts/embed/open-store.js';
import { hearth, startProcess, startServe } from '../command.js';
import { ANA, ask, cookieOf, temporaryFolder } from '../running.js';
import { openWelcomed } from '../sockets.js';

describe('hearth serve', () => {
  let data: string;
  beforeEach(async () => {
    data = await temporaryFolder();
  });
  afterEach(() => rm(data, { recursive: true, force: true }));

  it('HT30 says where it listens and that nobody has set it up yet', async () => {
    const { child, lines, ended } = startProcess(['serve', '--data', data]);
    const said: string[] = [];
    for await (const line of lines) {
      said.push(line);
      if (said.length === 3) child.kill('SIGTERM');
    }
    expect(said[0]).to.match(/^Hearth is open at http:\/\/127\.0\.0\.1:\d+$/);
    expect(said[1]).to.equal(`Data is kept in ${data}`);
    expect(said[2]).to.include('Nobody has set it up yet');
    expect((await ended()).how).to.equal(0);
  });

  it('HT31 stops in good order on a signal: people are sent away, requests are answered', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const { port, child, ended } = await startServe(data);
      const { status, json } = await ask(port, { path: '/session' });
      expect(status).to.equal(200);
      const isNew = (json as { readonly status: string }).status === 'first_run';
      const signedIn = isNew
        ? await ask(port, { method: 'POST', path: '/first_run', body: { user: ANA } })
        : await ask(port, { method: 'POST', path: '/session', body: ANA });
      const socket = await openWelcomed(`127.0.0.1:${port}`, { cookie: cookieOf(signedIn) });
      child.kill(signal);
      expect(await socket.next('goaway')).to.have.property('reconnectAfterMs');
      expect((await socket.closed()).code).to.be.within(4000, 4499);
      expect(await ended()).to.deep.include({ how: 0 });
    }
    const db = new Database(join(data, DATABASE_FILE), { readonly: true });
    expect(db.pragma('integrity_check', { simple: true })).to.equal('ok');
    db.close();
  });

  it('HT31 a request that is not finished does not keep it from stopping', async () => {
    const { port, child, ended } = await startServe(data, ['--stop-seconds', '1']);
    const slow = connect(port, '127.0.0.1');
    slow.on('error', () => undefined);
    slow.write('POST /session HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
    await once(slow, 'connect');
    expect((await ask(port, { path: '/up' })).status).to.equal(200);
    child.kill('SIGTERM');
    expect((await ended()).how).to.equal(0);
    slow.destroy();
  });

  it('HT32 a second signal ends it at once', async () => {
    const { port, child, ended } = await startServe(data, ['--stop-seconds', '600']);
    const slow = connect(port, '127.0.0.1');
    slow.on('error', () => undefined);
    slow.write('POST /session HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
    expect((await ask(port, { path: '/up' })).status).to.equal(200);
    child.kill('SIGTERM');
    while (await isOpen(port)) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGTERM');
    expect((await ended()).how).to.equal(130);
    slow.destroy();
  });

  it('HT33 a port in use is said with its code, and nothing stays open', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const args = ['serve', '--data', data, '--host', '127.0.0.1', '--port'];
    const refused = await hearth([...args, String(port)]);
    expect(refused.code).to.equal(6);
    expect(refused.stderr).to.include('(port_in_use)').and.include(String(port));
    taken.close();
    await once(taken, 'close');
    const { child, ended, port: free } = await startServe(data, ['--port', String(port)]);
    expect(free).to.equal(port);
    child.kill('SIGTERM');
    expect((await ended()).how).to.equal(0);
  });

  it('HT34 a data folder that cannot be used is said with its code', async () => {
    const file = join(data, 'file');
    await writeFile(file, 'not a folder');
    for (const folder of [file, join(file, 'inner'), '/dev/null/hearth']) {
      const refused = await hearth(['serve', '--port', '0', '--data', folder]);
      expect(refused.code, folder).to.equal(5);
      expect(refused.stderr, folder).to.include('(data_unreadable)').and.include('--data');
    }
  });

  it('HT35 a file that is not a database is said with its code, and left as it is', async () => {
    await writeFile(join(data, DATABASE_FILE), 'These are my holiday photographs. '.repeat(300));
    const refused = await hearth(['serve', '--port', '0', '--data', data]);
    expect(refused.code).to.equal(5);
    expect(refused.stderr).to.include('(not_a_database)');
    const db = (): Database.Database => new Database(join(data, DATABASE_FILE));
    expect(() => db().prepare('select 1 from people').get()).to.throw('not a database');
  });

  it('HT36 an address that cannot be listened on is invalid_argument', async () => {
    const refused = await hearth(['serve', '--port', '0', '--data', data, '--host', '192.0.2.1']);
    expect(refused.code).to.equal(2);
    expect(refused.stderr).to.include('(invalid_argument)').and.include('192.0.2.1');
  });
});

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
