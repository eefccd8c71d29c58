import { expect } from 'chai';
import compiler from 'typescript';
import { readExplanations } from '../../../../hosts/simulator/mutation/explained.js';
import {
  generateMutants,
  mutantsOf,
  type GeneratedMutant,
} from '../../../../hosts/simulator/mutation/generate-mutants.js';

const SOURCE = `
export function next(at: number, list: readonly number[]): boolean {
  assert(at > 0, 'it has begun');
  if (at >= 3 && list.length === 0) return false;
  list.forEach(print);
  telemetry.count('nexts_total');
  return at + 1 < 9;
}
`;

function changes(mutants: readonly GeneratedMutant[]): readonly string[] {
  return mutants.map(({ operator, before, after }) => `${operator}: ${before} -> ${after}`);
}

describe('mutants made by rule', () => {
  it('SI93 each operator changes one place, and what is only asserted or counted stays', () => {
    expect(changes(mutantsOf(compiler, 'a.ts', SOURCE))).to.deep.equal([
      'negate: at >= 3 && list.length === 0 -> !(at >= 3 && list.length === 0)',
      '||: at >= 3 && list.length === 0 -> at >= 3 || list.length === 0',
      '>: at >= 3 -> at > 3',
      '!==: list.length === 0 -> list.length !== 0',
      'flip: false -> true',
      'drop: list.forEach(print); -> (nothing)',
      '<=: at + 1 < 9 -> at + 1 <= 9',
      '-: at + 1 -> at - 1',
      'cut: at + 1 -> at',
    ]);
  });

  it('SI93 what runs as its module is loaded is not changed: it has run before', () => {
    const source = 'const all = 3 < 4;\nexport class Box { is = true; }\n';
    expect(changes(mutantsOf(compiler, 'a.ts', source))).to.deep.equal(['flip: true -> false']);
  });

  it('SI93 a sample is the same in every run, and ids name one mutant each', async () => {
    const mutants = await generateMutants(['core/messaging']);
    const ids = mutants.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    expect((await generateMutants(['core/messaging'])).map(({ id }) => id)).to.deep.equal(ids);
  });

  it('SI94 what is explained exists, and says why', async () => {
    const mutants = await generateMutants(['core']);
    const ids = new Set(mutants.map(({ id }) => id));
    for (const { id, why, verdict } of readExplanations().values()) {
      expect(ids.has(id), id).to.equal(true);
      expect(why.length, id).to.be.above(20);
      expect(['equivalent', 'elsewhere']).to.include(verdict);
    }
  });
});
