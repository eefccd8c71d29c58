import { fold, hashText, scramble, type Lanes } from './hash.js';

/** A seed: a whole number from 0 to 2^53 - 1. */
export type Seed = number;

const TWO_32 = 4294967296;
const TWO_53 = 9007199254740992;

/**
 * Means of -ln(1 - q) over 32 equal steps of q: an exponential without Math.log, whose last bit may
 * differ between platforms.
 */
const EXPONENTIAL: readonly number[] = [
  0.016, 0.048, 0.081, 0.116, 0.152, 0.189, 0.227, 0.267, 0.309, 0.352, 0.398, 0.445, 0.495, 0.548,
  0.604, 0.663, 0.725, 0.792, 0.863, 0.94, 1.024, 1.115, 1.215, 1.326, 1.452, 1.595, 1.762, 1.964,
  2.216, 2.556, 3.079, 4.466,
];

/**
 * Chance by key: the n-th draw of (seed, stream, entity) is a hash of these four and nothing else.
 *
 * Removing one user of chance moves no draw of any other. State is 64 bits and an ordinal.
 */
export class Draws {
  readonly #key: Lanes;
  #ordinal = 0;

  constructor(seed: Seed, stream: string, entity: string) {
    const start = {
      a: scramble(seed % TWO_32),
      b: scramble(Math.floor(seed / TWO_32) ^ 0x5bd1e995),
    };
    this.#key = fold(fold(start, hashText(stream)), hashText(entity));
  }

  /** 32 random bits. */
  uint32(): number {
    return this.#next().a;
  }

  /** From 0 up to but not including 1, in steps of 2^-53. */
  fraction(): number {
    const { a, b } = this.#next();
    return ((a >>> 5) * 67108864 + (b >>> 6)) / TWO_53;
  }

  /** A whole number from 0 up to but not including `bound`. */
  below(bound: number): number {
    return Math.floor(this.fraction() * bound);
  }

  /** A number from `low` up to but not including `high`. */
  between(low: number, high: number): number {
    return low + this.fraction() * (high - low);
  }

  /** Whether something of this probability happens. It draws even for 0 and 1. */
  happens(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One of a list that is not empty. */
  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  /** One of several, by weight. Weights of 0 are never picked. */
  weighted<Item>(items: readonly (readonly [Item, number])[]): Item {
    const total = items.reduce((sum, [, weight]) => sum + weight, 0);
    let rest = this.fraction() * total;
    for (const [item, weight] of items) {
      rest -= weight;
      if (rest < 0) return item;
    }
    return (items[items.length - 1] as readonly [Item, number])[0];
  }

  /** Exponentially distributed, of a mean. */
  exponential(mean: number): number {
    return (EXPONENTIAL[this.below(EXPONENTIAL.length)] as number) * mean;
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let index = 0; index < length; index += 1) bytes[index] = this.uint32() & 255;
    return bytes;
  }

  #next(): Lanes {
    this.#ordinal += 1;
    return fold(this.#key, this.#ordinal);
  }
}
