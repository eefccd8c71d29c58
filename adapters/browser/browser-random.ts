import { assert } from '../../core/vocabulary/assert.js';
import type { Random } from '../../ports/random.js';

const BYTES_MAX = 1024;

/**
 * Chance of a page. `getRandomValues` is there on plain http too, where the rest of `crypto` is
 * not.
 */
export const browserRandom: Random = {
  bytes(length) {
    assert(
      Number.isInteger(length) && length >= 1 && length <= BYTES_MAX,
      `1 to ${BYTES_MAX} bytes of chance at once`,
    );
    return crypto.getRandomValues(new Uint8Array(length));
  },
  fraction() {
    const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
    return word / 2 ** 32;
  },
};
