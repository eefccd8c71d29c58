import type { Readable, Writable } from 'node:stream';

/** What a verb may read and write. A test hands in its own. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls back once when a person wants the verb to end. @returns what takes the listener away. */
  onInterrupt(callback: () => void): () => void;
}

/** The terminal of this process. */
export const processIo: Io = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  onInterrupt: (callback) => {
    process.once('SIGINT', callback).once('SIGTERM', callback);
    return () => {
      process.off('SIGINT', callback).off('SIGTERM', callback);
    };
  },
};
