import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import compiler from 'typescript';
import { Places } from '../../../../hosts/simulator/mutants/places.js';
import { readSource } from '../../../../hosts/simulator/mutants/project.js';
import {
  generateMutants,
  type GeneratedMutant,
} from '../../../../hosts/simulator/mutation/generate-mutants.js';
import { ResultsFile } from '../../../../hosts/simulator/mutation/results-file.js';
import { sampleOf } from '../../../../hosts/simulator/mutation/sample.js';
import { switched } from '../../../../hosts/simulator/mutation/switched.js';
import { trialsOf } from '../../../../hosts/simulator/mutation/trials.js';
import { together } from '../../../../hosts/simulator/mutation/try-mutant.js';
import { configOf } from '../../../../hosts/simulator/plan/settings.js';
import { compilesIn } from '../../../../hosts/simulator/mutation/type-check.js';

function named(file: string, id: string): GeneratedMutant {
  const node = { from: 0, to: 0, isStatement: false };
  const text = { before: '', after: '', text: '' };
  return { id, file, line: 1, operator: 'drop', node, ...text };
}

describe('a sample of mutants', () => {
  it('SI93 the first of each file comes before the second of any', () => {
    const mutants = ['a1', 'a2', 'a3', 'b1', 'c1'].map((id) => named(id.slice(0, 1), id));
    const ids = sampleOf(mutants, 4, () => true).map(({ id }) => id);
    expect(ids).to.deep.equal(['a1', 'b1', 'c1', 'a2']);
  });

  it('SI93 a source that does not compile is no mutant', async () => {
    const mutants = (await generateMutants(['core/messaging'])).filter(
      ({ file }) => file === 'core/messaging/page.ts',
    );
    const compiles = await compilesIn(['core/messaging/page.ts']);
    const refused = mutants.filter((mutant) => !compiles(mutant)).map(({ before }) => before);
    expect(refused).to.include('!person.ok');
    expect(mutants.length).to.be.above(refused.length);
    expect(sampleOf(mutants, 99, compiles)).to.have.lengthOf(mutants.length - refused.length);
  });

  it('SI93 sources that hold all mutants do what they did while none is switched on', async () => {
    const mutants = await generateMutants(['core/messaging', 'core/delivery']);
    const changed = new Map(mutants.map(({ text }, number) => [String(number), text] as const));
    let places = 0;
    for (const [file, source] of Object.entries(switched(mutants))) {
      const { diagnostics = [] } = compiler.transpileModule(source, { reportDiagnostics: true });
      expect(diagnostics, file).to.deep.equal([]);
      places += source.split('hearthPlaceAt').length - 1;
      expect(shape(withoutSwitches(source, changed)), file).to.equal(shape(readSource(file)));
    }
    expect(places).to.equal(mutants.length);
  });

  it('SI93 a place runs its other text only while its mutant is switched on', () => {
    const places = new Places();
    places.begin(2);
    expect([places.at(1), places.at(2), places.at(2)]).to.deep.equal([false, true, true]);
    expect(places.reached).to.deep.equal([1, 2]);
    expect([places.visitsOf(2), places.visitsOf(3)]).to.deep.equal([2, 0]);
    places.begin(null);
    expect(places.at(2)).to.equal(false);
  });

  it('SI93 of ten seeds nine have something pinned, whatever the first of them is', () => {
    const trials = trialsOf(60, 31);
    expect(trials.map(({ seed }) => seed)).to.deep.equal(
      Array.from({ length: 60 }, (_, at) => 31 + at),
    );
    expect(trials.filter(({ settings }) => settings.length > 0)).to.have.lengthOf(54);
    expect(new Set(trials.map(({ settings }) => settings.join())).size).to.equal(12);
    const kinds = trialsOf(5, 15, 60).map(({ settings }) => settings.join());
    expect(new Set(kinds).size).to.equal(1);
    for (const { seed, settings } of trials) expect(() => configOf(seed, settings)).not.to.throw();
  });

  it('SI93 what a survivor was tried on before counts with what it is tried on again', () => {
    const nothing = { by: null, seed: null, settings: [] };
    const alive = { ...nothing, state: 'survived', tried: 12, differing: 2, hits: 40 } as const;
    const found = { ...alive, state: 'killed', by: 'S-RYW', seed: 70, tried: 3 } as const;
    expect(together(null, alive)).to.deep.equal(alive);
    expect(together(alive, found)).to.include({
      state: 'killed',
      by: 'S-RYW',
      tried: 15,
      hits: 80,
    });
    const missed = { ...alive, state: 'not reached', tried: 0, differing: 0, hits: 0 } as const;
    expect(together(alive, missed)).to.deep.equal(alive);
  });

  it('SI93 results are kept, and a run goes on from them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hearth-results-'));
    try {
      const path = join(folder, 'results.ndjson');
      const found = { state: 'killed', by: 'S-RYW', seed: 4, hits: 9 } as const;
      new ResultsFile(path).add('one', { ...found, settings: [], tried: 1, differing: 1 });
      const again = new ResultsFile(path);
      expect(again.of('one')).to.include({ state: 'killed', by: 'S-RYW', seed: 4, hits: 9 });
      expect(again.of('two')).to.equal(null);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** A source without what switches a mutant on, and without the mutant. */
function withoutSwitches(source: string, changed: ReadonlyMap<string, string>): string {
  const bare = source.replaceAll(/if \(!globalThis\.hearthPlaceAt\(\d+\)\) /g, '');
  const parts = bare.split(/globalThis\.hearthPlaceAt\((\d+)\) \? /);
  const [first = '', ...rest] = parts;
  return rest.reduce((text, part, index) => {
    if (index % 2 === 0) return text;
    const other = `(${changed.get(rest[index - 1] ?? '') ?? ''}) : `;
    expect(part.startsWith(other), part).to.equal(true);
    return text + part.slice(other.length);
  }, first);
}

/** A source without brackets and its layout. */
function shape(source: string): string {
  return source.replaceAll(/[\s(){}]/g, '');
}
