import type { Sequence } from '../../vocabulary/position.js';

/** Below the square root of what a number holds exactly. */
const PRIME = 67_108_859;

/**
 * Places, told apart without being held: how many there are, their sum, and the sum of their
 * squares. In whatever order they come and go, the same places come to the same.
 */
export class Tally {
  #count = 0;
  #sum = 0;
  #squares = 0;

  add(seq: Sequence): void {
    this.#change(seq, 1);
  }

  remove(seq: Sequence): void {
    this.#change(seq, -1);
  }

  equals(other: Tally): boolean {
    const same = this.#count === other.#count && this.#sum === other.#sum;
    return same && this.#squares === other.#squares;
  }

  #change(seq: Sequence, by: 1 | -1): void {
    const rest = seq % PRIME;
    this.#count += by;
    this.#sum += by * seq;
    this.#squares = (this.#squares + by * ((rest * rest) % PRIME) + PRIME) % PRIME;
  }
}
