import { assert } from '../../core/vocabulary/assert.js';
import type { ClientFrame, ServerFrame } from '../../core/vocabulary/frames.js';
import { CLIENT_FRAME_BYTES_MAX } from '../../core/vocabulary/limits.js';
import { utf8Length } from '../../core/vocabulary/utf8.js';
import type { Codec, Decoded, EncodedFrame } from '../../ports/codec.js';
import { clientFrame } from './client-frames.js';
import { serverFrame } from './server-frames.js';
import type { z } from './zod.js';

/** Characters of a reason: it has to fit beside a code in a last frame. */
const REASON_CHARACTERS_MAX = 200;

/** Frames as JSON text, checked against the schemas in both directions. */
export const wireCodec: Codec = {
  encodeServer: (frame) => encode(serverFrame, frame),
  decodeServer: (text) => decode<ServerFrame>(serverFrame, text),
  encodeClient: (frame) => encode(clientFrame, frame),
  decodeClient: (text) =>
    utf8Length(text) > CLIENT_FRAME_BYTES_MAX
      ? { ok: false, reason: `A frame has at most ${CLIENT_FRAME_BYTES_MAX} bytes.` }
      : decode<ClientFrame>(clientFrame, text),
};

function encode(schema: z.ZodType, frame: ClientFrame | ServerFrame): EncodedFrame {
  const checked = schema.safeParse(frame);
  assert(checked.success, `a frame of type ${frame.type} has another shape than it declares`);
  const text = JSON.stringify(frame);
  return { text, byteLength: utf8Length(text) };
}

function decode<Frame>(schema: z.ZodType<Frame>, text: string): Decoded<Frame> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'A frame is not JSON.' };
  }
  const checked = schema.safeParse(value);
  if (checked.success) return { ok: true, frame: checked.data };
  return { ok: false, reason: reasonOf(checked.error) };
}

/** Names the place and what was expected there, never what was sent. */
function reasonOf(error: z.ZodError): string {
  const issue = error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  return `A frame is malformed${place}: ${issue?.message ?? ''}`.slice(0, REASON_CHARACTERS_MAX);
}
