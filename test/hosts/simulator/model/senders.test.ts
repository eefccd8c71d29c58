import { expect } from 'chai';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import { ANA, created, keyOf, modelOf, posted, ROOM, violated } from './histories.js';

function keep(model: Model, key: string, writtenMs = 0): void {
  const id = keyOf(key);
  model.senders.kept({ client: 'c1', userId: ANA, roomId: ROOM, id, writtenMs, waits: false });
}

describe('the order of one sender', () => {
  it('SI60 a message that a slow device keeps only once it is stored is not still to come', () => {
    const model = modelOf(created(), posted(1));
    keep(model, 'key-1');
    keep(model, 'key-2');
    model.committed([posted(2)]);
    expect(violated(model)).to.deep.equal([]);
  });

  it('SI60 one that was kept after it keeps its turn: what overtakes it is S-FIFO-SENDER', () => {
    const model = modelOf(created(), posted(1));
    for (const key of ['key-1', 'key-2', 'key-3']) keep(model, key);
    model.committed([posted(2, { key: 'key-3' })]);
    expect(violated(model)).to.deep.equal(['S-FIFO-SENDER']);
  });

  it('SI60 one that a failing device keeps after what was written later goes before that', () => {
    const model = modelOf(created(), posted(1));
    keep(model, 'key-3', 2_000);
    keep(model, 'key-2', 1_000);
    model.committed([posted(2)]);
    expect(violated(model)).to.deep.equal([]);
  });
});
