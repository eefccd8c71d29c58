import { expect } from 'chai';
import { openHousehold, value } from '../../../core/world.js';
import { hearth } from '../../command.js';
import { firstRun, startHearth } from '../../running.js';

describe('hearth load', () => {
  it('LD6 loses, doubles and reorders nothing though its server is killed in the middle', async () => {
    const args = ['--clients', '4', '--seconds', '4', '--rate', '20', '--kill-at', '1'];
    const { code, stdout, stderr } = await hearth(['load', ...args, '--json']);
    const report = JSON.parse(stdout) as Readonly<Record<string, number>>;
    expect(report).to.include({
      lost: 0,
      doubled: 0,
      reordered: 0,
      posted: 80,
      stored: 80,
      unsent: 0,
    });
    expect(report['reconnects']).to.be.at.least(4);
    expect(report['outageMs']).to.be.above(0);
    const { server } = report as unknown as { readonly server: Readonly<Record<string, number>> };
    expect(server['restBytes']).to.be.above(1_000_000);
    expect(server['mostBytes']).to.be.at.least(server['liveBytes'] ?? Infinity);
    expect(server['unreadDrifts']).to.equal(0);
    expect(server['auditedRows']).to.be.above(0);
    expect(report['connectionsPerSecond']).to.be.above(0);
    expect(stderr).to.include('Killed the server (SIGKILL) after 1 s.');
    expect(code).to.equal(0);
  });

  it('LD8 compares the others while some read nothing, who then catch up with nothing lost', async () => {
    const args = ['--clients', '4', '--seconds', '8', '--rate', '40', '--bytes', '30000'];
    const { code, stdout } = await hearth(['load', ...args, '--stopped', '1', '--json']);
    const report = JSON.parse(stdout) as Readonly<Record<string, number>> & {
      readonly stopped: Readonly<Record<string, number>>;
    };
    expect(report).to.include({ lost: 0, doubled: 0, reordered: 0, posted: 320, outageMs: null });
    const { clients, behind, caughtUpMs, p99Ratio, outgoingBytesMost } = report.stopped;
    expect(clients).to.equal(1);
    expect(behind).to.be.within(20, 200);
    expect(caughtUpMs).to.be.within(0, 20_000);
    expect(p99Ratio).to.be.above(0);
    // One full socket with a frame more, and reads under way.
    expect(outgoingBytesMost).to.be.within(1, 4 * 1024 * 1024);
    expect(code).to.equal(0);
    const none = await hearth(['load', '--clients', '2', '--stopped', '2', '--seconds', '1']);
    expect(none.code).to.equal(2);
  });

  it('LD10 says how fast everybody is there, and what memory and work it takes', async () => {
    const { stdout } = await hearth(['load', '--clients', '3', '--seconds', '1']);
    const size = '[\\d.]+ MiB';
    const live = `${size} once all are live \\(.* KiB a connection\\)`;
    const memory = `${size} at rest, ${live}, ${size} at most`;
    expect(stdout)
      .to.match(new RegExp(`^server memory +${memory}$`, 'm'))
      .and.match(/^busy +server \d+ %, all clients \d+ % of a core/m);
  });

  it('LD7 drives a running server that it was let into, and kills none that is not its own', async () => {
    const started = await startHearth();
    const cookie = await firstRun(started);
    const { json } = await started.ask({ path: '/session', headers: { cookie } });
    const code = (json as { readonly joinPath: string }).joinPath.replace('/join/', '');
    const url = ['load', '--url', `http://${started.host}`, '--clients', '2', '--seconds', '1'];
    const ran = await hearth([...url, '--join-code', code]);
    expect(ran.stdout)
      .to.match(/^clients +2, live after \d+ ms: \d+ a second$/m)
      .and.match(/^lost +0$/m)
      .and.match(/^unread drift +0 in \d+ rows that its server compared$/m)
      .and.match(/^to everybody +p50 /m);
    expect(ran.code).to.equal(0);
    expect((await hearth(url)).code).to.equal(2);
    expect((await hearth([...url, '--join-code', code, '--kill-at', '1'])).code).to.equal(2);
    expect((await hearth([...url, '--join-code', 'aaaa-bbbb-cccc'])).code).to.equal(3);
    await started.close();
  });

  it('LD11 ends with 4 where what is stored of reading is not what the log says', async () => {
    const house = await openHousehold();
    const { caller } = house.alice;
    house.tamper('update memberships set read_seq = 1 where user_id = ?', caller.userId);
    const joinCode = value(await house.people.joinCode(caller));
    const started = await startHearth({ store: house.store });
    const args = ['load', '--url', `http://${started.host}`, '--join-code', joinCode];
    const ran = await hearth([...args, '--clients', '2', '--seconds', '3']);
    expect(ran.stdout)
      .to.match(/^lost +0$/m)
      .and.match(/^unread drift +1 in \d+ rows that its server compared$/m);
    expect(ran.code).to.equal(4);
    await started.close();
    await house.close();
  });
});
