import { strict as assert } from 'node:assert';
import { randomBytes } from 'node:crypto';
import type { Random } from '../../ports/random.js';

const BYTES_MAX = 1024;

/** 2^53: every multiple of its inverse below 1 is a number. */
const FRACTION_STEPS = 2 ** 53;

/** The operating system's source of secrets. */
export const systemRandom: Random = {
  bytes: (length) => {
    assert(Number.isInteger(length) && length >= 1 && length <= BYTES_MAX, 'from 1 to 1024 bytes');
    return new Uint8Array(randomBytes(length));
  },
  fraction: () => {
    const bits = randomBytes(8).readBigUInt64BE() >> 11n;
    return Number(bits) / FRACTION_STEPS;
  },
};
