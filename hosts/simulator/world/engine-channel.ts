import { ChatError } from '../../../core/vocabulary/errors.js';
import { never } from '../kernel/timeline.js';
import type { EngineSide } from './engine-side.js';

/**
 * What joins delivery to the engine of its process. Whatever is in it is lost when one of them
 * ends: the other goes on.
 */
export class EngineChannel {
  #engine: EngineSide | null;
  readonly #canBeCut: boolean;
  #isDropped = false;
  readonly #asked = new Set<() => void>();

  /** @param canBeCut - false where both always end together: then nothing lies in between. */
  constructor(engine: EngineSide, { canBeCut }: { readonly canBeCut: boolean }) {
    this.#engine = engine;
    this.#canBeCut = canBeCut;
  }

  /** The engine that is there; null between two. */
  get engine(): EngineSide | null {
    return this.#engine;
  }

  /** Asks the engine something. @throws ChatError `unavailable` when it ends before its answer. */
  ask<Value>(question: (engine: EngineSide) => Promise<Value>): Promise<Value> {
    const engine = this.#engine;
    if (this.#isDropped) return never();
    if (engine === null) return Promise.reject(lost());
    if (!this.#canBeCut) return question(engine);
    return new Promise((resolve, reject) => {
      const fail = (): void => {
        reject(lost());
      };
      this.#asked.add(fail);
      question(engine).then(
        (value) => {
          if (this.#asked.delete(fail)) resolve(value);
        },
        (error: unknown) => {
          if (this.#asked.delete(fail)) reject(error instanceof Error ? error : lost());
        },
      );
    });
  }

  /** The engine has ended: whatever was asked has no answer. */
  cut(): void {
    const asked = [...this.#asked];
    this.#engine = null;
    this.#asked.clear();
    for (const fail of asked) fail();
  }

  /** There is an engine again. */
  join(engine: EngineSide): void {
    this.#engine = engine;
  }

  /** Delivery has ended: no answer reaches it, and nothing of it runs on. */
  drop(): void {
    this.#isDropped = true;
    this.#asked.clear();
  }
}

function lost(): ChatError {
  return new ChatError('unavailable', 'The engine has ended.');
}
