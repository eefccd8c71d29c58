import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate } from './simulate.js';

/** Long enough for several processes on a busy machine. */
const PATIENCE_MS = 600_000;

describe('a trace file', function () {
  this.timeout(PATIENCE_MS);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'hearth-test-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function traceOf(name: string, ...args: readonly string[]): Promise<readonly object[]> {
    const path = join(folder, name);
    const { code } = await simulate(...args, '--trace', path, '--json');
    expect(code).to.equal(0);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as object);
  }

  it('SI51 it has a header, every record with its cause, and a footer with the hash', async () => {
    const trace = await traceOf('run', 'run', '--seed', '5', '--jobs', '1');
    const footer = trace.at(-1) as { readonly hash: string };
    expect(trace[0]).to.include({ schema: 1, node: process.versions.node, seed: 5 });
    expect(trace[0]).to.include.keys('v8', 'sqlite', 'config');
    expect(footer).to.include({ verdict: 'pass' });
    expect(footer.hash).to.match(/^[0-9a-f]{16}$/);
    const records = trace.slice(1, -1) as readonly { readonly i: number; readonly c: number }[];
    expect(records.map(({ i }) => i)).to.deep.equal(records.map((_, index) => index));
    for (const { i, c } of records) expect(c).to.be.within(-1, i - 1);
    const caused = records.filter(({ c }) => c >= 0).length;
    expect(caused).to.be.greaterThan(records.length * 0.9);
  });

  it('SI51 the trace of a replay is the trace of the run', async () => {
    const one = await traceOf('one', 'run', '--seed', '6', '--jobs', '1');
    const other = await traceOf('other', 'replay', '6');
    expect(other).to.deep.equal(one);
  });
});
