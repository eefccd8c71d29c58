import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { SystemPressure } from '../../../adapters/system/pressure.js';
import { describePressureContract } from '../../contracts/pressure.contract.js';

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('the system’s pressure', () => {
  describePressureContract({ describe, it, before, after }, () => ({
    pressure: new SystemPressure(),
    holdUp: async (ms) => {
      block(ms);
      // The look that was due meanwhile, and one more.
      await sleep(60);
    },
    pass: (ms) => sleep(ms),
  }));

  it('SH1 the memory is that of this process', () => {
    const before = process.memoryUsage.rss();
    const { memoryBytes } = new SystemPressure().read();
    expect(memoryBytes).to.be.within(before / 2, before * 2);
  });
});
