import type { ErrorCode } from '../../core/vocabulary/errors.js';

export const EXIT_DONE = 0;
/** The verb worked, and what it looked at is not as it should be. */
export const EXIT_FOUND = 4;

/** Exit code of each error. Documented in docs/cli.md and at the end of `hearth --help`. */
export const EXIT_CODES = {
  internal: 1,
  invalid_argument: 2,
  unauthenticated: 3,
  forbidden: 3,
  not_found: 3,
  conflict: 3,
  gone: 3,
  limit_exceeded: 3,
  protocol_violation: 3,
  client_too_old: 3,
  server_too_old: 3,
  stale_position: 3,
  stale_lease: 3,
  not_a_database: 5,
  schema_too_new: 5,
  data_unreadable: 5,
  data_damaged: 5,
  port_in_use: 6,
  rate_limited: 7,
  busy: 7,
  disk_full: 7,
  unavailable: 7,
  deadline_exceeded: 7,
  draining: 7,
} as const satisfies Record<ErrorCode, number>;

/** What each exit code says, in order. */
export const EXIT_MEANINGS: readonly (readonly [number, string])[] = [
  [EXIT_DONE, 'done'],
  [1, 'a defect in Hearth'],
  [2, 'the command line or a value in it is not valid'],
  [3, 'refused: it does not exist, exists already, or is not allowed'],
  [EXIT_FOUND, 'something is not as it should be: findings, stale documents, lost messages'],
  [5, 'the data folder or the database in it cannot be used'],
  [6, 'another program listens on the port'],
  [7, 'not now: busy, the disk is full, or nobody answered; try again'],
];
