import { expect } from 'chai';
import type { Fault } from '../../../../hosts/simulator/plan/plan.js';
import { trial } from './trial.js';

/** Long enough for a seed on a busy machine. */
const PATIENCE_MS = 600_000;

describe('the audit of simulated servers', function () {
  this.timeout(PATIENCE_MS);

  async function judged(auditEveryMs: number, faults: readonly Fault[] = []): Promise<number> {
    const people = ['readEveryMs=700', 'mentions=0.3'];
    const settings = ['N1.on=true', `auditEveryMs=${String(auditEveryMs)}`, ...people];
    const { result } = await trial({ processes: 2, faults, settings });
    expect(result.firstViolation).to.equal(null);
    if (auditEveryMs > 0) expect(result.counts.goals).to.have.property('commit-under-audit');
    return result.judged['S-DRIFT'] ?? 0;
  }

  it('SI37 every engine looks all the time, and finds nothing', async () => {
    expect(await judged(0)).to.equal(0);
    expect(await judged(1_000)).to.be.above(40);
  });

  it('SI37 it finds nothing over an older copy, a crash and a power loss either', async () => {
    const looks = await judged(300, [
      { t: 6_000, class: 'P1', process: 0, downMs: 300 },
      { t: 9_000, class: 'S8', olderMs: 3_000 },
      { t: 14_000, class: 'S7', inCommit: true },
    ]);
    expect(looks).to.be.above(40);
  });
});
