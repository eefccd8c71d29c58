import { expect } from 'chai';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patchAfter } from './patch-after.js';
import { simulate, type Ended } from './simulate.js';

/** Long enough for several processes on a busy machine. */
const PATIENCE_MS = 600_000;

function swarm(...args: readonly string[]): Promise<Ended> {
  return simulate('swarm', '--seconds', '1', '--jobs', '1', '--profile', 'smoke', ...args);
}

/** A patch that adds a line to where every event is appended. */
function patchOfAppend(added: string): string {
  const line = '  const head = await snapshot.head(stream);';
  return patchAfter('core/streams/append.ts', line, added);
}

describe('the swarm', function () {
  this.timeout(PATIENCE_MS);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'hearth-test-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function patch(added: string): string {
    const path = join(folder, 'added.patch');
    writeFileSync(path, patchOfAppend(added));
    return path;
  }

  it('SI81 it says where it starts and in full what it runs, and ends with figures', async () => {
    const { code, lines } = await swarm('--json', '--start', '0x20');
    expect(code).to.equal(0);
    expect(lines[0]).to.include({ swarm: true, start: 32, hex: '0x20' });
    expect(lines[0]?.['config']).to.include({ profile: 'smoke', clients: 4 });
    const summary = lines.at(-1);
    expect(summary).to.include({ summary: true, profile: 'smoke', start: 32, failed: 0 });
    expect(summary).to.include.keys(
      'commitsPerSeed',
      'seedsPerMinute',
      'seedsPerMinutePerCore',
      'simulatedSecondsPerSecond',
      'interestingEventsPerSecond',
      'seedMs',
      'presets',
      'goals',
    );
    expect(summary?.['seeds']).to.be.greaterThan(0);
  });

  it('SI81 two swarms start at different seeds', async () => {
    const [one, other] = await Promise.all([swarm('--json'), swarm('--json')]);
    expect(one.lines[0]?.['start']).not.to.equal(other.lines[0]?.['start']);
  });

  it('SI84 a failing seed ends it where that is asked for, and leaves its plan', async () => {
    const out = join(folder, 'out');
    const broken = patch("  if (head.seq > 5) throw new Error('broken on purpose');");
    const { code, said } = await swarm(
      '--mutate',
      broken,
      '--start',
      '7',
      '--stop-on-first',
      '--shrink',
      '0',
      '--out',
      out,
    );
    expect(code).to.equal(6);
    const [plan] = readdirSync(out).filter((name) => name.endsWith('.plan.json'));
    expect(plan).to.equal('seed-7.plan.json');
    expect(said).to.include(`replay ${join(out, plan ?? '')} --mutate ${broken}`);
    const summary = JSON.parse(readFileSync(join(out, 'swarm.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(summary).to.include({ seeds: 1, failed: 1 });
  });

  it('SI85 a seed whose process dies is 6 and named; the others run in another process', async () => {
    const dying = patch('  if (head.seq > 5) process.exit(3);');
    const { code, lines } = await swarm(
      '--mutate',
      dying,
      '--shrink',
      '0',
      '--json',
      '--start',
      '7',
    );
    expect(code).to.equal(6);
    const [died] = lines.filter((line) => line['ok'] === false);
    expect(died).to.include({ seed: 7 });
    expect(String(died?.['error'])).to.include('3');
    expect(existsSync(String(died?.['plan']))).to.equal(true);
  });

  for (const wrong of [
    ['--profile', 'huge'],
    ['--seconds', '0'],
    ['--start', 'here'],
    ['--set', 'preset=loud'],
  ]) {
    it(`SI81 "${wrong.join(' ')}" is 2`, async () => {
      expect((await swarm(...wrong)).code).to.equal(2);
    });
  }
});
