import { ChatError } from '../../../core/vocabulary/errors.js';
import type { Draws } from '../kernel/draws.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Life } from '../kernel/life.js';
import type { Json } from './json.js';
import type { Weather } from './weather.js';

/** A client that hears nothing for so long gives a request up. */
const ANSWER_WAIT_MS = 2_000;
/** One way, when the link is well. */
const STEADY_MS = 10;
const VERY_LATE_MS = 3_000;

export interface LinkParts {
  readonly kernel: Kernel;
  readonly weather: Weather;
  readonly faulty: { on: boolean };
  /** Where requests arrive. */
  readonly handle: (request: Json, from: string) => Promise<Json>;
}

/** One client's way to the app. Requests and answers cross it as text. */
export class Link {
  readonly #parts: LinkParts;
  readonly #name: string;
  readonly #life: Life;
  readonly #wire: Life;
  readonly #draws: Draws;
  requests = 0;

  constructor(name: string, life: Life, parts: LinkParts) {
    this.#parts = parts;
    this.#name = name;
    this.#life = life;
    this.#wire = parts.kernel.begin(`wire ${name}`);
    this.#draws = parts.kernel.draws('N7', name);
  }

  call(request: Json): Promise<Json> {
    this.requests += 1;
    const text = JSON.stringify(request);
    const { upMs, answered } = this.#fate();
    return new Promise((resolve, reject) => {
      const giveUp = this.#life.schedule(
        ANSWER_WAIT_MS * 1_000,
        { kind: 'timeout', entity: this.#name },
        () => {
          reject(new ChatError('unavailable', 'No answer came.'));
        },
      );
      const answer = (value: Json): void => {
        if (!answered) return;
        const back = JSON.stringify(value);
        this.#life.schedule(this.#delayUs(), { kind: 'answer', entity: this.#name }, () => {
          giveUp();
          resolve(JSON.parse(back) as Json);
        });
      };
      for (const delayMs of upMs) {
        this.#wire.schedule(delayMs * 1_000, { kind: 'request', entity: this.#name }, () => {
          void this.#parts.handle(JSON.parse(text) as Json, this.#name).then(answer);
        });
      }
    });
  }

  /** When each copy of a request arrives, and whether its answer does. */
  #fate(): { readonly upMs: readonly number[]; readonly answered: boolean } {
    const { weather, faulty } = this.#parts;
    const hit = this.#draws.happens(weather.lostShare);
    const kind = this.#draws.pick(['request', 'answer', 'doubled', 'late'] as const);
    const upMs = this.#delayUs() / 1_000;
    const moreMs = this.#draws.exponential(VERY_LATE_MS);
    if (!hit || !weather.on.N7 || !faulty.on) return { upMs: [upMs], answered: true };
    switch (kind) {
      case 'request':
        return { upMs: [], answered: false };
      case 'answer':
        return { upMs: [upMs], answered: false };
      case 'doubled':
        return { upMs: [upMs, upMs + moreMs / 10], answered: true };
      case 'late':
        return { upMs: [upMs + moreMs], answered: true };
    }
  }

  #delayUs(): number {
    const { weather, faulty } = this.#parts;
    const extraMs = this.#draws.exponential(weather.delayMeanMs);
    return (STEADY_MS + (weather.on.N1 && faulty.on ? extraMs : 0)) * 1_000;
  }
}
