import { strict as assert } from 'node:assert';
import { randomFillSync } from 'node:crypto';
import type { Random } from '../../ports/random.js';

const BYTES_MAX = 1024;

/**
 * One call of the operating system for some 250 salts: asked for each, it would be a tenth of a
 * post.
 */
const POOL_BYTES = 4096;

/** 2^53: every multiple of its inverse below 1 is a number. */
const FRACTION_STEPS = 2 ** 53;

const pool = new Uint8Array(POOL_BYTES);
let taken = POOL_BYTES;

/** Bytes that nobody was given before. They are wiped from the pool as they leave it. */
function draw(length: number): Uint8Array {
  if (taken + length > POOL_BYTES) {
    randomFillSync(pool);
    taken = 0;
  }
  const bytes = pool.slice(taken, taken + length);
  pool.fill(0, taken, taken + length);
  taken += length;
  return bytes;
}

/** The operating system's source of secrets. */
export const systemRandom: Random = {
  bytes: (length) => {
    assert(Number.isInteger(length) && length >= 1 && length <= BYTES_MAX, 'from 1 to 1024 bytes');
    return draw(length);
  },
  fraction: () => {
    const bits = new DataView(draw(8).buffer).getBigUint64(0) >> 11n;
    return Number(bits) / FRACTION_STEPS;
  },
};
