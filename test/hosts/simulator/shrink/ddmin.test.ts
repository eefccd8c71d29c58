import { expect } from 'chai';
import fc from 'fast-check';
import type { Outcome } from '../../../../hosts/simulator/commands/pool.js';
import { ddmin, type Find } from '../../../../hosts/simulator/shrink/ddmin.js';
import { signatureOf } from '../../../../hosts/simulator/shrink/signature.js';

/** Looks for lists that hold every culprit, and counts how many it looked at. */
function culpritsIn(culprits: readonly number[]): { find: Find<number>; looked: () => number } {
  let looked = 0;
  const find: Find<number> = (lists) => {
    const at = lists.findIndex((list) => culprits.every((one) => list.includes(one)));
    looked += at < 0 ? lists.length : at + 1;
    return Promise.resolve(at);
  };
  return { find, looked: () => looked };
}

function failing(entity: string, detail: string, invariant = 'S-TIMELINE'): Outcome {
  const firstViolation = { invariant, at: 1, entity, detail };
  const result = { firstViolation, tripped: [], crashes: [] };
  return { kind: 'ran', result } as unknown as Outcome;
}

describe('making a failing plan smaller', () => {
  it('SI52 what is left is what is needed, in its order, and nothing else', async () => {
    const items = fc.uniqueArray(fc.nat(500), { minLength: 1, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(items, fc.infiniteStream(fc.boolean()), async (all, coins) => {
        const culprits = all.filter(() => coins.next().value === true).slice(0, 5);
        const left = await ddmin(all, culpritsIn(culprits).find);
        expect(left).to.deep.equal(culprits);
      }),
      { numRuns: 60 },
    );
  });

  it('SI52 three of 400 are found in fewer than 300 looks', async () => {
    const all = Array.from({ length: 400 }, (_, at) => at);
    const { find, looked } = culpritsIn([17, 203, 399]);
    expect(await ddmin(all, find)).to.deep.equal([17, 203, 399]);
    expect(looked()).to.be.lessThan(300);
  });

  it('SI52 a search that gives up keeps what still fails', async () => {
    const left = await ddmin([1, 2, 3], () => Promise.resolve(-1));
    expect(left).to.deep.equal([1, 2, 3]);
  });

  it('SI52 failures are alike by invariant, kind of thing and words, not by numbers or ids', () => {
    const one = failing('c2.1 room:1', 'message 7 at 12 is missing');
    expect(signatureOf(failing('c4.3 room:2', 'message 9 at 130 is missing'))).to.equal(
      signatureOf(one),
    );
    const others = [
      failing('room:1@12', 'message 7 at 12 is missing'),
      failing('c2.1 room:1', 'message 7 is shown twice'),
      failing('c2.1 room:1', 'message 7 at 12 is missing', 'S-ORDER-AGREE'),
    ];
    for (const other of others) expect(signatureOf(other)).not.to.equal(signatureOf(one));
  });
});
