import { expect } from 'chai';
import { INVARIANTS } from '../../../../hosts/simulator/invariants/registry.js';
import { Model } from '../../../../hosts/simulator/model/model.js';
import { BAD_HISTORIES, type BadHistory } from './bad-histories.js';
import { checkers, switchedModel, type Checker } from './emptied.js';

/** What a history violates first; null for nothing, or for a model that can't even take it. */
function verdict(TheModel: typeof Model, { play }: BadHistory): string | null {
  try {
    let nowMs = 0;
    const model = new TheModel(() => nowMs);
    play(model, (ms) => {
      nowMs = ms;
    });
    return model.violations[0]?.invariant ?? null;
  } catch {
    return null;
  }
}

describe('the checkers of the model', () => {
  for (const history of BAD_HISTORIES) {
    it(`SI60 ${history.title} is ${history.invariant}, and has been judged`, () => {
      expect(verdict(Model, history)).to.equal(history.invariant);
    });
  }

  it('SI61 every invariant has a bad history, and every bad history an invariant', () => {
    const known = INVARIANTS.map(({ id }) => id).sort();
    const shown = [...new Set(BAD_HISTORIES.map(({ invariant }) => invariant))].sort();
    expect(shown).to.deep.equal(known);
    expect(new Set(known).size).to.equal(known.length);
  });

  it('SI61 every invariant that a checker names is in the table', () => {
    const known = new Set(INVARIANTS.map(({ id }) => id));
    const named = checkers().flatMap(({ invariants }) => invariants);
    expect(named.filter((id) => !known.has(id))).to.deep.equal([]);
  });

  it('SI62 a checker whose body is replaced by nothing is missed by a bad history', async () => {
    const all = checkers();
    expect(all.length).to.be.greaterThan(20);
    const switched = await switchedModel(all);
    const reaching = new Map<Checker, BadHistory[]>(all.map((checker) => [checker, []]));
    for (const history of BAD_HISTORIES) {
      expect(verdict(switched.Model, history), history.title).to.equal(history.invariant);
      // What never reaches a body is judged the same without it.
      for (const checker of switched.reached()) reaching.get(checker)?.push(history);
    }
    const unmissed: string[] = [];
    for (const [checker, histories] of reaching) {
      switched.empty(checker);
      const missed = histories.filter((one) => verdict(switched.Model, one) !== one.invariant);
      const ids = new Set(missed.map(({ invariant }) => invariant));
      const name = `${checker.file} ${checker.name}`;
      if (ids.size === 0) unmissed.push(name);
      for (const id of checker.invariants) if (!ids.has(id)) unmissed.push(`${name}: ${id}`);
    }
    expect(unmissed).to.deep.equal([]);
  });
});
