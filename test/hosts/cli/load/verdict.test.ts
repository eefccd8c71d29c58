import { expect } from 'chai';
import { judge, type Evidence } from '../../../../hosts/cli/load/verdict.js';

const STORED = [
  { key: 'a-1', seq: 2 },
  { key: 'b-1', seq: 3 },
  { key: 'a-2', seq: 4 },
];

const GOOD: Evidence = {
  written: [['a-1', 'a-2'], ['b-1']],
  unsent: new Set(),
  stored: STORED,
  records: [
    { sightings: STORED, skipped: [] },
    { sightings: STORED, skipped: [] },
  ],
};

describe('the verdict of a load', () => {
  it('LD1 nothing is wrong when everybody saw what is stored, once and in order', () => {
    expect(judge(GOOD)).to.deep.equal({ lost: 0, doubled: 0, reordered: 0, skipped: 0 });
  });

  it('LD1 a kept message that is not stored is lost, unless its author still sees it as unsent', () => {
    const written = [['a-1', 'a-2', 'a-3'], ['b-1']];
    expect(judge({ ...GOOD, written })).to.include({ lost: 1 });
    expect(judge({ ...GOOD, written, unsent: new Set(['a-3']) })).to.include({ lost: 0 });
  });

  it('LD1 a stored message that somebody was not shown is lost', () => {
    const records = [{ sightings: STORED.slice(0, 2), skipped: [] }];
    expect(judge({ ...GOOD, records })).to.include({ lost: 1, skipped: 0 });
  });

  it('LD2 what a snapshot left to be loaded is skipped and not lost', () => {
    const records = [{ sightings: STORED.slice(2), skipped: [{ from: 2, to: 3 }] }];
    expect(judge({ ...GOOD, records })).to.include({ lost: 0, skipped: 2 });
  });

  it('LD3 a message that is stored or shown twice is doubled', () => {
    const stored = [...STORED, { key: 'a-2', seq: 5 }];
    expect(judge({ ...GOOD, stored, records: [] })).to.include({ doubled: 1 });
    const records = [{ sightings: [...STORED, ...STORED.slice(2)], skipped: [] }];
    expect(judge({ ...GOOD, records }).doubled).to.equal(1);
  });

  it('LD4 an author’s messages in another order than written are reordered, and so is a view', () => {
    const written = [['a-2', 'a-1'], ['b-1']];
    expect(judge({ ...GOOD, written })).to.include({ reordered: 1 });
    const [first, second, third] = STORED;
    const sightings = [first, third, second].flatMap((one) => (one === undefined ? [] : [one]));
    expect(judge({ ...GOOD, records: [{ sightings, skipped: [] }] })).to.include({ reordered: 1 });
  });
});
