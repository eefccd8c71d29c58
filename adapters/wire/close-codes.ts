import type { ErrorCode } from '../../core/vocabulary/errors.js';
import type { CloseReason } from '../../ports/transport.js';

/** Below, from 4000 on, connecting again may help; in this range only a person can help. */
const TERMINAL_FROM = 4500;
const TERMINAL_TO = 4999;

/**
 * WebSocket close code of each error. The range says whether to connect again; the rest names the
 * error.
 */
export const CLOSE_CODES = {
  busy: 4000,
  draining: 4001,
  rate_limited: 4002,
  disk_full: 4003,
  unavailable: 4004,
  deadline_exceeded: 4005,
  stale_position: 4006,
  // Connections of a person end one day, and a defect may concern one moment only: both are tried
  // again.
  limit_exceeded: 4007,
  internal: 4008,
  // A broken proxy can garble one connection; the next one starts clean.
  protocol_violation: 4009,
  unauthenticated: 4500,
  client_too_old: 4501,
  server_too_old: 4502,
  forbidden: 4503,
  invalid_argument: 4504,
  not_found: 4505,
  conflict: 4506,
  gone: 4507,
  stale_lease: 4508,
  not_a_database: 4509,
  schema_too_new: 4510,
  data_unreadable: 4511,
  port_in_use: 4512,
  data_damaged: 4513,
} as const satisfies Record<ErrorCode, number>;

/** The close code that carries an error. */
export function closeCodeOf(code: ErrorCode): number {
  return CLOSE_CODES[code];
}

/**
 * Whether a client should connect again. Codes that Hearth did not give, as of proxies, are worth a
 * try.
 */
export function closeReasonOf(closeCode: number): CloseReason {
  return closeCode >= TERMINAL_FROM && closeCode <= TERMINAL_TO ? 'terminal' : 'retry';
}
