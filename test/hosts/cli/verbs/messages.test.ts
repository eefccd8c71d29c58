import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { DATABASE_FILE } from '../../../../hosts/embed/open-store.js';
import { hearth, startProcess, startServe } from '../../command.js';
import { ANA, ask, cookieOf, temporaryFolder } from '../../running.js';
import { openWelcomed } from '../../sockets.js';

describe('post, tail and doctor', () => {
  let data: string;
  beforeEach(async () => {
    data = await temporaryFolder();
    const ana = ['--name', 'Ana', '--email', 'ana@example.com'];
    const { code } = await hearth(['setup', '--data', data, ...ana], {
      input: `${ANA.password}\n`,
    });
    expect(code).to.equal(0);
  });
  afterEach(() => rm(data, { recursive: true, force: true }));

  const post = (text: string, ...more: string[]) =>
    hearth(['post', '--data', data, '--as', 'ana@example.com', '--room', '1', text, ...more]);

  it('CM7 post says something as a person, in a room by id or name', async () => {
    expect((await post('Hello')).stdout).to.equal('Posted as 1.\n');
    const named = [
      'post',
      '--data',
      data,
      '--as',
      'ANA@example.com',
      '--room',
      'all talk',
      'Again',
    ];
    expect((await hearth(named)).stdout).to.equal('Posted as 2.\n');
    const read = [...named.slice(0, -1), '-', '--json'];
    const { stdout } = await hearth(read, { input: 'From the input\n' });
    expect(JSON.parse(stdout)).to.include({ messageId: 3, roomId: 1, result: 'stored' });
  });

  it('CM8 a post that is repeated with its key is said once', async () => {
    await post('Once', '--key', 'nightly');
    const again = await post('Once', '--key', 'nightly');
    expect(again).to.include({ code: 0, stdout: 'It was posted before, as 1.\n' });
    const other = await post('Something else', '--key', 'nightly');
    expect(other.code).to.equal(3);
    expect(other.stderr).to.include('(conflict)');
    expect((await post('x', '--key', 'not a key')).code).to.equal(2);
  });

  it('CM7 what cannot be posted is refused with its code', async () => {
    expect((await post('  ')).stderr).to.include('(invalid_argument)');
    expect((await post('x'.repeat(33_000))).stderr).to.include('(invalid_argument)');
    const nowhere = await hearth([
      'post',
      '--data',
      data,
      '--as',
      'ana@example.com',
      '--room',
      'x',
      'y',
    ]);
    expect(nowhere.code).to.equal(3);
    expect(nowhere.stderr).to.include('There is no room x. (not_found)');
  });

  it('CM9 tail shows the newest messages and follows what another process says', async () => {
    const server = await startServe(data);
    const body = { email_address: ANA.email_address, password: ANA.password };
    const signedIn = await ask(server.port, { method: 'POST', path: '/session', body });
    const socket = await openWelcomed(`127.0.0.1:${server.port}`, { cookie: cookieOf(signedIn) });
    const say = async (id: number, command: object): Promise<void> => {
      socket.send({ type: 'command', id, command });
      expect(await socket.next('answer')).to.have.nested.property('outcome.ok', true);
    };
    const first = { name: 'post', roomId: 1, clientMessageId: 'a', body: 'Before' };
    await say(1, first);
    const tail = startProcess(['tail', 'All Talk', '--data', data, '--lines', '5']);
    const said: string[] = [];
    tail.lines.on('line', (line) => said.push(line));
    await once(tail.lines, 'line');
    await say(2, { ...first, clientMessageId: 'b', body: 'Line one\nline two \u001b[31mred' });
    const target = { messageId: 1 };
    await say(3, { name: 'edit', key: 'e', target, revision: 1, body: 'Edited' });
    await say(4, { name: 'delete', key: 'd', target });
    while (!said.some((line) => line.includes('deleted'))) await once(tail.lines, 'line');
    tail.child.kill('SIGINT');
    expect(await tail.ended()).to.deep.equal({ how: 0, stderr: '' });
    const time = /^\d{4}-\d\d-\d\d \d\d:\d\d /;
    expect(said.map((line) => line.replace(time, ''))).to.deep.equal([
      'Ana: Before',
      'Ana: Line one',
      '    line two [31mred',
      // Its text was deleted before or after it was read.
      said[3]?.replace(time, '') ?? '',
      'Ana deleted message 1',
    ]);
    expect(said[3]).to.match(/Ana edited message 1: (Edited|\(changed since\))$/);
    server.child.kill('SIGTERM');
    expect((await server.ended()).how).to.equal(0);
  });

  it('CM9 with --json, tail gives events as the log has them', async () => {
    await post('Hello');
    const tail = startProcess(['tail', '1', '--data', data, '--json']);
    const [line] = (await once(tail.lines, 'line')) as [string];
    expect(JSON.parse(line)).to.deep.include({ kind: 'message', authorName: 'Ana' });
    const next = once(tail.lines, 'line') as Promise<[string]>;
    await post('And again');
    const [event] = await next;
    expect(JSON.parse(event)).to.deep.include({
      kind: 'message.posted',
      actorName: 'Ana',
      body: 'And again',
    });
    tail.child.kill('SIGTERM');
    expect((await tail.ended()).how).to.equal(0);
  });

  it('CM10 doctor finds nothing in a healthy database', async () => {
    await post('Hello');
    const { code, stdout } = await hearth(['doctor', '--data', data]);
    expect(code).to.equal(0);
    expect(stdout).to.equal('Everything is as it should be: 1 person, 1 room with 2 events.\n');
    const json = await hearth(['doctor', '--data', data, '--json']);
    expect(JSON.parse(json.stdout)).to.deep.equal({
      findings: 0,
      people: 1,
      rooms: 1,
      events: 2,
      jobsWaiting: 1,
      jobsGivenUp: 0,
    });
  });

  it('CM10 doctor and the lists say of a file without anything that nobody has set it up', async () => {
    const empty = await temporaryFolder();
    writeFileSync(join(empty, DATABASE_FILE), '');
    const found = await hearth(['doctor', '--data', empty]);
    expect(found.stdout).to.equal('Everything is as it should be: nobody has set it up yet.\n');
    for (const verb of ['room', 'user']) {
      const { code, stdout } = await hearth([verb, 'list', '--data', empty]);
      expect({ code, stdout }).to.deep.equal({
        code: 0,
        stdout: 'Nobody has set it up yet: hearth setup does.\n',
      });
      const json = await hearth([verb, 'list', '--data', empty, '--json']);
      expect({ code: json.code, stdout: json.stdout }).to.deep.equal({ code: 0, stdout: '' });
    }
    await rm(empty, { recursive: true, force: true });
  });

  it('CM13 a damaged database is said to be damaged, and what to do before anything else', async () => {
    await post('Hello');
    const file = join(data, DATABASE_FILE);
    const db = new Database(file);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, Math.floor(whole.length / 2)));
    for (const args of [['doctor'], ['room', 'list'], ['tail', '1'], ['serve', '--port', '0']]) {
      const { code, stdout, stderr } = await hearth([...args, '--data', data]);
      expect({ code, stdout }, args.join(' ')).to.deep.equal({ code: 5, stdout: '' });
      expect(stderr, args.join(' '))
        .to.include('(data_damaged)')
        .and.include('copy the whole folder');
    }
  });

  it('CM10 doctor shows the newest jobs that were given up, which are no finding', async () => {
    await post('Hello');
    const db = new Database(join(data, DATABASE_FILE));
    db.prepare("update jobs set failure = 'unauthorized', fence = 1").run();
    db.close();
    const { code, stdout } = await hearth(['doctor', '--data', data]);
    expect(code).to.equal(0);
    expect(stdout).to.equal(
      'Given up: tell for message:1 (unauthorized).\n' +
        'Everything is as it should be: 1 person, 1 room with 2 events.\n',
    );
  });

  it('CM10 doctor says what was changed behind its back, what to do, and exits with 4', async () => {
    await post('Hello');
    const db = new Database(join(data, DATABASE_FILE));
    db.prepare("update messages set body = 'Never said'").run();
    db.close();
    const { code, stdout } = await hearth(['doctor', '--data', data]);
    expect(code).to.equal(4);
    expect(stdout).to.match(
      /^room:1 .*\(\w+\)\n {2}\S.*\n[^]* not as it should be: 1 person, 1 room with 2 events\.\n$/,
    );
    const json = await hearth(['doctor', '--data', data, '--json']);
    const [finding = ''] = json.stdout.split('\n');
    expect(JSON.parse(finding)).to.have.all.keys('code', 'subject', 'problem', 'advice');
  });
});
