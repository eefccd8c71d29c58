import { expect } from 'chai';
import { percentiles } from '../../../../hosts/cli/load/latencies.js';
import { Timings } from '../../../../hosts/cli/load/timings.js';

describe('the times of a load', () => {
  it('LD5 percentiles are by the nearest rank, and nothing has none', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentiles(hundred)).to.deep.equal({ p50: 50, p95: 95, p99: 99, max: 100 });
    expect(percentiles([1.26])).to.deep.equal({ p50: 1.3, p95: 1.3, p99: 1.3, max: 1.3 });
    expect(percentiles([])).to.equal(null);
  });

  it('LD5 everybody has a message when the last client has it', () => {
    const timings = new Timings(2);
    timings.written('a-1', 100);
    timings.acknowledged('a-1', 110);
    timings.acknowledged('a-1', 500);
    timings.seen('a-1', 120);
    expect(timings.latencies(null).everybody).to.equal(null);
    timings.seen('a-1', 140);
    const { acknowledged, everybody } = timings.latencies(null);
    expect(acknowledged?.max).to.equal(10);
    expect(everybody?.max).to.equal(40);
  });

  it('LD5 messages that met the time without a server are told apart', () => {
    const timings = new Timings(1);
    for (const [key, at, seen] of [
      ['a', 0, 10],
      ['b', 90, 2_000],
      ['c', 3_000, 3_005],
    ] as const) {
      timings.written(key, at);
      timings.seen(key, seen);
    }
    const { everybody, acrossOutage } = timings.latencies({ from: 100, to: 1_900 });
    expect(everybody?.max).to.equal(10);
    expect(acrossOutage?.max).to.equal(1_910);
  });

  it('LD8 messages written within a time are told apart from all others', () => {
    const timings = new Timings(1);
    for (const [key, at, seen] of [
      ['a', 0, 10],
      ['b', 100, 2_000],
      ['c', 200, 205],
    ] as const) {
      timings.written(key, at);
      timings.seen(key, seen);
    }
    const [within, without] = timings.everybodyWithin({ from: 100, to: 200 });
    expect([within?.max, without?.max]).to.deep.equal([1_900, 10]);
  });
});
