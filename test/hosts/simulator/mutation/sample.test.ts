import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import compiler from 'typescript';
import { readSource } from '../../../../hosts/simulator/mutants/project.js';
import {
  generateMutants,
  type GeneratedMutant,
} from '../../../../hosts/simulator/mutation/generate-mutants.js';
import { marked } from '../../../../hosts/simulator/mutation/reach.js';
import { ResultsFile } from '../../../../hosts/simulator/mutation/results-file.js';
import { sampleOf } from '../../../../hosts/simulator/mutation/sample.js';
import { compilesIn } from '../../../../hosts/simulator/mutation/type-check.js';

function named(file: string, id: string): GeneratedMutant {
  const node = { from: 0, to: 0, isStatement: false };
  const text = { before: '', after: '', source: '', text: '' };
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

  it('SI93 sources with a mark at each place do what they did', async () => {
    const mutants = await generateMutants(['core/messaging', 'core/delivery']);
    const sources = marked(mutants);
    let marks = 0;
    for (const [file, source] of Object.entries(sources)) {
      const { diagnostics = [] } = compiler.transpileModule(source, { reportDiagnostics: true });
      expect(diagnostics, file).to.deep.equal([]);
      const bare = source.replaceAll(/globalThis\.hearthReached\?\.add\(\d+\)[;,] /g, '');
      expect(shape(bare), file).to.equal(shape(readSource(file)));
      marks += source.split('hearthReached').length - 1;
    }
    expect(marks).to.equal(mutants.length);
  });

  it('SI93 results are kept, and a run goes on from them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hearth-results-'));
    try {
      const path = join(folder, 'results.ndjson');
      new ResultsFile(path).add('one', { state: 'killed', by: 'S-RYW', seed: 4, hits: 9 });
      const again = new ResultsFile(path);
      expect(again.of('one')).to.include({ state: 'killed', by: 'S-RYW', seed: 4, hits: 9 });
      expect(again.of('two')).to.equal(null);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** A source without what marks add around a node, and without its layout. */
function shape(source: string): string {
  return source.replaceAll(/[\s(){}]/g, '');
}
