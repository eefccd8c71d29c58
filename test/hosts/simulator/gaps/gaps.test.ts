import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCanaries } from '../../../../hosts/simulator/commands/canary-files.js';
import { CleanSeeds } from '../../../../hosts/simulator/commands/clean-seeds.js';
import { Crew } from '../../../../hosts/simulator/commands/crew.js';
import { CleanTests } from '../../../../hosts/simulator/gaps/clean-tests.js';
import { gapDocument } from '../../../../hosts/simulator/gaps/gap-document.js';
import {
  readGaps,
  type SimulatedGap,
  type TestedGap,
} from '../../../../hosts/simulator/gaps/gap-rows.js';
import { tryGap, type Found, type GapResult } from '../../../../hosts/simulator/gaps/try-gap.js';
import { mutate, projectRoot } from '../../../../hosts/simulator/mutants/project.js';

/** Rows that one sabotage may close. */
const ROWS_PER_SABOTAGE_MAX = 2;

const rows = readGaps();
const tested = rows.filter((row) => row.kind === 'test');
/** With what closes the rest of a row. */
const simulated = rows
  .filter((row) => row.kind === 'sim')
  .flatMap((row) => [row, ...(row.also ?? [])].map((proof) => ({ ...proof, id: row.id })));

const tests = new CleanTests();

function tryTested(row: TestedGap): Promise<GapResult> {
  return Crew.with({ processes: 1, sources: null, wallMs: 60_000 }, (crew) =>
    tryGap(row, { seeds: new CleanSeeds(crew), tests, processes: 1, tried: new Map() }),
  );
}

function source(path: string): string {
  const whole = join(projectRoot(), path);
  return existsSync(whole) ? readFileSync(whole, 'utf8') : '';
}

describe('the gap register', () => {
  it('SI90 every gap has one row, in order, and every open one names its step', () => {
    const ids = rows.map(({ id }) => id);
    expect(ids).to.have.lengthOf(new Set(ids).size);
    expect(ids).to.deep.equal(ids.toSorted());
    for (const row of rows) if (row.kind === 'open') expect(row.step).to.match(/step/);
  });

  it('SI90 every closed row names a mechanism that exists', () => {
    for (const { id, mechanism } of [...tested, ...simulated]) {
      expect(source(mechanism.file), `${id}: ${mechanism.file}`).to.contain(mechanism.name);
    }
  });

  it('SI90 a row of the simulator names a canary of its own invariant', () => {
    const invariants = new Map(readCanaries().map(({ id, invariant }) => [id, invariant]));
    for (const { id, canary, invariant } of simulated) {
      expect(invariants.get(canary), id).to.equal(invariant);
    }
  });

  it('SI90 a row of a test names tests that exist, a rule, and a sabotage that fits', () => {
    const spec = source('docs/SPEC.md');
    for (const { id, test, invariant, sabotage } of tested) {
      expect(source(test), id).not.to.equal('');
      expect(spec, id).to.contain(`- **${invariant}** `);
      expect(sabotage.new, id).to.contain('/* hit */');
      expect(() => mutate([sabotage]), id).not.to.throw();
    }
  });

  it('SI90 no sabotage closes more than two rows', () => {
    const counts = new Map<string, number>();
    const canaries = simulated.map(({ canary }) => `canary ${String(canary)}`);
    for (const key of [...canaries, ...tested.map(({ sabotage }) => sabotage.new)]) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(Math.max(...counts.values())).to.be.at.most(ROWS_PER_SABOTAGE_MAX);
  });

  it('SI91 docs/gaps.md is what the rows say; `simulate gaps --document` prints it', () => {
    expect(source('docs/gaps.md')).to.equal(gapDocument(rows));
  });

  it('SI92 a sabotage that turns exactly the tests of its rule red closes its row', async () => {
    const row = tested.find(({ id }) => id === '1.2e');
    expect(row).not.to.equal(undefined);
    const result = await tryTested(row as TestedGap);
    expect(result.caught).to.equal(true);
    expect(result.hits).to.be.above(0);
  });

  it('SI92 a sabotage that nothing notices, or that other tests notice, closes nothing', async () => {
    const row = tested.find(({ id }) => id === '1.2e') as TestedGap;
    const { sabotage } = row;
    const harmless = { ...sabotage, new: `  /* hit */\n${sabotage.old}` };
    expect((await tryTested({ ...row, sabotage: harmless })).caught).to.equal(false);
    expect((await tryTested({ ...row, invariant: 'CL20' })).caught).to.equal(false);
  });

  it('SI92 a row whose canary was tried in the same run is judged by what came of it', async () => {
    const row = simulated.find(({ id }) => id === '1.1b') as SimulatedGap;
    const violation = { invariant: row.invariant, at: 1, entity: 'room:1', detail: 'is not' };
    const found: Found = { seed: 1, firstViolation: violation, hits: 1 };
    const another = { ...violation, invariant: 'S-NO-DEFECT' };
    await Crew.with({ processes: 1, sources: null, wallMs: 60_000 }, async (crew) => {
      const seeds = new CleanSeeds(crew);
      const isCaught = async (one: Found | null): Promise<boolean> => {
        const tried = new Map([[row.canary, one]]);
        return (await tryGap(row, { seeds, tests, processes: 1, tried })).caught;
      };
      expect(await isCaught(found)).to.equal(true);
      expect(await isCaught({ ...found, firstViolation: another })).to.equal(false);
      expect(await isCaught({ ...found, hits: 0 })).to.equal(false);
      expect(await isCaught(null)).to.equal(false);
    });
  });
});
