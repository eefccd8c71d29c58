import { wireCodec } from '../../../adapters/wire/codec.js';
import type { ServerFrame } from '../../../core/vocabulary/frames.js';
import type { Codec, Decoded } from '../../../ports/codec.js';
import { LastTexts } from './last-texts.js';

/** A run to all tabs of all browsers is decoded once, and nobody can change what it says. */
const fromServer = new LastTexts((text): Decoded<ServerFrame> =>
  frozen(wireCodec.decodeServer(text)),
);

/** The codec of pages: that of the wire, whose reading of a text is the same each time. */
export const pageCodec: Codec = {
  ...wireCodec,
  decodeServer: (text) => fromServer.read(text),
};

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
