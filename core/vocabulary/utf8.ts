/** UTF-8 bytes of a text. A lone surrogate becomes U+FFFD, as in every standard encoder. */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (const character of text) {
    length = writeCodePoint(bytes, length, scalarValue(character));
  }
  return bytes.slice(0, length);
}

/** Number of bytes that {@link utf8} would make, without making them. */
export function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const point = scalarValue(character);
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
}

function scalarValue(character: string): number {
  const point = character.codePointAt(0) ?? 0xfffd;
  return point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
}

function writeCodePoint(bytes: Uint8Array, start: number, point: number): number {
  let at = start;
  if (point < 0x80) {
    bytes[at++] = point;
  } else if (point < 0x800) {
    bytes[at++] = 0xc0 | (point >> 6);
    bytes[at++] = continuation(point);
  } else if (point < 0x10000) {
    bytes[at++] = 0xe0 | (point >> 12);
    bytes[at++] = continuation(point >> 6);
    bytes[at++] = continuation(point);
  } else {
    bytes[at++] = 0xf0 | (point >> 18);
    bytes[at++] = continuation(point >> 12);
    bytes[at++] = continuation(point >> 6);
    bytes[at++] = continuation(point);
  }
  return at;
}

function continuation(bits: number): number {
  return 0x80 | (bits & 0x3f);
}
