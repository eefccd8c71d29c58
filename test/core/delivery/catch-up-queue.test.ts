import { expect } from 'chai';
import { setImmediate as turn } from 'node:timers/promises';
import { CatchUpQueue } from '../../../core/delivery/catch-up-queue.js';
import { OutgoingBudget } from '../../../core/delivery/outgoing-budget.js';
import { ManualClock } from './manual-clock.js';
import { Notes } from './notes.js';

describe('the queue of catch-ups', () => {
  const clock = new ManualClock();
  let isSlow = false;
  const roomy = new OutgoingBudget(1_000, { exceeded: () => undefined, room: () => undefined });

  function queueOf(
    limits: { readonly catchUpsMax: number; readonly catchUpsWaitingMax: number },
    budget = roomy,
  ): CatchUpQueue {
    return new CatchUpQueue({
      limits: { ...limits, replayBytesMax: 10, slowReadPauseMs: 50 },
      clock,
      telemetry: new Notes(),
      budget,
      isSlow: () => isSlow,
    });
  }

  function fill(queue: CatchUpQueue) {
    const order: string[] = [];
    const ends: (() => void)[] = [];
    const add = (name: string, gap: number | null) =>
      queue.add({
        gap,
        run: () => {
          order.push(name);
          return new Promise<void>((resolve) => ends.push(resolve));
        },
      });
    const next = async () => {
      ends.shift()?.();
      await turn();
    };
    return { order, add, next };
  }

  it('SH7 slow reads run one at a time, with a pause after each while others wait', async () => {
    const queue = queueOf({ catchUpsMax: 3, catchUpsWaitingMax: 10 });
    const { order, add, next } = fill(queue);
    isSlow = true;
    for (const name of ['a', 'b', 'c']) add(name, 1);
    expect([queue.running, queue.waiting]).to.deep.equal([1, 2]);
    await next();
    expect([queue.running, queue.waiting]).to.deep.equal([0, 2]);
    clock.advance(50);
    expect(order).to.deep.equal(['a', 'b']);
    await next();
    queue.stop();
    expect(clock.timers).to.equal(0);
    isSlow = false;
    queue.advance();
    expect(order).to.deep.equal(['a', 'b', 'c']);
    await next();
    expect([queue.running, clock.timers]).to.deep.equal([0, 0]);
  });

  it('DL40 no more reads run at once than the bound', async () => {
    const queue = queueOf({ catchUpsMax: 2, catchUpsWaitingMax: 10 });
    const { order, add, next } = fill(queue);
    for (const name of ['a', 'b', 'c']) add(name, 1);
    expect([queue.running, queue.waiting, order.length]).to.deep.equal([2, 1, 2]);
    await next();
    expect([queue.running, queue.waiting, order.length]).to.deep.equal([2, 0, 3]);
    await next();
    await next();
    expect([queue.running, queue.waiting]).to.deep.equal([0, 0]);
  });

  it('DL40 small gaps go first, snapshots last, and nobody starves', async () => {
    const queue = queueOf({ catchUpsMax: 1, catchUpsWaitingMax: 100 });
    const { order, add, next } = fill(queue);
    add('running', 0);
    add('snapshot', null);
    add('large', 400);
    for (let index = 0; index < 8; index += 1) add(`small ${index}`, 3);
    const passedOver: number[] = [];
    for (let index = 0; index < 11; index += 1) {
      await next();
      passedOver.push(queue.passedOver);
    }
    expect(Math.max(...passedOver)).to.be.within(1, 3);
    expect(order.slice(0, 3)).to.deep.equal(['running', 'small 0', 'small 1']);
    expect(order.indexOf('snapshot')).to.be.below(5);
    expect(order.indexOf('large')).to.be.within(order.indexOf('snapshot') + 1, 9);
    expect(order).to.have.lengthOf(11);
  });

  it('DL40 past the bound of those who wait, one more is turned away', () => {
    const queue = queueOf({ catchUpsMax: 1, catchUpsWaitingMax: 1 });
    const { add } = fill(queue);
    expect(add('runs', 1)).to.be.a('function');
    expect(add('waits', 1)).to.be.a('function');
    expect(add('too many', 1)).to.equal(null);
  });

  it('DL40 one that is withdrawn while it waits never runs', async () => {
    const queue = queueOf({ catchUpsMax: 1, catchUpsWaitingMax: 9 });
    const { order, add, next } = fill(queue);
    add('runs', 1);
    const withdraw = add('leaves', 1);
    withdraw?.();
    await next();
    expect([order, queue.waiting]).to.deep.equal([['runs'], 0]);
  });

  it('BN10 a read reserves what it may bring, and waits where there is no room for it', async () => {
    let queue: CatchUpQueue | null = null;
    const budget = new OutgoingBudget(25, {
      exceeded: () => undefined,
      room: () => queue?.advance(),
    });
    queue = queueOf({ catchUpsMax: 9, catchUpsWaitingMax: 9 }, budget);
    const { order, add, next } = fill(queue);
    for (const name of ['a', 'b', 'c']) add(name, 1);
    expect([order, budget.bytes]).to.deep.equal([['a', 'b'], 20]);
    await next();
    expect([order, budget.bytes]).to.deep.equal([['a', 'b', 'c'], 20]);
    await next();
    budget.change(20);
    await next();
    add('d', 1);
    expect([order.length, budget.bytes]).to.deep.equal([3, 20]);
    budget.change(-20);
    expect([order.length, budget.bytes]).to.deep.equal([4, 10]);
    await next();
    expect(budget.bytes).to.equal(0);
  });
});
