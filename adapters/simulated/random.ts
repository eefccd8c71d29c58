import { assert } from '../../core/vocabulary/assert.js';
import type { Random } from '../../ports/random.js';
import type { Chance } from './timeline.js';

const BYTES_MAX = 1024;

/** Chance that comes again with the seed. Never for secrets. */
export class SimulatedRandom implements Random {
  readonly #chance: Chance;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  bytes(length: number): Uint8Array {
    assert(Number.isInteger(length) && length >= 1 && length <= BYTES_MAX, 'length is 1 to 1024');
    return this.#chance.bytes(length);
  }

  fraction(): number {
    return this.#chance.fraction();
  }
}
