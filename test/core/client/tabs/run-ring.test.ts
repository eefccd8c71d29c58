import { expect } from 'chai';
import { RING_BYTES_MAX, RING_RUNS_MAX } from '../../../../core/client/tabs/limits.js';
import { RunRing } from '../../../../core/client/tabs/run-ring.js';
import { EPOCH, RoomLog } from '../room-log.js';

const BIG = 'x'.repeat(RING_BYTES_MAX / 4);

describe('core/client tabs: runs that a leader keeps', () => {
  function ringOf(runs: number, text: string): RunRing {
    const log = new RoomLog();
    const ring = new RunRing(EPOCH, 1);
    for (let seq = 2; seq <= runs + 1; seq += 1) {
      log.add({ do: 'post', by: 2 });
      ring.add(log.run(seq, seq), text);
    }
    return ring;
  }

  it('TB20 runs past a number or a size are forgotten, the oldest first', () => {
    expect(ringOf(RING_RUNS_MAX + 5, 'x').size).to.equal(RING_RUNS_MAX);
    const ring = ringOf(9, BIG);
    expect(ring.size).to.equal(4);
    expect(ring.bytes).to.equal(RING_BYTES_MAX);
    expect(ring.after(6)?.map(({ from }) => from)).to.deep.equal([7, 8, 9, 10]);
    expect(ring.after(5)).to.equal(null);
  });

  it('TB20 one that begins anew has room again', () => {
    const ring = ringOf(4, BIG);
    ring.restart(EPOCH, 9);
    expect(ring.size).to.equal(0);
    ring.add({ ...new RoomLog().run(1, 1), from: 10, to: 10 }, BIG);
    expect(ring.size).to.equal(1);
    expect(ring.bytes).to.equal(BIG.length);
  });
});
