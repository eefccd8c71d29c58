/** What a browser hands out so that it can be told something: where, and keys to encrypt for it. */
export interface PushSubscription {
  /** Of its push service. Whoever knows it may use it: a secret. */
  readonly endpoint: string;
  /** Public key of the browser, 65 bytes of an uncompressed point, in base64url. */
  readonly p256dh: string;
  /** Secret of both, 16 bytes in base64url. */
  readonly auth: string;
}

export const PUSH_ENDPOINT_CHARACTERS_MAX = 2_048;

/** https, a host without credentials, and a path in ASCII. */
const ENDPOINT = /^https:\/\/[A-Za-z0-9.:[\]-]+(?:\/[\x21-\x7e]*)?$/;
/** It begins with the byte 4. */
const P256DH = /^B[A-P][A-Za-z0-9_-]{85}$/;
const AUTH = /^[A-Za-z0-9_-]{22}$/;

/** The part of a subscription that cannot be right; null where none is. */
export function pushSubscriptionFault(
  subscription: PushSubscription,
): keyof PushSubscription | null {
  const { endpoint, p256dh, auth } = subscription;
  if (endpoint.length > PUSH_ENDPOINT_CHARACTERS_MAX || !ENDPOINT.test(endpoint)) return 'endpoint';
  if (!P256DH.test(p256dh)) return 'p256dh';
  return AUTH.test(auth) ? null : 'auth';
}
