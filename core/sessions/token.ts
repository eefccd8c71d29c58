import type { Digest } from '../../ports/digest.js';
import type { Random } from '../../ports/random.js';
import { hex } from '../vocabulary/hex.js';
import { utf8 } from '../vocabulary/utf8.js';

/** 256 bits: as hard to guess as the hash it is stored as. */
const TOKEN_BYTES = 32;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Shape of a session token: 32 bytes in base64url without padding. */
export const TOKEN_PATTERN = /^[A-Za-z0-9_-]{43}$/;

/** A new session token. It is a secret: only its hash is stored. */
export function drawToken(random: Random): string {
  return base64url(random.bytes(TOKEN_BYTES));
}

/** What is stored of a token: SHA-256 of its text, in hexadecimal. */
export function tokenHash(digest: Digest, token: string): string {
  return hex(digest.sha256(utf8(token)));
}

function base64url(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    for (bits += 8; bits >= 6; bits -= 6) text += ALPHABET.charAt((held >> (bits - 6)) & 63);
  }
  return bits === 0 ? text : text + ALPHABET.charAt((held << (6 - bits)) & 63);
}
