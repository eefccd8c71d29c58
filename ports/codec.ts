import type { ClientFrame, ServerFrame } from '../core/vocabulary/frames.js';

/** A frame as it goes over the wire. One is shared by all who receive the same. */
export interface EncodedFrame {
  readonly text: string;
  /** Bytes of UTF-8. */
  readonly byteLength: number;
}

/** A frame that was read, or why it could not be. The reason is for people. */
export type Decoded<Frame> =
  { readonly ok: true; readonly frame: Frame } | { readonly ok: false; readonly reason: string };

/** Text of frames, and checked frames of text, for both ends of a connection. */
export interface Codec {
  /**
   * @throws an assertion for a frame of another shape than it declares: it never reaches the wire.
   */
  encodeServer(frame: ServerFrame): EncodedFrame;
  /** Fields that this version does not know are passed over. */
  decodeServer(text: string): Decoded<ServerFrame>;
  encodeClient(frame: ClientFrame): EncodedFrame;
  decodeClient(text: string): Decoded<ClientFrame>;
}
