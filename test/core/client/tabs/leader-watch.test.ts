import { expect } from 'chai';
import { SimulatedClock } from '../../../../adapters/simulated/clock.js';
import { LeaderWatch } from '../../../../core/client/tabs/leader-watch.js';
import { VirtualTime } from './virtual-time.js';

function watching(fraction: number) {
  const time = new VirtualTime();
  const page = time.page();
  const clock = new SimulatedClock({ timeline: page, wallStart: 0 });
  const random = { fraction: () => fraction, bytes: () => new Uint8Array(1) };
  const told: string[] = [];
  const watch = new LeaderWatch(
    { clock, random },
    { ask: () => told.push(`ask ${time.nowMs}`), steal: () => told.push(`steal ${time.nowMs}`) },
  );
  return { time, page, watch, told };
}

describe('core/client tabs: the watch on a leader', () => {
  it('TB15 a silent leader is asked after 0.5 s, once more after 1 s, and robbed 0.1 to 0.4 s later', async () => {
    for (const [fraction, at] of [
      [0, 1_100],
      [0.999, 1_400],
    ] as const) {
      const { time, watch, told } = watching(fraction);
      watch.start();
      await time.pass(1_499);
      const robbedAt = told.map((one) => Math.round(Number(one.replace(/\D+/, ''))));
      expect(robbedAt).to.deep.equal([0, 500, 1_000, at]);
      expect(told.at(-1)).to.match(/^steal/);
    }
  });

  it('TB15 whatever is heard until the last moment keeps the leader where it is', async () => {
    const { time, watch, told } = watching(0);
    watch.start();
    await time.pass(1_099);
    watch.heard();
    await time.pass(999);
    expect(told).to.deep.equal(['ask 0', 'ask 500', 'ask 1000', 'ask 1599']);
    watch.stop();
    await time.pass(5_000);
    expect(told).to.have.lengthOf(4);
  });

  it('TB15 a watch that slept itself asks again, and listens from the beginning', async () => {
    const { time, page, watch, told } = watching(0);
    watch.start();
    await time.pass(1_050);
    page.freeze();
    await time.pass(5_000);
    page.thaw();
    await time.pass(1_099);
    expect(told).to.deep.equal([
      'ask 0',
      'ask 500',
      'ask 1000',
      'ask 6050',
      'ask 6550',
      'ask 7050',
    ]);
    await time.pass(1);
    expect(told.at(-1)).to.equal('steal 7150');
  });
});
