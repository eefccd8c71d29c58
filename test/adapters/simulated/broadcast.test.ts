import { expect } from 'chai';
import { SimulatedBroadcast } from '../../../adapters/simulated/broadcast.js';
import type { Signal } from '../../../ports/broadcast.js';
import { describeBroadcastContract } from '../../contracts/broadcast.contract.js';
import { RunningTime } from './bench.js';

describe('the simulated broadcast', () => {
  const time = new RunningTime();
  after(() => {
    time.stop();
  });

  describeBroadcastContract({ describe, it, before, after }, () => ({
    broadcast: new SimulatedBroadcast({
      timeline: time.timeline,
      fate: () => ({ copiesAfterMs: [1] }),
    }),
    settle: () => time.pass(5),
  }));

  it('SI17 a signal is lost, doubled or overtaken as its fate says', async () => {
    const fates = [[], [1, 2], [9], [1]];
    const broadcast = new SimulatedBroadcast({
      timeline: time.timeline,
      fate: () => ({ copiesAfterMs: fates.shift() ?? [] }),
    });
    const heard: number[] = [];
    broadcast.subscribe((signal) => heard.push(numberOf(signal)));
    for (const number of [1, 2, 3, 4]) broadcast.publish(signalOf(number));
    await time.pass(20);
    expect(heard).to.deep.equal([2, 4, 2, 3]);
  });
});

function signalOf(number: number): Signal {
  return { kind: 'moved', runs: [{ stream: 'account', from: number, to: number }] };
}

function numberOf(signal: Signal): number {
  return signal.kind === 'moved' ? (signal.runs[0]?.to ?? 0) : 0;
}
