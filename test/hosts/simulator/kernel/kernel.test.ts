import { expect } from 'chai';
import fc from 'fast-check';
import { Draws } from '../../../../hosts/simulator/kernel/draws.js';
import { microtaskDrain } from '../../../../hosts/simulator/kernel/drain.js';
import { Heap } from '../../../../hosts/simulator/kernel/heap.js';
import { EVENTS_AT_ONCE_MAX, Kernel } from '../../../../hosts/simulator/kernel/kernel.js';
import { PREFIXES_KEPT, Trace } from '../../../../hosts/simulator/kernel/trace.js';

const LABEL = { kind: 'test', entity: '' };

/** Draining works only outside of microtasks: what a test does with it runs in a macrotask. */
function inMacrotask(body: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        body();
        resolve();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

function newKernel(options: { trace?: Trace; shuffleTies?: boolean; seed?: number } = {}): Kernel {
  const { trace = new Trace(), shuffleTies = false, seed = 1 } = options;
  const drain = microtaskDrain();
  return new Kernel({ seed, trace, drain, shuffleTies, afterEvent: () => false });
}

describe('the simulator kernel', () => {
  it('SI1 a heap gives out what was put in, by time, then tie, then seq', () => {
    const item = fc.record({ time: fc.nat(5), tie: fc.nat(2), seq: fc.nat(1_000) });
    fc.assert(
      fc.property(fc.array(item), (items) => {
        const heap = new Heap<(typeof items)[number]>();
        for (const one of items) heap.push(one);
        const out: (typeof items)[number][] = [];
        for (let next = heap.pop(); next !== undefined; next = heap.pop()) out.push(next);
        const sorted = [...items].sort((a, b) => a.time - b.time || a.tie - b.tie || a.seq - b.seq);
        expect(out.map(({ time, tie, seq }) => [time, tie, seq])).to.deep.equal(
          sorted.map(({ time, tie, seq }) => [time, tie, seq]),
        );
      }),
    );
  });

  it('SI1 events run in order of time, and one that a microtask schedules finds its place', () =>
    inMacrotask(() => {
      const kernel = newKernel();
      const life = kernel.begin('p');
      const ran: string[] = [];
      life.schedule(20, LABEL, () => ran.push('late'));
      life.schedule(10, LABEL, () => {
        ran.push('early');
        void Promise.resolve().then(() => {
          ran.push('microtask');
          life.schedule(5, LABEL, () => ran.push('between'));
        });
      });
      expect(kernel.run(100)).to.equal('idle');
      expect(ran).to.deep.equal(['early', 'microtask', 'between', 'late']);
    }));

  it('SI1 nothing comes before its time, however small the delay', () =>
    inMacrotask(() => {
      const kernel = newKernel();
      const life = kernel.begin('p');
      let at = -1;
      life.schedule(0.2, LABEL, () => (at = kernel.nowUs));
      kernel.run(10);
      expect(at).to.equal(1);
    }));

  it('SI1 a run in which time stands still is ended', () =>
    inMacrotask(() => {
      const kernel = newKernel();
      const life = kernel.begin('p');
      let events = 0;
      const again = (): void => {
        events += 1;
        life.schedule(0, LABEL, again);
      };
      again();
      expect(kernel.run(10)).to.equal('circles');
      expect(events).to.be.greaterThan(EVENTS_AT_ONCE_MAX);
    }));

  it('SI2 nothing of an ended life runs: no event, no continuation, no finally', () =>
    inMacrotask(() => {
      const kernel = newKernel();
      const first = kernel.begin('server');
      const ran: string[] = [];
      const work = async (): Promise<void> => {
        try {
          await first.sleep(10, LABEL);
          ran.push('after');
        } finally {
          ran.push('finally');
        }
      };
      void work();
      kernel.begin('keeper').schedule(5, LABEL, () => {
        first.end();
      });
      const second = kernel.begin('server');
      second.schedule(20, LABEL, () => ran.push(second.lane));
      expect(kernel.run(100)).to.equal('idle');
      expect(ran).to.deep.equal(['server@2']);
    }));

  it('SI2 who waits for nobody is named, unless the life has ended', () =>
    inMacrotask(() => {
      const kernel = newKernel();
      const dead = kernel.begin('a');
      kernel.waits(dead, { kind: 'read', entity: 'x' });
      dead.end();
      const done = kernel.waits(kernel.begin('b'), { kind: 'read', entity: 'y' });
      kernel.waits(kernel.begin('c'), { kind: 'lock', entity: 'z' });
      done();
      expect(kernel.waiters()).to.deep.equal(['c@1 lock z']);
    }));

  it('SI3 a draw does not depend on other draws, and differs by seed, stream and entity', () => {
    const alone = new Draws(7, 'N2', 'c1');
    const one = alone.fraction();
    new Draws(7, 'N2', 'c2').fraction();
    expect(new Draws(7, 'N2', 'c1').fraction()).to.equal(one);
    const others = [new Draws(8, 'N2', 'c1'), new Draws(7, 'N3', 'c1'), new Draws(7, 'N2', 'c2')];
    for (const other of others) expect(other.fraction()).not.to.equal(one);
    expect(alone.fraction()).not.to.equal(one);
  });

  it('SI3 seeds above 32 bits are seeds of their own', () => {
    const drawn = [1, 1 + 2 ** 32, 1 + 2 ** 40].map((seed) => new Draws(seed, 's', 'e').uint32());
    expect(new Set(drawn).size).to.equal(3);
  });

  it('SI3 fractions are spread evenly, and an exponential has its mean', () => {
    const draws = new Draws(3, 'spread', '');
    const tenths = new Array<number>(10).fill(0);
    let sum = 0;
    for (let count = 0; count < 20_000; count += 1) {
      const tenth = Math.floor(draws.fraction() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
      sum += draws.exponential(5);
    }
    for (const count of tenths) expect(count).to.be.within(1_800, 2_200);
    expect(sum / 20_000).to.be.within(4.8, 5.2);
  });

  it('SI5 the hash moves with time, order, lane, kind, entity and payload, not with words', () => {
    const words = { cause: -1, detail: '', about: [] as readonly string[] };
    const base = { timeUs: 5, seq: 1, lane: 'a', kind: 'k', entity: 'e', payload: 9, ...words };
    const hashOf = (record: typeof base): string => {
      const trace = new Trace();
      trace.add(record);
      return trace.hash;
    };
    const hash = hashOf(base);
    const changes = [
      { timeUs: 6 },
      { seq: 2 },
      { lane: 'b' },
      { kind: 'l' },
      { entity: 'f' },
      { payload: 8 },
    ];
    const hashes = changes.map((change) => hashOf({ ...base, ...change }));
    expect(new Set([hash, ...hashes]).size).to.equal(changes.length + 1);
    const said = { cause: 3, detail: 'words', about: ['room:1@1'] };
    expect(hashOf({ ...base, ...said })).to.equal(hash);
  });

  it('SI5 the hash after each of the last records is kept, and checkpoints of all', () => {
    const trace = new Trace();
    const hashes: string[] = [];
    for (let index = 0; index < PREFIXES_KEPT + 300; index += 1) {
      const record = { timeUs: index, seq: index, lane: 'a', kind: 'k', entity: '' };
      trace.add({ ...record, payload: 0, cause: -1, detail: '', about: [] });
      hashes.push(trace.hash);
    }
    expect(trace.prefix(299)).to.equal(null);
    expect(trace.prefix(300)).to.equal(hashes[300]);
    expect(trace.prefix(hashes.length - 1)).to.equal(trace.hash);
    expect(trace.checkpoints[0]).to.equal(hashes[255]);
    expect(trace.checkpoints).to.have.length(Math.floor(hashes.length / 256));
  });
});
