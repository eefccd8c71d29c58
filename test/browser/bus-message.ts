/** Messages of D-Bus, as far as notifications need them: little-endian, strings and numbers. */

const LITTLE_ENDIAN = 'l'.charCodeAt(0);
const VERSION = 1;
const FIXED_BYTES = 12;
/** Where the fields of a header begin, after their length. */
const FIELDS_AT = 16;
const HEADER_ALIGNMENT = 8;
const NO_REPLY = 1;

/** Kinds of messages. */
export const KIND = { call: 1, answer: 2, error: 3, signal: 4 } as const;

/** Codes of the fields of a header. */
export const FIELD = {
  path: 1,
  interface: 2,
  member: 3,
  errorName: 4,
  answersSerial: 5,
  destination: 6,
  sender: 7,
  signature: 8,
} as const;

/** A message that came in. */
export interface BusMessage {
  readonly kind: number;
  readonly serial: number;
  readonly wantsAnswer: boolean;
  readonly member: string;
  readonly body: BusReader;
}

export type BusFields = readonly (readonly [number, string | number])[];

/** Values in their order, each at its alignment. */
export class BusWriter {
  readonly bytes: number[] = [];

  byte(value: number): this {
    this.bytes.push(value);
    return this;
  }

  number(value: number): this {
    this.align(4);
    for (let shift = 0; shift < 32; shift += 8) this.bytes.push((value >>> shift) & 255);
    return this;
  }

  text(value: string): this {
    const bytes = Buffer.from(value);
    this.number(bytes.length);
    this.bytes.push(...bytes, 0);
    return this;
  }

  texts(values: readonly string[]): this {
    const inner = new BusWriter();
    for (const value of values) inner.text(value);
    this.number(inner.bytes.length);
    this.bytes.push(...inner.bytes);
    return this;
  }

  signature(value: string): this {
    this.bytes.push(value.length, ...Buffer.from(value), 0);
    return this;
  }

  align(to: number): this {
    while (this.bytes.length % to !== 0) this.bytes.push(0);
    return this;
  }
}

export class BusReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get at(): number {
    return this.#at;
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#at++);
  }

  number(): number {
    this.align(4);
    this.#at += 4;
    return this.#bytes.readUInt32LE(this.#at - 4);
  }

  text(): string {
    return this.#characters(this.number());
  }

  signature(): string {
    return this.#characters(this.byte());
  }

  align(to: number): void {
    this.#at = Math.ceil(this.#at / to) * to;
  }

  #characters(length: number): string {
    const start = this.#at;
    this.#at += length + 1;
    return this.#bytes.toString('utf8', start, start + length);
  }
}

/** Bytes of a message. @param body - with its signature; empty for none. */
export function encode(
  head: { readonly kind: number; readonly serial: number; readonly fields: BusFields },
  [signature, body]: readonly [string, BusWriter],
): Buffer {
  const message = new BusWriter();
  message.byte(LITTLE_ENDIAN).byte(head.kind).byte(0).byte(VERSION);
  message.number(body.bytes.length).number(head.serial);
  const fields = new BusWriter();
  const signed = signature === '' ? [] : [[FIELD.signature, signature] as const];
  for (const [code, value] of [...head.fields, ...signed]) writeField(fields, code, value);
  message.number(fields.bytes.length);
  message.bytes.push(...fields.bytes);
  message.align(HEADER_ALIGNMENT);
  return Buffer.from([...message.bytes, ...body.bytes]);
}

function writeField(fields: BusWriter, code: number, value: string | number): void {
  fields.align(HEADER_ALIGNMENT).byte(code);
  if (typeof value === 'number') fields.signature('u').number(value);
  else if (code === FIELD.signature) fields.signature('g').signature(value);
  else fields.signature(code === FIELD.path ? 'o' : 's').text(value);
}

/** The first message of what came in, and how long it is; null where it is not all there. */
export function decode(bytes: Buffer): { message: BusMessage; length: number } | null {
  if (bytes.length < FIELDS_AT) return null;
  const fieldsEnd = FIELDS_AT + bytes.readUInt32LE(FIXED_BYTES);
  const bodyAt = Math.ceil(fieldsEnd / HEADER_ALIGNMENT) * HEADER_ALIGNMENT;
  const length = bodyAt + bytes.readUInt32LE(4);
  if (bytes.length < length) return null;
  const message = {
    kind: bytes.readUInt8(1),
    serial: bytes.readUInt32LE(8),
    wantsAnswer: (bytes.readUInt8(2) & NO_REPLY) === 0,
    member: memberOf(bytes, fieldsEnd),
    // What is inside begins at an alignment of its own.
    body: new BusReader(bytes.subarray(bodyAt, length)),
  };
  return { message, length };
}

function memberOf(bytes: Buffer, end: number): string {
  const reader = new BusReader(bytes, FIELDS_AT);
  let member = '';
  while (reader.at < end) {
    reader.align(HEADER_ALIGNMENT);
    const code = reader.byte();
    const type = reader.signature();
    const value = type === 'u' ? reader.number() : readText(reader, type);
    if (code === FIELD.member) member = String(value);
  }
  return member;
}

function readText(reader: BusReader, type: string): string {
  return type === 'g' ? reader.signature() : reader.text();
}
