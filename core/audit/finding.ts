import type { KnownEvent } from '../vocabulary/events.js';
import type { StreamName } from '../vocabulary/ids.js';

/** Everything that an examination can find wrong. A code is API: scripts may branch on it. */
export const FINDINGS = {
  file_damaged: 'Stop Hearth, keep a copy of the data folder, and restore the newest backup.',
  sequence_gap:
    'Events are missing. Restore the newest backup; clients will notice and start anew.',
  time_reversed: 'Order is not affected. Check what wrote to the database beside Hearth.',
  digest_mismatch:
    'An event or the content it refers to was changed outside Hearth. Restore the newest ' +
    'backup, or find out what wrote to the database.',
  event_unreadable: 'The event was changed outside Hearth. Restore the newest backup.',
  event_missing: 'The row was changed outside Hearth. Restore the newest backup.',
  message_missing: 'The row was removed outside Hearth. Restore the newest backup.',
  message_mismatch: 'The row was changed outside Hearth. Restore the newest backup.',
  room_missing: 'The row was removed outside Hearth. Restore the newest backup.',
  room_mismatch:
    'Rename the room, or post in it, once: that writes row and event anew. If it comes back, ' +
    'restore a backup.',
  reading_mismatch:
    'What the person has read was changed outside Hearth. Reading or marking the room once ' +
    'writes row and event anew; mentions need the newest backup.',
  membership_mismatch: 'Members were changed outside Hearth. Restore the newest backup.',
  account_mismatch: 'The account row was changed outside Hearth. Restore the newest backup.',
  person_mismatch: 'People were changed outside Hearth. Restore the newest backup.',
  too_many: 'Deal with these first, then examine again.',
} as const satisfies Record<string, string>;

export type FindingCode = keyof typeof FINDINGS;

/** One thing that is wrong. */
export interface Finding {
  readonly code: FindingCode;
  /** Where: a stream with a sequence, a message, a room, a person, the file. */
  readonly subject: string;
  /** What is wrong, in a sentence. */
  readonly problem: string;
  /** What to do about it, in a sentence or two. */
  readonly advice: string;
}

/** Findings that one examination collects: with so many, the rest says nothing new. */
export const FINDINGS_MAX = 200;

/** Collects findings, up to {@link FINDINGS_MAX} and one more that says so. */
export class Findings {
  readonly #found: Finding[] = [];

  /** Whether more would be dropped. */
  get isFull(): boolean {
    return this.#found.length >= FINDINGS_MAX;
  }

  add(code: FindingCode, subject: string, problem: string): void {
    if (this.isFull) return;
    this.#found.push({ code, subject, problem, advice: FINDINGS[code] });
  }

  /** An event in a stream that events of its kind do not belong in. */
  addMisplaced(stream: StreamName, event: Pick<KnownEvent, 'seq' | 'kind'>): void {
    const problem = `An event of the kind ${event.kind} does not belong in this stream.`;
    this.add('event_unreadable', `${stream} event ${event.seq}`, problem);
  }

  /** What was found, in the order in which it was. */
  all(): readonly Finding[] {
    if (!this.isFull) return this.#found;
    const problem = `More than ${FINDINGS_MAX} things are wrong; the rest is not listed.`;
    return [
      ...this.#found,
      { code: 'too_many', subject: 'database', problem, advice: FINDINGS.too_many },
    ];
  }
}
