import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INVARIANTS } from '../../../../hosts/simulator/invariants/registry.js';
import { patchAfter } from './patch-after.js';
import { simulate } from './simulate.js';

/** Long enough for several processes on a busy machine. */
const PATIENCE_MS = 600_000;

describe('the simulate command', function () {
  this.timeout(PATIENCE_MS);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'hearth-test-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('SI18 seeds that pass are 0, one object a line and a summary at the end', async () => {
    const { code, lines } = await simulate('run', '--seeds', '1..3', '--json', '--jobs', '1');
    expect(code).to.equal(0);
    const seeds = lines.filter((line) => 'traceHash' in line);
    expect(seeds.map(({ seed }) => seed)).to.deep.equal([1, 2, 3]);
    for (const seed of seeds) {
      expect(seed).to.include.keys('ok', 'traceHash', 'events', 'commits', 'simulatedMs');
    }
    expect(lines.at(-1)).to.include({ summary: true, seeds: 3, failed: 0 });
    expect(lines.at(-1)).to.include.keys('seedsPerMinute', 'simulatedSecondsPerSecond', 'faults');
  });

  for (const args of [
    ['run'],
    ['run', '--seed', 'x'],
    ['canaries', '--gaps', '--only', '4'],
    ['run', '--seeds', '5..1'],
    ['run', '--seed', '1', '--set', 'N99.on=false'],
    ['run', '--seed', '1', '--mutate', 'no/such.patch'],
    ['replay', 'no/such.plan.json'],
    ['replay', '1', '--canary', '999'],
    ['canaries', '--only', '999'],
    ['explain', 'S-NOTHING'],
    ['nothing'],
  ]) {
    it(`SI18 "${args.join(' ')}" is 2, and says why`, async () => {
      const { code, complained } = await simulate(...args);
      expect(code).to.equal(2);
      expect(complained).not.to.equal('');
    });
  }

  it('SI64 an invariant is explained, with the canaries that prove it', async () => {
    const { code, said } = await simulate('explain', 'S-ACK-DURABLE');
    expect(code).to.equal(0);
    for (const part of ['whatever was acknowledged', 'adapters/sqlite', '36  a duplicate']) {
      expect(said).to.include(part);
    }
    const all = await simulate('explain', '--json');
    expect(all.lines.length).to.equal(INVARIANTS.length);
    expect(all.lines[0]).to.include.keys('id', 'tier', 'statement', 'needs', 'owner', 'canaries');
  });

  it('SI18 a run that does too little proves nothing and is 5', async () => {
    const { code, said } = await simulate('run', '--seed', '1', '--set', 'clients=1');
    expect(code).to.equal(5);
    expect(said).to.include('proves nothing');
  });

  it('SI18 chance that does not come from the seed is 4', async () => {
    const path = join(folder, 'chance.patch');
    const line = '  const head = await snapshot.head(stream);';
    writeFileSync(path, patchAfter('core/streams/append.ts', line, '  Math.random();'));
    const { code, said } = await simulate('run', '--seed', '1', '--mutate', path, '--shrink', '0');
    expect(code).to.equal(4);
    expect(said).to.include('Math.random');
    expect(said).to.match(/simulate replay .*\.json --mutate /);
  });

  it('SI18 a patch after which a source is no program is 2, and names the line', async () => {
    const path = join(folder, 'broken.patch');
    const line = '  const head = await snapshot.head(stream);';
    writeFileSync(path, patchAfter('core/streams/append.ts', line, '  const = 1;'));
    const { code, complained } = await simulate('run', '--seed', '1', '--mutate', path);
    expect(code).to.equal(2);
    expect(complained).to.match(/core\/streams\/append\.ts:\d+ does not compile/);
  });

  it('SI20 a canary is caught, replays from its plan, and the plan passes without it', async () => {
    const { code, lines } = await simulate('canaries', '--only', '4', '--json');
    expect(code).to.equal(0);
    const [result] = lines;
    expect(result).to.include({
      id: 4,
      invariant: 'S-ACK-DURABLE',
      caught: true,
      attributed: true,
    });
    const plan = String(result?.['plan']);
    const again = await simulate('replay', plan, '--canary', '4', '--json');
    expect(again.code).to.equal(1);
    expect(again.lines.at(-1)?.['firstViolation']).to.deep.equal(result?.['firstViolation']);
    const without = await simulate('replay', plan);
    expect(without.code).to.equal(0);
    expect(without.said).to.include('pass');
  });

  it('SI65 strictness has nothing to refuse: every invariant has its canary', async () => {
    const { code, complained } = await simulate('run', '--strict', '--seeds', '1..5');
    expect([code, complained]).to.deep.equal([0, '']);
  });

  it('SI5 two processes in two time zones see the same, and planted leaks are reported', async () => {
    const { code, lines } = await simulate('determinism', '--seeds', '4', '--json');
    expect(lines.at(-1)).to.include({ seeds: 4, different: 0, distinctHashes: 4 });
    expect(lines.at(-1)).to.include({ changedPayloadChangesHash: true });
    const plants = lines.at(-1)?.['plants'] as readonly { readonly found: boolean }[];
    expect(plants.map(({ found }) => found)).to.deep.equal([true, true]);
    expect(code).to.equal(0);
  });
});
