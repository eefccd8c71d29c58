import { sha256 } from '@noble/hashes/sha2.js';
import type { Digest } from '../../ports/digest.js';

/** SHA-256 in JavaScript: synchronous, and there on plain http, where `crypto.subtle` is not. */
export const nobleDigest: Digest = { sha256: (bytes) => sha256(bytes) };
