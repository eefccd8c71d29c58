import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { openSqliteStore } from '../../../adapters/sqlite/open.js';
import { systemClock } from '../../../adapters/system/clock.js';
import { systemRandom } from '../../../adapters/system/random.js';
import { DATABASE_FILE } from '../../../hosts/embed/open-store.js';
import {
  ANA,
  BO,
  codeOf,
  cookieOf,
  firstRun,
  startHearth,
  temporaryFolder,
  type Started,
} from '../running.js';
import { openSocket, openWelcomed } from '../sockets.js';

describe('bad input', () => {
  let started: Started;
  let cookie: string;
  beforeEach(async () => {
    started = await startHearth();
    cookie = await firstRun(started);
  });
  afterEach(() => started.close());

  it('EM11 a malformed frame ends its connection with a code, and the next one works', async () => {
    for (const text of ['nonsense', '{"type":"dance"}', '{"type":"join"}', '[]', '\u0000']) {
      const socket = await openWelcomed(started.host, { cookie });
      socket.webSocket.send(text);
      expect(await socket.next('refused'), text).to.include({ code: 'protocol_violation' });
      expect((await socket.closed()).code, text).to.be.within(4000, 4999);
    }
    (await openWelcomed(started.host, { cookie })).webSocket.close();
  });

  it('EM11 an oversized frame ends its connection, and the next one works', async () => {
    const socket = await openWelcomed(started.host, { cookie });
    socket.webSocket.send('x'.repeat(70_000));
    const { code } = await socket.closed();
    expect(code).to.be.oneOf([1009, 1006]);
    (await openWelcomed(started.host, { cookie })).webSocket.close();
  });

  it('EM11 a protocol of another time is refused with the side that is too old', async () => {
    const socket = openSocket(started.host, { cookie });
    socket.webSocket.once('open', () => {
      socket.send({ type: 'hello', protocol: 99, client: 'from later' });
    });
    expect(await socket.next('refused')).to.include({ code: 'server_too_old' });
    expect((await socket.closed()).code).to.be.within(4500, 4999);
  });

  it('EM12 an unknown room is denied or refused, and the connection goes on', async () => {
    const socket = await openWelcomed(started.host, { cookie });
    socket.send({ type: 'join', stream: 'room:999', position: null });
    expect(await socket.next('denied')).to.include({ stream: 'room:999', code: 'not_found' });
    const post = { name: 'post', roomId: 999, clientMessageId: 'a', body: 'Hello' };
    socket.send({ type: 'command', id: 1, command: post });
    expect(await socket.next('answer')).to.have.nested.property(
      'outcome.refusal.code',
      'not_found',
    );
    socket.send({ type: 'command', id: 2, command: { ...post, roomId: 1 } });
    expect(await socket.next('answer')).to.have.nested.property('outcome.ok', true);
    socket.webSocket.close();
  });

  it('EM13 an expired session is refused everywhere, and signing in again works', async () => {
    const db = new Database(join(started.data, DATABASE_FILE));
    db.prepare('update sessions set expires_at = 1').run();
    db.close();
    const page = await started.ask({ path: '/rooms/1/messages', headers: { cookie } });
    expect(page.status).to.equal(401);
    expect(codeOf(page)).to.equal('unauthenticated');
    const socket = openSocket(started.host, { cookie });
    expect(await socket.next('refused')).to.include({ code: 'unauthenticated' });
    const signedIn = await started.ask({ method: 'POST', path: '/session', body: ANA });
    const again = { cookie: cookieOf(signedIn) };
    expect((await started.ask({ path: '/rooms/1/messages', headers: again })).status).to.equal(200);
  });

  it('EM13 signing out ends the sockets of the session', async () => {
    const socket = await openWelcomed(started.host, { cookie });
    await started.ask({ method: 'DELETE', path: '/session', headers: { cookie } });
    await socket.closed();
    const next = openSocket(started.host, { cookie });
    expect(await next.next('refused')).to.include({ code: 'unauthenticated' });
  });

  it('EM14 a path that cannot be decoded is answered with a code, and the next request works', async () => {
    const answered = await started.ask({
      method: 'POST',
      path: '/join/%E0%A4%A',
      body: { user: BO },
    });
    expect(answered.status).to.be.oneOf([400, 404]);
    expect(codeOf(answered)).to.be.oneOf(['invalid_argument', 'not_found']);
    expect((await started.ask({ path: '/up' })).status).to.equal(200);
  });

  it('EM15 a full disk is told over HTTP and the socket, reading goes on, and later it works', async () => {
    const databases: Database.Database[] = [];
    const store = await openSqliteStore({
      path: join(await temporaryFolder(), DATABASE_FILE),
      clock: systemClock,
      random: systemRandom,
      onConnection: (db, role) => {
        if (role === 'writer') databases.push(db);
      },
    });
    const full = await startHearth({ store });
    const own = await firstRun(full);
    const { json } = await full.ask({ path: '/session', headers: { cookie: own } });
    const joinPath = (json as { readonly joinPath: string }).joinPath;
    const limitPages = (pages: string): void => {
      for (const db of databases.filter(({ open }) => open)) db.pragma(`max_page_count = ${pages}`);
    };
    limitPages('1');
    const socket = await openWelcomed(full.host, { cookie: own });
    const body = 'x'.repeat(30_000);
    const post = { name: 'post', roomId: 1, clientMessageId: 'big', body };
    socket.send({ type: 'command', id: 1, command: post });
    expect(await socket.next('answer')).to.have.nested.property(
      'outcome.refusal.code',
      'disk_full',
    );
    // Names fill pages too: somebody is the first who does not fit.
    const codes = new Set<string | null>();
    for (let n = 0; n < 60 && !codes.has('disk_full'); n += 1) {
      const user = {
        ...BO,
        name: 'B'.repeat(90),
        email_address: `${'b'.repeat(200)}${n}@example.com`,
      };
      const joined = await full.ask({ method: 'POST', path: joinPath, body: { user } });
      codes.add(codeOf(joined));
      if (codeOf(joined) === 'disk_full') expect(joined.status).to.equal(507);
    }
    expect([...codes]).to.include('disk_full');
    expect((await full.ask({ path: '/up' })).status).to.equal(200);
    limitPages('1000000');
    socket.send({ type: 'command', id: 2, command: post });
    expect(await socket.next('answer')).to.have.nested.property('outcome.ok', true);
    socket.webSocket.close();
    await full.close();
    await store.close();
  });
});
