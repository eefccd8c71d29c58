import { wireCodec } from '../../../adapters/wire/codec.js';
import type { EncodedFrame } from '../../../ports/codec.js';
import type { Model } from '../model/model.js';

/** One frame of so many is read again, and one of those with a field that nobody knows. */
const READ_EVERY = 8;
const NEWER_EVERY = 2;

/** Reads some frames a second time, as this version does and as an older one would. */
export class CodecWatch {
  #frames = 0;
  #read = 0;

  serverSent(model: Model, connection: string, { text }: EncodedFrame): void {
    this.#sample(model, { connection, text }, (said) => {
      const decoded = wireCodec.decodeServer(said);
      return decoded.ok ? wireCodec.encodeServer(decoded.frame).text : null;
    });
  }

  clientSent(model: Model, connection: string, text: string): void {
    this.#sample(model, { connection, text }, (said) => {
      const decoded = wireCodec.decodeClient(said);
      return decoded.ok ? wireCodec.encodeClient(decoded.frame).text : null;
    });
  }

  #sample(
    { frames }: Model,
    { connection, text }: { readonly connection: string; readonly text: string },
    again: (text: string) => string | null,
  ): void {
    this.#frames += 1;
    if (this.#frames % READ_EVERY !== 0) return;
    this.#read += 1;
    if (this.#read % NEWER_EVERY === 0) frames.readNewer(connection, text, again(newer(text)));
    else frames.recoded(connection, text, again(text));
  }
}

/** The frame as a newer version says it: with a field that this one does not know. */
function newer(text: string): string {
  return `${text.slice(0, -1)},"sinceThen":{"more":[1]}}`;
}
