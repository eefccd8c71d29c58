import { expect } from 'chai';
import { SimulatedPressure } from '../../../adapters/simulated/pressure.js';
import { describePressureContract } from '../../contracts/pressure.contract.js';

describe('simulated pressure', () => {
  describePressureContract({ describe, it, before, after }, () => {
    const pressure = new SimulatedPressure();
    const holdUp = (ms: number): Promise<void> => {
      pressure.late(ms);
      return Promise.resolve();
    };
    return { pressure, holdUp, pass: () => Promise.resolve() };
  });

  it('SH2 what is held stays until it is let go', () => {
    const pressure = new SimulatedPressure();
    const calm = pressure.read();
    pressure.hold({ memoryBytes: 5, loopDelayMs: 700 });
    for (let reading = 0; reading < 2; reading += 1) {
      expect(pressure.read()).to.deep.equal({ memoryBytes: 5, loopDelayMs: 700 });
    }
    pressure.hold({});
    expect(pressure.read()).to.deep.equal(calm);
  });
});
