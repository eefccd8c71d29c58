/** UTF-8 bytes of a text. A lone surrogate becomes U+FFFD, as in every standard encoder. */
export function utf8(text: string): Uint8Array {
  return asciiBytes(text) ?? anyBytes(text);
}

/** Most texts are ASCII, a byte per character; null for the others. */
function asciiBytes(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0x80) return null;
    bytes[index] = code;
  }
  return bytes;
}

function anyBytes(text: string): Uint8Array {
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
  // By code units: iterating over characters is ten times slower, and every frame is measured.
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (!isPairAt(text, at)) length += 3;
    else {
      length += 4;
      at += 1;
    }
  }
  return length;
}

function isPairAt(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  if (first < 0xd800 || first > 0xdbff) return false;
  const second = text.charCodeAt(at + 1);
  return second >= 0xdc00 && second <= 0xdfff;
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
