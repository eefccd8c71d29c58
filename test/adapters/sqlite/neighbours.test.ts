import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { LeaseFile } from '../../../adapters/sqlite/neighbours.js';
import { systemRandom } from '../../../adapters/system/random.js';
import type { Clock } from '../../../ports/clock.js';
import { TestFolder } from './files.js';

/** A clock that a test moves. Each process has its own here, and no two agree. */
class MovedClock implements Clock {
  #now: number;
  #due: { readonly at: number; readonly callback: () => void }[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return 0;
  }

  monotonic(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + delayMs, callback };
    this.#due.push(timer);
    return () => {
      this.#due = this.#due.filter((due) => due !== timer);
    };
  }

  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#due = this.#due.filter((due) => due !== next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = end;
  }
}

describe('LeaseFile', () => {
  let folder: TestFolder;
  let clocks: readonly [MovedClock, MovedClock];

  beforeEach(() => {
    folder = new TestFolder();
    clocks = [new MovedClock(1_000), new MovedClock(77_000)];
  });

  afterEach(() => {
    folder.remove();
  });

  function lease(index: 0 | 1): LeaseFile {
    return new LeaseFile(folder.file(), clocks[index], systemRandom);
  }

  function pass(ms: number): void {
    for (let passed = 0; passed < ms; passed += 100) for (const clock of clocks) clock.pass(100);
  }

  it('SQ25 processes on one file know of each other within a renewal', () => {
    const first = lease(0);
    expect(first.present()).to.equal(false);
    const second = lease(1);
    expect(second.present()).to.equal(true);
    pass(1_000);
    expect(first.present()).to.equal(true);
    second.close();
    pass(1_000);
    expect(first.present()).to.equal(false);
    first.close();
  });

  it('SQ25 a lease that is not renewed has ended after 5 s of the watcher’s own steady clock', () => {
    const first = lease(0);
    const second = lease(1);
    pass(2_000);
    second.abandon();
    pass(4_000);
    expect(first.present()).to.equal(true);
    pass(2_000);
    expect(first.present()).to.equal(false);
    first.close();
  });

  it('SQ25 a lease file that is damaged is replaced; until then neighbours are assumed', () => {
    writeFileSync(
      `${folder.file()}-leases`,
      'this is not a database, however long it is made to be',
    );
    const first = lease(0);
    pass(1_000);
    const second = lease(1);
    pass(1_000);
    expect([first.present(), second.present()]).to.deep.equal([true, true]);
    second.close();
    pass(1_000);
    expect(first.present()).to.equal(false);
    first.close();
  });
});
