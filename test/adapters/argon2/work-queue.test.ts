import { expect } from 'chai';
import { WorkQueue } from '../../../adapters/argon2/work-queue.js';

/** A task that ends when told. */
function task(): { readonly run: () => Promise<void>; readonly end: () => void; started: boolean } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const made = {
    started: false,
    end,
    run: () => {
      made.started = true;
      return ended;
    },
  };
  return made;
}

describe('WorkQueue', () => {
  it('SY12 runs so many at a time and the rest in order of arrival', async () => {
    const queue = new WorkQueue({ runningMax: 2, waitingMax: 2 });
    const tasks = Array.from({ length: 4 }, task);
    const runs = tasks.map((one) => queue.run(one.run));
    await Promise.resolve();
    expect(tasks.map((one) => one.started)).to.deep.equal([true, true, false, false]);
    expect(queue.waiting).to.equal(2);
    tasks[1]?.end();
    await runs[1];
    await Promise.resolve();
    expect(tasks.map((one) => one.started)).to.deep.equal([true, true, true, false]);
    for (const one of tasks) one.end();
    await Promise.all(runs);
    expect(queue.waiting).to.equal(0);
  });

  it('SY12 a task that fails makes room for the next', async () => {
    const queue = new WorkQueue({ runningMax: 1, waitingMax: 1 });
    const failing = queue.run(() => Promise.reject(new Error('no')));
    const next = queue.run(() => Promise.resolve('next'));
    expect(String(await failing.catch((error: unknown) => error))).to.include('no');
    expect(await next).to.equal('next');
    expect(await queue.run(() => Promise.resolve('after'))).to.equal('after');
  });
});
