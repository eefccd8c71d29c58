import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { bitString, der, integer, objectId, octetString, sequence, utcTime } from './der.js';

/** What a server shows of itself: a key and a certificate that vouches for itself. */
export interface Identity {
  readonly key: string;
  readonly certificate: string;
}

const HOUR_MS = 3_600_000;
const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));
const COMMON_NAME = '2.5.4.3';
const SUBJECT_ALT_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';

/** Makes an identity of an hour for a name. */
export function identityOf(hostname: string): Identity {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = certificateBody(hostname, publicKey);
  const signature = sign('sha256', body, privateKey);
  const certificate = sequence(body, ECDSA_WITH_SHA256, bitString(signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: pem(certificate),
  };
}

function certificateBody(hostname: string, publicKey: KeyObject): Buffer {
  const now = Date.now();
  const name = sequence(
    der(0x31, sequence(objectId(COMMON_NAME), der(0x0c, Buffer.from(hostname)))),
  );
  const validity = sequence(utcTime(new Date(now - HOUR_MS)), utcTime(new Date(now + HOUR_MS)));
  return sequence(
    der(0xa0, integer(2)),
    integer(1),
    ECDSA_WITH_SHA256,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions(hostname))),
  );
}

function extensions(hostname: string): readonly Buffer[] {
  const isAuthority = sequence(der(0x01, Buffer.from([0xff])));
  const names = sequence(der(0x82, Buffer.from(hostname)));
  return [
    sequence(objectId(BASIC_CONSTRAINTS), octetString(isAuthority)),
    sequence(objectId(SUBJECT_ALT_NAME), octetString(names)),
  ];
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
