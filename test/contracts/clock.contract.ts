import assert from 'node:assert/strict';
import type { Clock } from '../../ports/clock.js';
import type { ContractHarness } from './harness.js';

export interface ClockUnderTest {
  readonly clock: Clock;
  /** Lets at least so many milliseconds of the clock's own time pass. */
  readonly pass: (ms: number) => Promise<void>;
}

/** What every Clock has to do. */
export function describeClockContract(
  { describe, it }: ContractHarness,
  setup: () => ClockUnderTest,
): void {
  describe('Clock', () => {
    it('SY1 wall-clock time is whole milliseconds', () => {
      const { clock } = setup();
      assert.ok(Number.isSafeInteger(clock.now()));
      assert.ok(clock.now() >= 0);
    });

    it('SY2 steady time never goes back, and passes', async () => {
      const { clock, pass } = setup();
      const start = clock.monotonic();
      let last = start;
      for (let reading = 0; reading < 1_000; reading += 1) {
        const now = clock.monotonic();
        assert.ok(now >= last);
        last = now;
      }
      await pass(20);
      assert.ok(clock.monotonic() >= start + 20);
    });

    it('SY3 calls back once, and not before the delay has passed', async () => {
      const { clock, pass } = setup();
      const due: number[] = [];
      const start = clock.monotonic();
      for (const delayMs of [30, 0, 7, 1.5]) {
        clock.after(delayMs, () => due.push(clock.monotonic() - start - delayMs));
      }
      assert.deepEqual(due, [], 'never before after() has returned');
      await pass(60);
      assert.equal(due.length, 4);
      for (const late of due) assert.ok(late >= 0, `${-late} ms too early`);
    });

    it('SY3 calls back in the order in which the delays end', async () => {
      const { clock, pass } = setup();
      const order: number[] = [];
      for (const delayMs of [40, 5, 20]) clock.after(delayMs, () => order.push(delayMs));
      await pass(80);
      assert.deepEqual(order, [5, 20, 40]);
    });

    it('SY4 a cancelled call does not come, and cancelling late or twice does nothing', async () => {
      const { clock, pass } = setup();
      let calls = 0;
      const cancel = clock.after(5, () => (calls += 1));
      const cancelLate = clock.after(0, () => (calls += 10));
      cancel();
      cancel();
      await pass(30);
      cancelLate();
      assert.equal(calls, 10);
    });

    it('SY4 a delay of more than a month is not taken for none', async () => {
      const { clock, pass } = setup();
      let calls = 0;
      const cancel = clock.after(2 ** 31 + 1, () => (calls += 1));
      await pass(20);
      cancel();
      assert.equal(calls, 0);
    });
  });
}
