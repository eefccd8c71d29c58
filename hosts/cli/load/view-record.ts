import type { Message } from '../../../core/vocabulary/messages.js';
import type { Sequence } from '../../../core/vocabulary/position.js';

/** A message of the load as someone saw it. */
export interface Sighting {
  /** Whose and which: the first word of its body. */
  readonly key: string;
  readonly seq: Sequence;
}

/** Sequences that a client was told it had not been shown: both ends included. */
export interface Skipped {
  readonly from: Sequence;
  readonly to: Sequence;
}

/** What one client saw, in the order in which it saw it. */
export class ViewRecord {
  readonly sightings: Sighting[] = [];
  readonly skipped: Skipped[] = [];
  #last: Sequence;

  /** @param start - newest sequence before the load begins: what is older is not its own. */
  constructor(start: Sequence) {
    this.#last = start;
  }

  /**
   * Takes a view that reaches the newest message.
   *
   * @param isReset - whether the client announced since the last view that it had to start anew:
   * then what lies
   * between is not lost but left to be loaded by whoever scrolls back.
   * @returns what is new in it.
   */
  see(messages: readonly Message[], isReset: boolean): readonly Sighting[] {
    const fresh = newerThan(messages, this.#last);
    const first = fresh[0];
    const newest = messages.at(-1);
    if (first !== undefined && isReset && first.seq > this.#last + 1) {
      this.skipped.push({ from: this.#last + 1, to: first.seq - 1 });
    }
    if (newest !== undefined) this.#last = Math.max(this.#last, newest.seq);
    const seen = fresh.flatMap((message) =>
      message.state === 'live' ? [{ key: keyOf(message.body), seq: message.seq }] : [],
    );
    this.sightings.push(...seen);
    return seen;
  }
}

/** The first word of a body. */
export function keyOf(body: string): string {
  return body.split(' ', 1)[0] ?? '';
}

/**
 * Messages past a sequence, in the order of the view, whatever that is: disorder must not hide
 * itself.
 */
function newerThan(messages: readonly Message[], last: Sequence): readonly Message[] {
  let from = messages.length;
  while (from > 0 && (messages[from - 1]?.seq ?? 0) > last) from -= 1;
  return messages.slice(from);
}
