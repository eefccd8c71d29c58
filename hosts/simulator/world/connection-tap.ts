import type Database from 'better-sqlite3';
import type { Model } from '../model/model.js';

/** Functions by which SQL could ask for time or chance. In a run each of them fails it. */
const CHANCE_AND_TIME = [
  'random',
  'randomblob',
  'date',
  'time',
  'datetime',
  'julianday',
  'unixepoch',
  'strftime',
  'current_timestamp',
  'current_date',
  'current_time',
] as const;

export interface TapEvents {
  readonly model: Model;
  /** SQL asked for time or chance. */
  readonly tripped: (name: string) => void;
  /** A statement failed because the disk is full. */
  readonly diskFull: () => void;
  /** A statement has run. */
  readonly ran: (sql: string) => void;
  readonly reverseUnorderedSelects: boolean;
}

/** Prepares a connection for a run: nothing random in SQL, and failures of statements are seen. */
export function tapConnection(db: Database.Database, events: TapEvents): void {
  for (const name of CHANCE_AND_TIME) {
    db.function(name, { varargs: true }, () => {
      events.tripped(`sql ${name}()`);
      throw new Error(`DETERMINISM sql ${name}()`);
    });
  }
  if (events.reverseUnorderedSelects) db.pragma('reverse_unordered_selects = 1');
  const prepare = db.prepare.bind(db);
  const tapped = (sql: string): Database.Statement => tapStatement(prepare(sql), sql, events);
  Object.defineProperty(db, 'prepare', { value: tapped });
}

function tapStatement(
  statement: Database.Statement,
  sql: string,
  events: TapEvents,
): Database.Statement {
  for (const name of ['run', 'all', 'get'] as const) {
    const real: (...args: unknown[]) => unknown = statement[name].bind(statement);
    const tapped = (...args: unknown[]): unknown => {
      try {
        const result = real(...args);
        events.ran(sql);
        return result;
      } catch (error) {
        note(error, events);
        throw error;
      }
    };
    Object.defineProperty(statement, name, { value: tapped });
  }
  return statement;
}

function note(error: unknown, { model, diskFull }: TapEvents): void {
  if (!(error instanceof Error) || !('code' in error)) return;
  const code = String(error.code);
  if (code.startsWith('SQLITE_CONSTRAINT')) model.constraintViolated(error.message);
  if (code === 'SQLITE_FULL') diskFull();
}
