import type { ErrorCode } from '../../../core/vocabulary/errors.js';

/** HTTP status of each code. The one table; a code that is missing here does not compile. */
export const HTTP_STATUS = {
  invalid_argument: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  limit_exceeded: 413,
  rate_limited: 429,
  busy: 503,
  disk_full: 507,
  unavailable: 503,
  deadline_exceeded: 504,
  protocol_violation: 400,
  client_too_old: 400,
  server_too_old: 400,
  stale_position: 409,
  stale_lease: 409,
  draining: 503,
  not_a_database: 500,
  schema_too_new: 500,
  data_unreadable: 500,
  data_damaged: 500,
  port_in_use: 500,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;
