import { ChatError } from '../../core/vocabulary/errors.js';

/** Shortest useful wait after a refusal because of load. */
const BUSY_RETRY_AFTER_MS = 100;

/** What was thrown, as an error: a unit may throw anything. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** SQLite's own code of an error, or null for errors that are not SQLite's. */
export function sqliteCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
    return null;
  return error.code.startsWith('SQLITE_') ? error.code : null;
}

export function isBusy(error: unknown): boolean {
  return sqliteCode(error)?.startsWith('SQLITE_BUSY') ?? false;
}

/**
 * COMMIT said no and nothing was stored. Every other error of COMMIT leaves the outcome unknown.
 */
export function isDefiniteCommitFailure(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code === null) return false;
  return ['SQLITE_CONSTRAINT', 'SQLITE_FULL', 'SQLITE_BUSY'].some((start) =>
    code.startsWith(start),
  );
}

/**
 * What a caller is told about an error of the engine while the store is open.
 *
 * A violated constraint passes as it is: it is a defect, and its text names the constraint. An
 * error of the disk is worth another try: a disk may fail once.
 */
export function asChatError(error: unknown): unknown {
  return sqliteCode(error)?.startsWith('SQLITE_IOERR') === true
    ? diskFailed(error)
    : asOpeningError(error);
}

/** The same for an error of opening: whoever opens has to look after the disk first. */
export function asOpeningError(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === null || code.startsWith('SQLITE_CONSTRAINT')) return error;
  if (code.startsWith('SQLITE_FULL')) return diskFull(error);
  if (code.startsWith('SQLITE_BUSY')) return fileLocked(error);
  if (code.startsWith('SQLITE_NOTADB')) return notADatabase(error);
  if (code.startsWith('SQLITE_CORRUPT')) return damaged(error);
  if (/^SQLITE_(IOERR|CANTOPEN|READONLY|PERM)/.test(code)) return unreadable(error);
  return error;
}

export function queueFull(): ChatError {
  return new ChatError(
    'busy',
    'Too many changes are waiting. Nothing happened; try again shortly.',
    {
      retryAfterMs: BUSY_RETRY_AFTER_MS,
    },
  );
}

export function tooManyReads(): ChatError {
  return new ChatError('busy', 'Too many reads are waiting. Try again shortly.', {
    retryAfterMs: BUSY_RETRY_AFTER_MS,
  });
}

export function closed(): ChatError {
  return new ChatError('busy', 'The database is closing. Nothing happened; try again shortly.', {
    retryAfterMs: BUSY_RETRY_AFTER_MS,
  });
}

export function fileLocked(cause: unknown): ChatError {
  return new ChatError(
    'busy',
    'Another program has the database locked. Nothing happened; try again shortly.',
    { cause, retryAfterMs: BUSY_RETRY_AFTER_MS },
  );
}

export function outcomeUnknown(cause: unknown): ChatError {
  return new ChatError(
    'unavailable',
    'The disk failed while the change was being stored, so it may or may not be stored. ' +
      'Repeat it with the same key to find out.',
    { cause },
  );
}

function diskFailed(cause: unknown): ChatError {
  return new ChatError(
    'unavailable',
    'The disk failed for a moment. Repeat it with the same key to find out whether it is stored.',
    { cause, retryAfterMs: BUSY_RETRY_AFTER_MS },
  );
}

function diskFull(cause: unknown): ChatError {
  return new ChatError(
    'disk_full',
    'The disk is full. Nothing happened and what is stored is safe. Free some space and try again.',
    { cause },
  );
}

export function notADatabase(cause?: unknown): ChatError {
  return new ChatError(
    'not_a_database',
    'The file is not a Hearth database. It was left as it is. Name another file or folder.',
    { cause },
  );
}

export function unreadable(cause: unknown): ChatError {
  return new ChatError(
    'data_unreadable',
    'The database cannot be read or written. What is stored was left as it is. ' +
      'Check the data folder, its permissions and its disk.',
    { cause },
  );
}

function damaged(cause: unknown): ChatError {
  return new ChatError(
    'data_damaged',
    'The database file is damaged: parts of it are not what was written. It was left as it is.',
    { cause },
  );
}

export function schemaTooNew(found: number, known: number): ChatError {
  return new ChatError(
    'schema_too_new',
    `The database has schema version ${String(found)}, this program knows ${String(known)}. ` +
      'It was left as it is. Start a newer version of Hearth.',
  );
}
