import type { ErrorCode } from '../../../core/vocabulary/errors.js';
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

/** What may be said to anybody at any time: the server has trouble, or is going away. */
const PASSING: readonly ErrorCode[] = [
  'busy',
  'deadline_exceeded',
  'disk_full',
  'draining',
  'limit_exceeded',
  'unauthenticated',
  'unavailable',
];

/** Watches that a refusal says nothing that its reader may not see. */
export class Refusals {
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /**
   * Something that nobody may do was answered.
   *
   * @param code - what it was refused with; null: it was done.
   * @param allowed - codes that its kind has.
   */
  turnedAway(what: string, code: ErrorCode | null, allowed: readonly ErrorCode[]): void {
    this.#bench.judged('S-REFUSED');
    if (code !== null && [...allowed, ...PASSING].includes(code)) return;
    const detail = code === null ? 'it was done' : `it was refused with ${code}`;
    this.#bench.report({ invariant: 'S-REFUSED', entity: what, detail });
  }

  /** Somebody who may change nothing has changed something. */
  changed(entity: string, kind: string): void {
    const detail = `${kind} is stored, of somebody who may not`;
    this.#bench.report({ invariant: 'S-REFUSED', entity, detail });
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
