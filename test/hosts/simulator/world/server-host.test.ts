import { expect } from 'chai';
import { timesOf, trial } from './trial.js';

/** Long enough for a seed on a busy machine. */
const PATIENCE_MS = 600_000;

describe('the machine of the servers', function () {
  this.timeout(PATIENCE_MS);

  it('SI30 one process ends while the other goes on with the same file', async () => {
    const ran = await trial({
      processes: 2,
      faults: [{ t: 5_000, class: 'P1', process: 0, downMs: 1_000 }],
    });
    expect(ran.result.firstViolation).to.equal(null);
    expect(ran.result.counts.outcomes.P1).to.equal(1);
    expect(Math.max(...timesOf(ran, 'server@1'))).to.be.within(4_900, 5_100);
    expect(Math.min(...timesOf(ran, 'server@2'))).to.be.at.least(6_000);
    const other = timesOf(ran, 'server2@1');
    expect(other.some((ms) => ms > 5_100 && ms < 5_900)).to.equal(true);
    expect(Math.max(...other)).to.be.above(20_000);
  });

  it('SI30 a process that is lost never comes back, and the other serves everyone', async () => {
    const ran = await trial({ processes: 2, faults: [{ t: 5_000, class: 'P4', process: 1 }] });
    expect(ran.result.firstViolation).to.equal(null);
    expect(Math.max(...timesOf(ran, 'server2@1'))).to.be.at.most(5_000);
    expect(timesOf(ran, 'server2@2')).to.deep.equal([]);
  });

  it('SI31 nothing of a paused process runs, and what was due is overdue then', async () => {
    const ran = await trial({
      processes: 1,
      faults: [{ t: 5_000, class: 'P3', process: 0, forMs: 2_000 }],
    });
    expect(ran.result.firstViolation).to.equal(null);
    const times = timesOf(ran, 'server@1');
    expect(times.filter((ms) => ms > 5_000 && ms < 7_000)).to.deep.equal([]);
    expect(times.filter((ms) => ms === 7_000).length).to.be.above(0);
  });

  it('SI32 a process that is cut off from the bus is heard of by nobody meanwhile', async () => {
    const ran = await trial({
      processes: 2,
      faults: [{ t: 2_000, class: 'N8', process: 1, forMs: 15_000, way: 'both' }],
      settings: ['N8.lost=0', 'N8.doubled=0', 'N8.overtaken=0'],
    });
    expect(ran.result.firstViolation).to.equal(null);
    expect(ran.result.counts.outcomes.N8).to.be.above(10);
    const heard = ran.records
      .filter(({ lane, kind, seq }) => lane === 'server2@1' && kind === 'signal' && seq > 0)
      .map(({ timeUs }) => timeUs / 1_000);
    expect(heard.filter((ms) => ms > 2_100 && ms < 17_000)).to.deep.equal([]);
    expect(heard.some((ms) => ms > 17_000)).to.equal(true);
  });
});
