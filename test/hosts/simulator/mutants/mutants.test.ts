import { invariantOf } from '../../../../hosts/simulator/invariants/registry.js';
import { expect } from 'chai';
import { readCanaries, sourcesOf } from '../../../../hosts/simulator/commands/canary-files.js';
import {
  applyEdit,
  countHits,
  editDiff,
  MutantError,
} from '../../../../hosts/simulator/mutants/mutant.js';
import { applyPatch, readPatch } from '../../../../hosts/simulator/mutants/patch.js';
import { mutate, mutateByPatch } from '../../../../hosts/simulator/mutants/project.js';
import { FAULT_CLASS_NAMES } from '../../../../hosts/simulator/plan/fault-classes.js';
import { configOf } from '../../../../hosts/simulator/plan/settings.js';

const PATCH = `--- a/core/x.ts
+++ b/core/x.ts
@@ -2,3 +2,3 @@ context
 two
-three
+drei
 four
`;

describe('mutants', () => {
  it('SI16 an edit replaces a text that is there once', () => {
    expect(applyEdit('a b c', { file: 'x', old: 'b', new: 'B' })).to.equal('a B c');
  });

  for (const [title, source] of [
    ['twice', 'b b'],
    ['never', 'c'],
  ] as const) {
    it(`SI16 an edit of a text that is there ${title} is refused`, () => {
      expect(() => applyEdit(source, { file: 'x', old: 'b', new: 'B' })).to.throw(MutantError);
    });
  }

  it('SI16 a hit mark is made to count, and a diff shows what differs', () => {
    expect(countHits('/* hit */ x')).to.include('globalThis.hearthMutantHits');
    expect(editDiff({ file: 'x', old: 'a\nb\nc', new: 'a\nB\nc' })).to.deep.equal(['-b', '+B']);
  });

  it('SI16 a patch applies where its context is, though lines were added before it', () => {
    const [patch] = readPatch(PATCH);
    if (patch === undefined) throw new Error('no file in the patch');
    expect(patch.file).to.equal('core/x.ts');
    expect(applyPatch('one\ntwo\nthree\nfour\n', patch)).to.equal('one\ntwo\ndrei\nfour\n');
    expect(applyPatch('0\none\ntwo\nthree\nfour', patch)).to.equal('0\none\ntwo\ndrei\nfour');
  });

  it('SI16 a patch whose context is not there is refused, as is a text that is no patch', () => {
    const [patch] = readPatch(PATCH);
    if (patch === undefined) throw new Error('no file in the patch');
    expect(() => applyPatch('one\ntwo\nfour\n', patch)).to.throw(MutantError, 'line 2');
    expect(() => readPatch('hello')).to.throw(MutantError);
    expect(() => mutateByPatch('no/such/file.patch')).to.throw(MutantError);
  });

  it('SI16 only sources of the project can be changed', () => {
    for (const file of ['../x.ts', 'package.json', 'core/none.ts', 'test/planted.ts']) {
      expect(() => mutate([{ file, old: 'a', new: 'b' }]), file).to.throw(MutantError);
    }
  });

  for (const canary of readCanaries()) {
    it(`SI19 canary ${String(canary.id)} fits: ${canary.title}`, () => {
      const source = sourcesOf(canary)[canary.file];
      expect(source).to.include('hearthMutantHits');
      expect(invariantOf(canary.invariant), canary.invariant).not.to.equal(null);
      expect(canary.seeds).to.be.greaterThan(0);
      for (const name of canary.needs) expect(FAULT_CLASS_NAMES).to.include(name);
      for (const one of canary.without ?? []) expect(() => configOf(1, [one]), one).not.to.throw();
    });
  }

  it('SI19 every canary has a number of its own, and the first step has its seven', () => {
    const numbers = readCanaries().map(({ id }) => id);
    expect(new Set(numbers).size).to.equal(numbers.length);
    expect(numbers).to.include.members([1, 4, 9, 11, 15, 35, 36]);
  });
});
