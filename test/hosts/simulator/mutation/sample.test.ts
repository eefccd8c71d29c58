import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import compiler from 'typescript';
import type { Outcome } from '../../../../hosts/simulator/commands/pool.js';
import { Places } from '../../../../hosts/simulator/mutants/places.js';
import { readSource } from '../../../../hosts/simulator/mutants/project.js';
import {
  generateMutants,
  type GeneratedMutant,
} from '../../../../hosts/simulator/mutation/generate-mutants.js';
import type { PassedTrial } from '../../../../hosts/simulator/mutation/reach.js';
import { ResultsFile } from '../../../../hosts/simulator/mutation/results-file.js';
import { sampleOf } from '../../../../hosts/simulator/mutation/sample.js';
import { switched } from '../../../../hosts/simulator/mutation/switched.js';
import { readTrialKinds, trialsOf } from '../../../../hosts/simulator/mutation/trials.js';
import { tryAtOnce } from '../../../../hosts/simulator/mutation/try-at-once.js';
import { together } from '../../../../hosts/simulator/mutation/try-mutant.js';
import { configOf } from '../../../../hosts/simulator/plan/settings.js';
import { compilesIn } from '../../../../hosts/simulator/mutation/type-check.js';

function named(file: string, id: string): GeneratedMutant {
  const node = { from: 0, to: 0, isStatement: false };
  const text = { before: '', after: '', text: '' };
  return { id, file, line: 1, operator: 'drop', node, ...text };
}

const ALIVE = { state: 'survived', by: null, seed: null, settings: [] } as const;

function passedTrial(seed: number, reached: readonly number[]): PassedTrial {
  return { seed, settings: [], traceHash: '', wallMs: 1, reached: new Set(reached), kills: 0 };
}

/** A run that nothing is wrong with. */
function ranWith(visits: readonly number[]): Outcome {
  const result = { tripped: [], firstViolation: null, crashes: [] };
  return { kind: 'ran', visits, result } as unknown as Outcome;
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
    places.begin([2]);
    expect([places.at(1), places.at(2), places.at(2)]).to.deep.equal([false, true, true]);
    expect(places.reached).to.deep.equal([1, 2]);
    expect([places.visitsOf(2), places.visitsOf(3)]).to.deep.equal([2, 0]);
    places.begin([]);
    expect(places.at(2)).to.equal(false);
  });

  it('SI93 of ten seeds nine have something pinned, whatever the first of them is', () => {
    const trials = trialsOf(60, 31);
    expect(trials.map(({ seed }) => seed)).to.deep.equal(
      Array.from({ length: 60 }, (_, at) => 31 + at),
    );
    expect(trials.filter(({ settings }) => settings.length > 0)).to.have.lengthOf(54);
    expect(new Set(trials.map(({ settings }) => settings.join())).size).to.equal(18);
    const kinds = trialsOf(5, 15, 60).map(({ settings }) => settings.join());
    expect(new Set(kinds).size).to.equal(1);
    for (const { seed, settings } of trials) expect(() => configOf(seed, settings)).not.to.throw();
  });

  it('SI93 every kind of trial says what it is for, and takes the place of no rarer one', () => {
    const kinds = readTrialKinds();
    for (const { title, of, seeds, pinned } of kinds) {
      expect(title, title).to.match(/^[A-Z].{20,}\.$/);
      for (const rest of seeds) expect(rest, title).to.be.within(0, of - 1);
      expect(() => configOf(1, pinned), title).not.to.throw();
    }
    const sizes = kinds.map(({ of }) => of);
    expect(sizes).to.deep.equal([...sizes].sort((one, other) => other - one));
    const places = kinds.flatMap(({ of, seeds }) => seeds.map((rest) => `${rest} of ${of}`));
    expect(new Set(places).size).to.equal(places.length);
  });

  it('SI93 what lives is tried at once, and what a trial finds out is found by halves', async () => {
    const ran: (readonly number[])[] = [];
    const lives = { ...ALIVE, tried: 1, hits: 1, differing: 0 };
    const numbers = [0, 1, 2, 4, 6];
    const passed = [1, 2].map((seed) => passedTrial(seed, numbers));
    const results = await tryAtOnce(
      new Map(numbers.map((mutant) => [mutant, { result: lives, alone: passed.slice(0, 0) }])),
      { passed },
      {
        size: 1,
        // Seed 2 finds out what is wrong with 1, which 0 undoes, with 2, and with 0 and 6 together.
        run: ({ mutants = [], ...job }) => {
          ran.push(mutants);
          const has = (mutant: number): boolean => mutants.includes(mutant);
          const found = has(2) || (has(1) && !has(0)) || (has(0) && has(6));
          const isBad = 'seed' in job && job.seed === 2 && found;
          const reason = 'it ended';
          if (isBad) return Promise.resolve({ kind: 'died', job: 0, reason });
          return Promise.resolve(ranWith(mutants.map(() => 5)));
        },
      },
    );
    const [ofSeed1, ofSeed2] = [ran.slice(0, 2), ran.slice(2)];
    expect(ofSeed1).to.deep.equal([[0, 2, 4, 6], [1]]);
    expect(ofSeed2).to.deep.equal([[0, 2, 4, 6], [0, 2], [0], [2], [4, 6], [1]]);
    for (const mutant of [1, 2]) {
      const found = { state: 'killed', by: 'died', seed: 2, tried: 3, hits: 6 };
      expect(results.get(mutant)).to.include(found);
    }
    for (const mutant of [0, 4, 6]) {
      expect(results.get(mutant)).to.include({ state: 'survived', tried: 3, hits: 11 });
    }
  });

  it('SI93 what a survivor was tried on before counts with what it is tried on again', () => {
    const alive = { ...ALIVE, tried: 12, differing: 2, hits: 40 };
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
