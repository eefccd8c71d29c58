import type { EncodedFrame } from '../../ports/codec.js';

/** First byte of an unfragmented text frame (RFC 6455, 5.2). */
const FINAL_TEXT = 0x81;
/**
 * Payloads up to here say their length in the second byte; up to the next, in two more; else in
 * eight.
 */
const SHORT_PAYLOAD_MAX = 125;
const MEDIUM_PAYLOAD_MAX = 0xffff;

const made = new WeakMap<EncodedFrame, Buffer>();

/**
 * Bytes of a frame as a server puts them on the network: header and payload in one buffer, made
 * once and shared by every socket that the frame goes to.
 */
export function sharedBytes(frame: EncodedFrame): Buffer {
  const known = made.get(frame);
  if (known !== undefined) return known;
  const bytes = textFrame(frame.text);
  made.set(frame, bytes);
  return bytes;
}

function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headerLength = length <= SHORT_PAYLOAD_MAX ? 2 : length <= MEDIUM_PAYLOAD_MAX ? 4 : 10;
  const bytes = Buffer.allocUnsafe(headerLength + length);
  bytes[0] = FINAL_TEXT;
  if (headerLength === 2) {
    bytes[1] = length;
  } else if (headerLength === 4) {
    bytes[1] = SHORT_PAYLOAD_MAX + 1;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = SHORT_PAYLOAD_MAX + 2;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes.write(text, headerLength);
  return bytes;
}
