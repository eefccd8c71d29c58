import assert from 'node:assert/strict';
import type { Random } from '../../ports/random.js';
import type { ContractHarness } from './harness.js';

/** What every Random has to do. */
export function describeRandomContract(
  { describe, it }: ContractHarness,
  setup: () => Random,
): void {
  describe('Random', () => {
    it('SY5 gives as many bytes as asked for, from 1 to 1024', () => {
      const random = setup();
      for (const length of [1, 16, 32, 1024]) assert.equal(random.bytes(length).length, length);
    });

    it('SY5 another length is a programmer error', () => {
      const random = setup();
      for (const length of [0, -1, 1.5, 1025, Number.NaN]) {
        assert.throws(() => random.bytes(length), `${length}`);
      }
    });

    it('SY5 each call gives other bytes, in memory of their own', () => {
      const random = setup();
      const drawn = Array.from({ length: 500 }, () => random.bytes(16));
      assert.equal(new Set(drawn.map((bytes) => Buffer.from(bytes).toString('hex'))).size, 500);
      const [first = random.bytes(16)] = drawn;
      const before = Buffer.from(first).toString('hex');
      for (let call = 0; call < 100; call += 1) random.bytes(16).fill(0);
      assert.equal(Buffer.from(first).toString('hex'), before);
    });

    it('SY5 every byte comes', () => {
      const random = setup();
      const seen = new Set<number>();
      // 10 KiB leave any one byte out with a chance of 4e-18.
      for (let call = 0; call < 10; call += 1)
        for (const byte of random.bytes(1024)) seen.add(byte);
      assert.equal(seen.size, 256);
    });

    it('SY6 a fraction lies from 0 up to but not including 1, on both sides of the middle', () => {
      const random = setup();
      const drawn = Array.from({ length: 1_000 }, () => random.fraction());
      for (const fraction of drawn) assert.ok(fraction >= 0 && fraction < 1);
      const mean = drawn.reduce((sum, fraction) => sum + fraction, 0) / drawn.length;
      // Ten standard deviations of such a mean.
      assert.ok(Math.abs(mean - 0.5) < 0.092, `${mean}`);
    });
  });
}
