/** Chance. Good enough for secrets. */
export interface Random {
  /** @param length - 1 to 1024. */
  bytes(length: number): Uint8Array;
  /** A number from 0 up to but not including 1, for jitter. */
  fraction(): number;
}
