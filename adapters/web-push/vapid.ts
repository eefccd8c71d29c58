import { createECDH } from 'node:crypto';
import { assert } from '../../core/vocabulary/assert.js';

/** The server's own pair of keys, in base64url. Browsers subscribe with the public one. */
export interface VapidKeys {
  /** 65 bytes of an uncompressed point. */
  readonly publicKey: string;
  /** 32 bytes. A secret. */
  readonly privateKey: string;
}

/** Who sends, as push services are told. */
export interface Vapid extends VapidKeys {
  /** How to reach the operator: a `mailto:` or `https:` URL. */
  readonly subject: string;
}

const PRIVATE_KEY_BYTES = 32;
const SUBJECT = /^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/;

/** Makes a pair. It is made once for a server: browsers are subscribed with it. */
export function generateVapidKeys(): VapidKeys {
  const curve = createECDH('prime256v1');
  const publicKey = curve.generateKeys('base64url');
  // Zeros at the front are left out.
  const scalar = curve.getPrivateKey('hex').padStart(2 * PRIVATE_KEY_BYTES, '0');
  return { publicKey, privateKey: Buffer.from(scalar, 'hex').toString('base64url') };
}

/** Stops where the keys are no pair, or nobody could be reached: every push would be refused. */
export function assertVapid({ subject, publicKey, privateKey }: Vapid): void {
  assert(SUBJECT.test(subject), 'the VAPID subject is a mailto: or https: URL');
  assert(publicKeyOf(privateKey) === publicKey, 'the VAPID keys are a pair');
}

function publicKeyOf(privateKey: string): string | null {
  const scalar = Buffer.from(privateKey, 'base64url');
  if (scalar.length !== PRIVATE_KEY_BYTES) return null;
  const curve = createECDH('prime256v1');
  try {
    curve.setPrivateKey(scalar);
  } catch {
    return null;
  }
  return curve.getPublicKey('base64url');
}
