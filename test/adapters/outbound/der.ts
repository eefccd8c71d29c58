/** Just enough of DER (X.690) to write a certificate. */
type Der = Buffer;

const LONG_FORM = 0x80;

export function der(tag: number, ...contents: readonly Uint8Array[]): Der {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

export function sequence(...contents: readonly Uint8Array[]): Der {
  return der(0x30, ...contents);
}

export function integer(value: number): Der {
  return der(0x02, Buffer.from([value]));
}

export function bitString(bytes: Uint8Array): Der {
  return der(0x03, Buffer.from([0]), bytes);
}

export function octetString(bytes: Uint8Array): Der {
  return der(0x04, bytes);
}

/** @param id - dotted, with arcs below 2^14. */
export function objectId(id: string): Der {
  const [first = 0, second = 0, ...rest] = id.split('.').map(Number);
  const arcs = rest.flatMap((arc) => base128(arc));
  return der(0x06, Buffer.from([first * 40 + second, ...arcs]));
}

export function utcTime(at: Date): Der {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, '');
  return der(0x17, Buffer.from(digits.slice(2)));
}

function base128(arc: number): readonly number[] {
  const low = arc % 128;
  const rest = Math.floor(arc / 128);
  if (rest === 0) return [low];
  const [first = 0, ...others] = base128(rest);
  return [first | 0x80, ...others.map((digit) => digit | 0x80), low];
}

function lengthOf(length: number): Buffer {
  if (length < LONG_FORM) return Buffer.from([length]);
  return length < 256
    ? Buffer.from([0x81, length])
    : Buffer.from([0x82, Math.floor(length / 256), length % 256]);
}
