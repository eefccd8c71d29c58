import { createDecipheriv, createECDH, hkdfSync, randomBytes, type ECDH } from 'node:crypto';

const SALT_BYTES = 16;
const HEADER_BYTES = 21;
const TAG_BYTES = 16;
/** What ends the last record, before its padding. */
const LAST = 2;

/** The keys of a browser, and the receiving half of RFC 8291 and RFC 8188, read from these. */
export class BrowserKeys {
  readonly #curve: ECDH;
  readonly #auth: Uint8Array;

  constructor(privateKey: Uint8Array | null = null, auth: Uint8Array = randomBytes(16)) {
    this.#curve = createECDH('prime256v1');
    if (privateKey === null) this.#curve.generateKeys();
    else this.#curve.setPrivateKey(privateKey);
    this.#auth = auth;
  }

  get p256dh(): string {
    return this.#curve.getPublicKey('base64url');
  }

  get auth(): string {
    return Buffer.from(this.#auth).toString('base64url');
  }

  /** @throws when it was encrypted for somebody else, or is no message of one record. */
  decrypt(body: Uint8Array): Uint8Array {
    const bytes = Buffer.from(body);
    const salt = bytes.subarray(0, SALT_BYTES);
    const recordBytes = bytes.readUInt32BE(SALT_BYTES);
    const keyBytes = bytes.readUInt8(HEADER_BYTES - 1);
    const sender = bytes.subarray(HEADER_BYTES, HEADER_BYTES + keyBytes);
    const record = bytes.subarray(HEADER_BYTES + keyBytes);
    if (record.length > recordBytes) throw new Error('more than one record');
    const secret = this.#secretWith(sender);
    const key = derive(secret, salt, { info: 'Content-Encoding: aes128gcm\0', length: 16 });
    const nonce = derive(secret, salt, { info: 'Content-Encoding: nonce\0', length: 12 });
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
    decipher.setAuthTag(record.subarray(-TAG_BYTES));
    const padded = Buffer.concat([
      decipher.update(record.subarray(0, -TAG_BYTES)),
      decipher.final(),
    ]);
    const end = padded.findLastIndex((byte) => byte !== 0);
    if (padded[end] !== LAST) throw new Error('not the last record');
    return new Uint8Array(padded.subarray(0, end));
  }

  #secretWith(sender: Uint8Array): Buffer {
    const shared = this.#curve.computeSecret(sender);
    const keys = Buffer.concat([this.#curve.getPublicKey(), sender]);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys]);
    return Buffer.from(hkdfSync('sha256', shared, this.#auth, info, 32));
  }
}

function derive(
  secret: Uint8Array,
  salt: Uint8Array,
  { info, length }: { readonly info: string; readonly length: number },
): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length));
}
