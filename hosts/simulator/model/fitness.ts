import { BODY_BYTES_MAX, ROOM_NAME_CHARACTERS_MAX } from '../../../core/vocabulary/limits.js';

const LONE_SURROGATE = /\p{Surrogate}/u;
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

/** Whether a message may say this. */
export function isFitBody(body: string): boolean {
  if (!/\S/.test(body) || body.includes('\0') || LONE_SURROGATE.test(body)) return false;
  return Buffer.byteLength(body) <= BODY_BYTES_MAX;
}

/** Whether a room may be called this, once the white space around it is gone. */
export function isFitRoomName(name: string): boolean {
  const { length } = Array.from(name.trim());
  if (LONE_SURROGATE.test(name) || UNPRINTABLE.test(name.trim())) return false;
  return length > 0 && length <= ROOM_NAME_CHARACTERS_MAX;
}
