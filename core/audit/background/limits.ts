import { SECOND_MS } from '../../vocabulary/time.js';

/** Every bound of the background audit. */
export interface AuditLimits {
  /** Rows and events of one step: about a millisecond of a reader. */
  readonly stepRowsMax: number;
  /** From one step to the next. */
  readonly stepPauseMs: number;
  /** From the end of a round over everything to the next one. */
  readonly roundPauseMs: number;
  /** Rooms of one person that are held at once; one who has more is looked at several times. */
  readonly roomsHeldMax: number;
  /** Deletions of one room that are held until the message that they are of is met. */
  readonly deletionsHeldMax: number;
  /** Drifts that are remembered; beyond them none is counted before one is mended. */
  readonly driftsMax: number;
}

export const AUDIT_LIMITS: AuditLimits = {
  stepRowsMax: 250,
  // At most a thousand rows a second: a hundredth of a core.
  stepPauseMs: 250,
  roundPauseMs: 10 * SECOND_MS,
  roomsHeldMax: 1_000,
  deletionsHeldMax: 100_000,
  driftsMax: 1_000,
};
