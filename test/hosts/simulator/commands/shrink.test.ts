import { expect } from 'chai';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCanaries } from '../../../../hosts/simulator/commands/canary-files.js';
import { readKeptPlans } from '../../../../hosts/simulator/commands/kept-plans.js';
import { readSource } from '../../../../hosts/simulator/mutants/project.js';
import { readPlan } from '../../../../hosts/simulator/plan/read-plan.js';
import { simulate } from './simulate.js';

/** Long enough for several processes on a busy machine. */
const PATIENCE_MS = 600_000;

/** A unified diff that does what a canary does. */
function patchOf(canary: {
  readonly file: string;
  readonly old: string;
  readonly new: string;
}): string {
  const before = readSource(canary.file);
  const [old, changed] = [before, before.replace(canary.old, () => canary.new)].map((text) =>
    text.replace(/\n$/, '').split('\n'),
  );
  if (old === undefined || changed === undefined) throw new Error('no source');
  const head = `@@ -1,${old.length} +1,${changed.length} @@`;
  const lines = [...old.map((line) => `-${line}`), ...changed.map((line) => `+${line}`)];
  return `--- a/${canary.file}\n+++ b/${canary.file}\n${head}\n${lines.join('\n')}\n`;
}

describe('shrinking', function () {
  this.timeout(PATIENCE_MS);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'hearth-test-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('SI52 a seed becomes a plan of few operations that fails with the canary alone', async () => {
    const path = join(folder, 'small.plan.json');
    // Far more than it takes: it ends where nothing gets smaller.
    const budget = ['--seconds', '240', '--json', '-o', path];
    const shrunk = await simulate('shrink', '1', '--canary', '1', ...budget);
    expect(shrunk.code, shrunk.complained).to.equal(0);
    const plan = readPlan(readFileSync(path, 'utf8'));
    const { shrinking } = plan;
    expect(plan.ops.length).to.be.lessThan((shrinking?.fromOps ?? 0) / 2);
    expect(plan.proves).to.deep.equal({ invariant: 'S-EXACTLY-ONCE', canary: 1 });
    const broken = await simulate('replay', path, '--canary', '1', '--json');
    expect(broken.code).to.equal(1);
    expect(broken.lines.at(-1)?.['firstViolation']).to.include({ invariant: 'S-EXACTLY-ONCE' });
    expect((await simulate('replay', path)).code).to.equal(0);
  });

  it('SI52 a plan that passes is not made smaller', async () => {
    const { code, said } = await simulate('shrink', '1');
    expect(code).to.equal(0);
    expect(said).to.include('it passes');
  });

  it('SI53 a failing seed is explained: a smaller plan, a page, and the first of its kind', async () => {
    const canary = readCanaries().find(({ id }) => id === 1) ?? expect.fail('no canary 1');
    const patch = join(folder, 'canary.patch');
    writeFileSync(patch, patchOf(canary));
    const args = ['run', '--seeds', '1..2', '--mutate', patch, '--json'];
    const { code, lines, complained } = await simulate(...args, '--shrink', '10');
    expect(code, complained).to.equal(1);
    const explained = lines.filter((line) => line['explained'] === true);
    expect(explained.length).to.be.within(1, 2);
    const [{ page, plan } = {}] = explained as readonly { page?: string; plan?: string }[];
    expect(existsSync(page ?? '')).to.equal(true);
    const kept = readPlan(readFileSync(plan ?? '', 'utf8'));
    expect(kept.shrinking?.runs).to.be.greaterThan(0);
    const left = await simulate(...args, '--shrink', '0');
    expect(left.lines.filter((line) => 'explained' in line)).to.deep.equal([]);
  });

  it('SI54 every kept plan passes, and fails with its canary as it says', async () => {
    expect(readKeptPlans().length).to.be.at.least(3);
    const { code, lines } = await simulate('plans', '--json');
    for (const line of lines) expect(line, String(line['name'])).to.include({ ok: true });
    expect(lines).to.have.length(readKeptPlans().length);
    expect(code).to.equal(0);
  });
});
