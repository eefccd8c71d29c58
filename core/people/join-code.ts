import type { Random } from '../../ports/random.js';
import { assert } from '../vocabulary/assert.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const CHARACTERS = 12;

/**
 * Bytes from here on are passed over: each character of the alphabet then stands for four bytes.
 */
const BYTE_LIMIT = 4 * ALPHABET.length;

/**
 * Of 64 bytes, 52 would have to be among the 8 in 256 that are passed over before too few are left.
 */
const BYTES_DRAWN = 64;

/** A new join code: twelve letters and digits in three groups of four, 71 bits. */
export function drawJoinCode(random: Random): string {
  const usable = Array.from(random.bytes(BYTES_DRAWN)).filter((byte) => byte < BYTE_LIMIT);
  assert(usable.length >= CHARACTERS, 'chance gives every byte');
  const text = usable
    .slice(0, CHARACTERS)
    .map((byte) => ALPHABET.charAt(byte % ALPHABET.length))
    .join('');
  return [text.slice(0, 4), text.slice(4, 8), text.slice(8)].join('-');
}
