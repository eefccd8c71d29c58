import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSource } from '../../../../hosts/simulator/mutants/project.js';

const MAIN = fileURLToPath(new URL('../../../../hosts/simulator/main.js', import.meta.url));

/** Long enough for several processes on a busy machine. */
const PATIENCE_MS = 120_000;

type Line = Readonly<Record<string, unknown>>;

function swarm(...args: readonly string[]) {
  const all = [MAIN, 'swarm', '--seconds', '1', '--jobs', '1', '--profile', 'smoke', ...args];
  return new Promise<{ code: number; lines: readonly Line[]; said: string }>((resolve) => {
    execFile(process.execPath, all, (error, said) => {
      const objects = said.split('\n').filter((line) => line.startsWith('{'));
      const lines = objects.map((line) => JSON.parse(line) as Line);
      resolve({ code: error === null ? 0 : Number(error.code), lines, said });
    });
  });
}

/** A patch that adds a line to where every event is appended. */
function patchOfAppend(added: string): string {
  const file = 'core/streams/append.ts';
  const line = '  const head = await snapshot.head(stream);';
  const at = readSource(file).split('\n').indexOf(line) + 1;
  const head = `--- a/${file}\n+++ b/${file}\n@@ -${String(at)},1 +${String(at)},2 @@`;
  return `${head}\n ${line}\n+${added}\n`;
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
    const [one, other] = [await swarm('--json'), await swarm('--json')];
    expect(one.lines[0]?.['start']).not.to.equal(other.lines[0]?.['start']);
  });

  it('SI84 a failing seed ends it where that is asked for, and leaves its plan', async () => {
    const out = join(folder, 'out');
    const broken = patch("  if (head.seq > 5) throw new Error('broken on purpose');");
    const { code, said } = await swarm(
      '--mutate',
      broken,
      '--stop-on-first',
      '--shrink',
      '0',
      '--out',
      out,
    );
    expect(code).to.equal(6);
    const [plan] = readdirSync(out).filter((name) => name.endsWith('.plan.json'));
    expect(plan).to.match(/^seed-\d+\.plan\.json$/);
    expect(said).to.include(`replay ${join(out, plan ?? '')} --mutate ${broken}`);
    const summary = JSON.parse(readFileSync(join(out, 'swarm.json'), 'utf8')) as Line;
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
