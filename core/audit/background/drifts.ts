import type { Telemetry } from '../../../ports/telemetry.js';
import type { Subject, Verdict } from './verdict.js';

/** Counts and logs each drift once, for as long as it stands. */
export class Drifts {
  readonly #telemetry: Telemetry;
  readonly #max: number;
  readonly #standing = new Set<string>();

  constructor(telemetry: Telemetry, max: number) {
    this.#telemetry = telemetry;
    this.#max = max;
    // A counter that nobody sees is not 0.
    telemetry.count('unread_drift_total', 0);
  }

  /** Drifts that were found and have not been found mended. */
  get standing(): number {
    return this.#standing.size;
  }

  judge({ subject, agrees }: Verdict): void {
    const key = JSON.stringify(subject);
    if (agrees) {
      if (this.#standing.delete(key)) {
        this.#telemetry.log('info', 'stored again as the log says', fieldsOf(subject));
      }
      return;
    }
    if (this.#standing.has(key) || this.#standing.size >= this.#max) return;
    this.#standing.add(key);
    this.#telemetry.count('unread_drift_total');
    this.#telemetry.log('error', 'stored otherwise than the log says', fieldsOf(subject));
  }
}

/** Table and ids, and nothing of what anybody has written. */
function fieldsOf(subject: Subject): Readonly<Record<string, string | number>> {
  const { table, roomId } = subject;
  return subject.table === 'rooms' ? { table, roomId } : { table, roomId, userId: subject.userId };
}
