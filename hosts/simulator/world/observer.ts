import Database from 'better-sqlite3';
import type { MessageId, StreamName, UserId } from '../../../core/vocabulary/ids.js';
import type { JobRow } from '../model/jobs.js';
import type { CommittedEvent } from '../model/log.js';
import type { DeviceRow } from '../model/notices.js';

interface EventRow {
  readonly id: number;
  readonly stream: StreamName;
  readonly seq: number;
  readonly at: number;
  readonly actor: UserId | null;
  readonly kind: string;
  readonly data: string;
  readonly digest: Buffer;
  readonly message_id: MessageId | null;
  readonly revision: number | null;
  readonly content_hash: Buffer | null;
  readonly body: string | null;
  readonly held_revision: number | null;
}

/** A message row as it lies in the file. */
export interface StoredMessage {
  readonly id: MessageId;
  readonly revision: number;
  readonly body: string | null;
}

const EVENTS_AFTER = `
  select e.id, e.stream, e.seq, e.at, e.actor, e.kind, e.data, e.digest, e.message_id, e.revision,
    e.content_hash, m.body, m.revision as held_revision
  from events e left join messages m on m.id = e.message_id
  where e.id > ? order by e.id`;

const NEWEST_ID = 'select coalesce(max(id), 0) from events';

const JOBS =
  'select id, kind, cause, payload, fence, is_held as held, failure from jobs order by id';

const DEVICES = 'select id, user_id as userId, endpoint from push_subscriptions order by id';

const NOTED = 'select 1 from notices where message_id = ? and user_id = ?';

const HEADS = `
  select stream, seq, digest from events e
  where seq = (select max(seq) from events where stream = e.stream) order by stream`;

/**
 * Looks into the database file beside the store, with a connection and queries of its own: what it
 * sees is what is committed.
 */
export class Observer {
  #db: Database.Database;
  #newestId = 0;
  #looks: Looks;

  constructor(path: string) {
    this.#db = open(path);
    this.#looks = looksOf(this.#db);
  }

  /** Goes on with another file, which a crash has left. */
  reopen(path: string): void {
    this.#db.close();
    this.#db = open(path);
    this.#looks = looksOf(this.#db);
    // In a file that was restored, ids that this one has seen are given out again.
    this.#newestId = Math.min(this.#newestId, this.#db.prepare(NEWEST_ID).pluck().get() as number);
  }

  /** Events that were committed since the last time, in order. */
  news(): readonly CommittedEvent[] {
    const rows = this.#looks.events.all(this.#newestId) as EventRow[];
    this.#newestId = rows[rows.length - 1]?.id ?? this.#newestId;
    return rows.map(committedEvent);
  }

  /** The newest event of each stream. */
  heads(): ReadonlyMap<StreamName, { readonly seq: number; readonly digest: string }> {
    const rows = this.#db.prepare(HEADS).all() as Pick<EventRow, 'stream' | 'seq' | 'digest'>[];
    return new Map(rows.map(({ stream, seq, digest }) => [stream, { seq, digest: hex(digest) }]));
  }

  nameOf(userId: UserId): string | null {
    const row = this.#db.prepare('select name from people where id = ?').get(userId);
    return (row as { readonly name: string } | undefined)?.name ?? null;
  }

  /** Every job that waits or was given up. */
  jobs(): readonly JobRow[] {
    const rows = this.#looks.jobs.all() as (Omit<JobRow, 'held'> & { held: number })[];
    return rows.map((row) => ({ ...row, held: row.held === 1 }));
  }

  /** Every browser that is told. */
  devices(): readonly DeviceRow[] {
    return this.#looks.devices.all() as DeviceRow[];
  }

  isNoted(messageId: number, userId: UserId): boolean {
    return this.#looks.noted.get(messageId, userId) !== undefined;
  }

  messages(): readonly StoredMessage[] {
    const rows = this.#db.prepare('select id, revision, body from messages order by id').all();
    return rows as StoredMessage[];
  }

  close(): void {
    this.#db.close();
  }
}

/** What is asked after every commit. */
interface Looks {
  readonly events: Database.Statement;
  readonly jobs: Database.Statement;
  readonly devices: Database.Statement;
  readonly noted: Database.Statement;
}

function looksOf(db: Database.Database): Looks {
  return {
    events: db.prepare(EVENTS_AFTER),
    jobs: db.prepare(JOBS),
    devices: db.prepare(DEVICES),
    noted: db.prepare(NOTED),
  };
}

function open(path: string): Database.Database {
  return new Database(path, { readonly: true, fileMustExist: true, timeout: 0 });
}

function committedEvent(row: EventRow): CommittedEvent {
  const { stream, seq, at, actor, kind, data, digest } = row;
  const { message_id: messageId, revision, content_hash: hash, body, held_revision: held } = row;
  const content =
    messageId === null || revision === null || hash === null
      ? null
      : { messageId, revision, hash: hex(hash), body: held === revision ? body : null };
  return { stream, seq, at, actor, kind, data, digest: hex(digest), content };
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex');
}
