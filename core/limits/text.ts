import { CLIENT_KEY_PATTERN } from '../vocabulary/ids.js';
import {
  BODY_BYTES_MAX,
  EMAIL_CHARACTERS_MAX,
  PASSWORD_BYTES_MAX,
  PASSWORD_CHARACTERS_MIN,
} from '../vocabulary/limits.js';
import { utf8Length } from '../vocabulary/utf8.js';

/**
 * Half of a surrogate pair: no UTF-8 exists for it, so what is stored would not be what was sent.
 */
const LONE_SURROGATE = /\p{Cs}/u;

/** Control characters, line separators, and what turns the direction of the text around it. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

/**
 * Something before and after one `@`: whether mail arrives there is not known without sending some.
 */
const EMAIL_SHAPE = /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u;

/**
 * Why a message body cannot be stored; null when it can. It is stored as sent, white space
 * included.
 */
export function checkBody(body: string): string | null {
  if (body.trim() === '') return 'A message cannot be empty.';
  if (body.includes('\0')) return 'A message cannot contain the character NUL.';
  if (LONE_SURROGATE.test(body)) return 'The message is not valid Unicode text.';
  // No text has more UTF-16 units than UTF-8 bytes: huge ones are refused without counting.
  if (body.length > BODY_BYTES_MAX || utf8Length(body) > BODY_BYTES_MAX) {
    return `A message can have at most ${BODY_BYTES_MAX} bytes.`;
  }
  return null;
}

/** Why a client's key cannot be used; null when it can. */
export function checkKey(key: string): string | null {
  return CLIENT_KEY_PATTERN.test(key)
    ? null
    : 'A key has 1 to 64 characters out of A-Z, a-z, 0-9, _ and -.';
}

/**
 * Why a name, already trimmed, cannot be used; null when it can.
 *
 * @param name.max - code points.
 */
export function checkName(name: { readonly text: string; readonly max: number }): string | null {
  if (name.text === '') return 'A name cannot be empty.';
  if (name.text.length > 2 * name.max || Array.from(name.text).length > name.max) {
    return `A name can have at most ${name.max} characters.`;
  }
  if (LONE_SURROGATE.test(name.text)) return 'The name is not valid Unicode text.';
  if (UNPRINTABLE.test(name.text)) return 'A name cannot contain control characters.';
  return null;
}

/** An e-mail address as it is stored and compared: trimmed and in lower case. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Why a normalised e-mail address cannot be used; null when it can. */
export function checkEmail(email: string): string | null {
  if (email.length > EMAIL_CHARACTERS_MAX) {
    return `An email address can have at most ${EMAIL_CHARACTERS_MAX} characters.`;
  }
  return EMAIL_SHAPE.test(email) && !LONE_SURROGATE.test(email)
    ? null
    : 'This is not an email address.';
}

/** Why a password cannot be chosen; null when it can. */
export function checkPassword(password: string): string | null {
  if (Array.from(password.slice(0, 2 * PASSWORD_CHARACTERS_MIN)).length < PASSWORD_CHARACTERS_MIN) {
    return `A password needs at least ${PASSWORD_CHARACTERS_MIN} characters.`;
  }
  if (password.length > PASSWORD_BYTES_MAX || utf8Length(password) > PASSWORD_BYTES_MAX) {
    return `A password can have at most ${PASSWORD_BYTES_MAX} bytes.`;
  }
  return LONE_SURROGATE.test(password) ? 'The password is not valid Unicode text.' : null;
}
