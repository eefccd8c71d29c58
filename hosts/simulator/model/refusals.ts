import type { Bench } from './violation.js';

/** What only the server's log may hold, and what belongs to one person alone. */
const SECRETS: readonly RegExp[] = [
  /sqlite|constraint failed|begin immediate|savepoint/i,
  /\n\s+at |\.[jt]s:\d/,
  /password of |simulated:/,
  /@example\.org/,
];

/** Characters of a text of somebody's that count as that text. */
const QUOTED_MIN = 8;

/** Watches that a refusal says nothing that its reader may not see. */
export class Refusals {
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /**
   * A refusal leaves the server.
   *
   * @param texts - what people wrote and called things lately.
   */
  said(to: string, message: string, texts: readonly string[]): void {
    this.#bench.judged('S-NO-LEAK-ERR');
    const secret = SECRETS.find((pattern) => pattern.test(message));
    const quoted = texts.find((text) => text.length >= QUOTED_MIN && message.includes(text));
    if (secret === undefined && quoted === undefined) return;
    const detail = `a refusal says what its reader may not see: “${message}”`;
    this.#bench.report({ invariant: 'S-NO-LEAK-ERR', entity: to, detail });
  }
}
