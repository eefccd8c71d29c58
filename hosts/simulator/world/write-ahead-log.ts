/** Bytes before the first frame, and before the page of each frame. */
const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** A write-ahead log as it lies on the disk, read without the engine. */
export class WriteAheadLog {
  readonly #bytes: Buffer;
  readonly #frameBytes: number;
  /** Frames up to and with the last one of each commit, in order. */
  readonly commits: readonly number[];

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#frameBytes = bytes.length < HEADER_BYTES ? 0 : FRAME_HEADER_BYTES + bytes.readUInt32BE(8);
    this.commits = this.#findCommits();
  }

  /** Differs for each round in which the log is written from its beginning. */
  get round(): string {
    return this.#bytes.subarray(16, 24).toString('hex');
  }

  /** Frames up to and with the newest commit. */
  get newest(): number {
    return this.commits[this.commits.length - 1] ?? 0;
  }

  /** The log as if only so many frames had reached the disk. */
  upTo(frames: number): Buffer {
    return this.#bytes.subarray(0, this.#end(frames));
  }

  /** The same, and after it a part of the next frame: its write was cut short. */
  tornAfter(frames: number): Buffer {
    const half = this.#end(frames) + Math.floor(this.#frameBytes / 2);
    return this.#bytes.subarray(0, half);
  }

  /** The log up to a commit of which the last byte did not reach the disk as it was written. */
  spoiltAt(frames: number): Buffer {
    const copy = Buffer.from(this.upTo(frames));
    const last = copy.length - 1;
    if (last >= HEADER_BYTES) copy.writeUInt8(copy.readUInt8(last) ^ 0xff, last);
    return copy;
  }

  #findCommits(): readonly number[] {
    if (this.#frameBytes === 0) return [];
    const salt = this.#bytes.subarray(16, 24);
    const found: number[] = [];
    for (let frame = 0; this.#end(frame + 1) <= this.#bytes.length; frame += 1) {
      const at = this.#end(frame);
      // Frames of an earlier round of the log lie behind those of this one.
      if (!this.#bytes.subarray(at + 8, at + 16).equals(salt)) break;
      if (this.#bytes.readUInt32BE(at + 4) > 0) found.push(frame + 1);
    }
    return found;
  }

  #end(frames: number): number {
    return HEADER_BYTES + frames * this.#frameBytes;
  }
}
