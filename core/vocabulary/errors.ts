/**
 * Every code that Hearth answers with. A code is API: it is stable, documented under its own
 * heading in docs/errors.md, and mapped once by each host to a status or a close code.
 */
export const ERRORS = {
  invalid_argument: { retryable: false, meaning: 'The request is malformed or outside a limit.' },
  unauthenticated: { retryable: false, meaning: 'There is no valid session.' },
  forbidden: { retryable: false, meaning: 'The person may not do this.' },
  not_found: { retryable: false, meaning: 'It does not exist, or this person may not know of it.' },
  conflict: {
    retryable: false,
    meaning: 'It contradicts what is stored; the current state is attached.',
  },
  gone: { retryable: false, meaning: 'It existed and was deleted.' },
  limit_exceeded: { retryable: false, meaning: 'A fixed limit is reached.' },
  rate_limited: {
    retryable: true,
    meaning: 'Too many in a short time; nothing happened. Wait and repeat.',
  },
  busy: {
    retryable: true,
    meaning: 'The server has too much to do; nothing happened. Wait and repeat.',
  },
  disk_full: { retryable: true, meaning: 'The disk is full; nothing happened.' },
  unavailable: { retryable: true, meaning: 'The outcome is unknown. Repeat with the same key.' },
  deadline_exceeded: { retryable: true, meaning: 'It took too long; nothing happened.' },
  protocol_violation: { retryable: false, meaning: 'The other side broke the protocol.' },
  client_too_old: {
    retryable: false,
    meaning: 'The client speaks a protocol older than the server accepts.',
  },
  server_too_old: {
    retryable: false,
    meaning: 'The client speaks a protocol newer than the server knows.',
  },
  stale_position: {
    retryable: true,
    meaning: 'The position belongs to another history; start from a snapshot.',
  },
  stale_lease: { retryable: false, meaning: 'Another holder has taken over.' },
  draining: { retryable: true, meaning: 'The server is about to stop. Connect again.' },
  not_a_database: { retryable: false, meaning: 'The file is not a Hearth database.' },
  schema_too_new: { retryable: false, meaning: 'The database was written by a newer version.' },
  data_unreadable: { retryable: false, meaning: 'The data folder cannot be read or written.' },
  data_damaged: { retryable: false, meaning: 'The database file is damaged.' },
  port_in_use: { retryable: false, meaning: 'Another program listens on this port.' },
  internal: { retryable: false, meaning: 'A defect in Hearth. The log has more.' },
} as const satisfies Record<string, { readonly retryable: boolean; readonly meaning: string }>;

export type ErrorCode = keyof typeof ERRORS;

/**
 * An expected "no": part of an outcome, never thrown. `message` is for people and is never parsed.
 */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  /** Shortest useful wait in milliseconds, where waiting helps. */
  readonly retryAfterMs?: number;
}

/** Operational failure. Branch on `code`, not on the class: classes double up across realms. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: { cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.retryAfterMs = more.retryAfterMs;
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }
}

/** Whether a thrown value is an operational failure, whichever copy of the class made it. */
export function isChatError(value: unknown): value is ChatError {
  return (
    value instanceof Error &&
    'code' in value &&
    typeof value.code === 'string' &&
    value.code in ERRORS
  );
}

/**
 * Result of a verb: its value, or a refusal that changed nothing but what the refusal itself
 * records.
 */
export type Outcome<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: Refusal };

export function done<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function refused(
  code: ErrorCode,
  message: string,
  retryAfterMs?: number,
): { readonly ok: false; readonly refusal: Refusal } {
  return {
    ok: false,
    refusal: retryAfterMs === undefined ? { code, message } : { code, message, retryAfterMs },
  };
}
