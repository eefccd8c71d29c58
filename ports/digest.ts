import type { Sha256 } from '../core/vocabulary/digest.js';

/** Hashing. Synchronous: a reducer and a unit of work have nothing to wait for. */
export interface Digest {
  /** SHA-256 (FIPS 180-4): 32 bytes. */
  readonly sha256: Sha256;
}
