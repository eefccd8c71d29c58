import Database from 'better-sqlite3';
import { Observer } from './observer.js';

/**
 * Who would have to be told to come anew if a copy without them took the file's place. Devices that
 * show no page sign in again by themselves.
 */
const KNOWN = `select (select coalesce(max(id), 0) from people) as people,
  (select coalesce(max(id), 0) from sessions
    where address not like '% phone' and address not like '% afar') as sessions`;

interface Known {
  readonly people: number;
  readonly sessions: number;
}

/** A copy of the database file as it was at some time. */
export class Backup {
  readonly path: string;
  /** The newest event of each stream that it holds. */
  readonly heads: ReturnType<Observer['heads']>;

  constructor(path: string) {
    this.path = path;
    const observer = new Observer(path);
    this.heads = observer.heads();
    observer.close();
  }

  /** Whether everyone who is known in a file now was known when the copy was taken. */
  knowsAllOf(path: string): boolean {
    const own = knownIn(this.path);
    const now = knownIn(path);
    return own.people === now.people && own.sessions === now.sessions;
  }

  /** Whether anything was stored in a file since the copy was taken. */
  isOlderThan(path: string): boolean {
    const observer = new Observer(path);
    const heads = observer.heads();
    observer.close();
    return [...heads].some(([stream, { seq }]) => seq > (this.heads.get(stream)?.seq ?? 0));
  }
}

function knownIn(path: string): Known {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: 0 });
  try {
    return db.prepare(KNOWN).get() as Known;
  } finally {
    db.close();
  }
}
