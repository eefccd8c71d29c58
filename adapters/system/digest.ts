import { hash } from 'node:crypto';
import type { Digest } from '../../ports/digest.js';

/** Hashing by node:crypto. */
export const systemDigest: Digest = {
  sha256: (bytes) => new Uint8Array(hash('sha256', bytes, 'buffer')),
};
