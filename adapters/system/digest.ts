import { createHash } from 'node:crypto';
import type { Digest } from '../../ports/digest.js';

/** Hashing by node:crypto. */
export const systemDigest: Digest = {
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
};
