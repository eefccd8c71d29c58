import { expect } from 'chai';
import type { LiveMessage } from '../../../../core/vocabulary/messages.js';
import { ViewRecord } from '../../../../hosts/cli/load/view-record.js';

function messages(...sequences: readonly number[]): readonly LiveMessage[] {
  return sequences.map(
    (seq) => ({ seq, state: 'live', body: `a-${seq} says something` }) as unknown as LiveMessage,
  );
}

describe('the record of a view', () => {
  it('LD1 takes what is new, once', () => {
    const record = new ViewRecord(1);
    expect(record.see(messages(1, 2), false)).to.deep.equal([{ key: 'a-2', seq: 2 }]);
    expect(record.see(messages(1, 2), false)).to.deep.equal([]);
    record.see(messages(1, 2, 3, 4), false);
    expect(record.sightings.map(({ seq }) => seq)).to.deep.equal([2, 3, 4]);
    expect(record.skipped).to.deep.equal([]);
  });

  it('LD2 a hole is excused only where the client said that it starts anew', () => {
    const silent = new ViewRecord(1);
    silent.see(messages(5), false);
    expect(silent.skipped).to.deep.equal([]);
    const told = new ViewRecord(1);
    told.see(messages(5), true);
    expect(told.skipped).to.deep.equal([{ from: 2, to: 4 }]);
  });

  it('LD4 disorder in a view does not hide itself', () => {
    const record = new ViewRecord(1);
    record.see(messages(3, 2), false);
    expect(record.sightings.map(({ seq }) => seq)).to.deep.equal([3, 2]);
  });
});
