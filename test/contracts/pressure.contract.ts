import assert from 'node:assert/strict';
import type { Pressure } from '../../ports/pressure.js';
import type { ContractHarness } from './harness.js';

export interface PressureUnderTest {
  readonly pressure: Pressure;
  /** Holds the event loop up for so long, and lets it go on. */
  readonly holdUp: (ms: number) => Promise<void>;
  /** Lets the loop run freely for so long. */
  readonly pass: (ms: number) => Promise<void>;
}

const HELD_UP_MS = 300;

/** What every Pressure has to do. */
export function describePressureContract(
  { describe, it }: ContractHarness,
  setup: () => PressureUnderTest,
): void {
  describe('Pressure', () => {
    it('SH1 a process has some memory, and its loop is never early', () => {
      const { pressure } = setup();
      for (let reading = 0; reading < 3; reading += 1) {
        const { memoryBytes, loopDelayMs } = pressure.read();
        assert.ok(Number.isFinite(memoryBytes) && memoryBytes > 0, String(memoryBytes));
        assert.ok(Number.isFinite(loopDelayMs) && loopDelayMs >= 0, String(loopDelayMs));
      }
    });

    it('SH2 a loop that was held up shows in the next reading, and not in the one after', async () => {
      const { pressure, holdUp, pass } = setup();
      await pass(60);
      pressure.read();
      await holdUp(HELD_UP_MS);
      const held = pressure.read().loopDelayMs;
      assert.ok(held >= HELD_UP_MS / 2, `it was held up, and says ${String(held)} ms`);
      const after = pressure.read().loopDelayMs;
      assert.ok(after < held, `it goes on, and says ${String(after)} ms`);
    });
  });
}
