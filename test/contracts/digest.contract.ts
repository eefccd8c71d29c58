import assert from 'node:assert/strict';
import type { Digest } from '../../ports/digest.js';
import type { ContractHarness } from './harness.js';

/** Examples of FIPS 180-4, and the lengths around a block. */
const EXAMPLES: readonly (readonly [string, number, string])[] = [
  ['', 1, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 1, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    1,
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['a', 1_000_000, 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
];

/** What every Digest has to do. */
export function describeDigestContract(
  { describe, it }: ContractHarness,
  setup: () => Digest,
): void {
  describe('Digest', () => {
    for (const [text, times, expected] of EXAMPLES) {
      it(`SY7 SHA-256 of ${times} times ${JSON.stringify(text.slice(0, 8))} is that of the standard`, () => {
        const digest = setup().sha256(Buffer.from(text.repeat(times)));
        assert.equal(Buffer.from(digest).toString('hex'), expected);
      });
    }

    it('SY7 gives 32 bytes of their own and leaves what it was given as it was', () => {
      const digest = setup();
      const bytes = new Uint8Array([1, 2, 3]);
      const first = digest.sha256(bytes);
      const text = Buffer.from(first).toString('hex');
      digest.sha256(new Uint8Array([4])).fill(0);
      assert.equal(first.length, 32);
      assert.deepEqual([...bytes], [1, 2, 3]);
      assert.equal(Buffer.from(first).toString('hex'), text);
      assert.equal(Buffer.from(digest.sha256(bytes)).toString('hex'), text);
    });

    it('SY7 a view of a part of some memory is hashed as that part', () => {
      const digest = setup();
      const part = new Uint8Array([9, 97, 98, 99, 9]).subarray(1, 4);
      const expected = digest.sha256(new Uint8Array([97, 98, 99]));
      assert.deepEqual([...digest.sha256(part)], [...expected]);
    });
  });
}
