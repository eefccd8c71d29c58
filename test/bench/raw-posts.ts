import { createHash, randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import { ThreadCheckpointer } from '../../adapters/sqlite/checkpoints.js';
import { applyPragmas } from '../../adapters/sqlite/pragmas.js';

/** Transactions between two checkpoints beside the writer. */
const CHECKPOINT_TRANSACTIONS = 16;

export interface RawOptions {
  readonly path: string;
  readonly roomId: number;
  readonly authorId: number;
  readonly body: string;
}

/**
 * What a post stores, written by better-sqlite3 alone: no rules, no reads, no promises.
 *
 * Same tables, same rows, same sync and the same checkpoints beside it: the limit that core is
 * measured by.
 */
export class RawPosts {
  readonly #db: Database.Database;
  readonly #checkpointer: ThreadCheckpointer;
  readonly #options: RawOptions;
  #seq: number;
  #transactions = 0;

  constructor(options: RawOptions) {
    this.#options = options;
    this.#db = new Database(options.path, { timeout: 0 });
    applyPragmas(this.#db);
    this.#checkpointer = new ThreadCheckpointer(options.path);
    this.#seq = Number(
      this.#db.prepare('select seq from streams where stream = ?').pluck().get(this.#stream()),
    );
  }

  /** Writes posts, `perTransaction` at a time. */
  write(count: number, perTransaction: number): void {
    const { roomId, authorId, body } = this.#options;
    const message = this.#db.prepare(
      `insert into messages (room_id, author_id, client_message_id, request_hash, seq, posted_at,
        changed_at, body, salt) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const event = this.#db.prepare(
      `insert into events (stream, seq, at, actor, kind, data, digest, message_id, revision,
        content_hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const head = this.#db.prepare(
      'update streams set seq = ?, at = ?, digest = ? where stream = ?',
    );
    const post = (): void => {
      const seq = (this.#seq += 1);
      const key = `raw-${String(seq)}`;
      const salt = randomBytes(16).toString('hex');
      const digest = createHash('sha256').update(key).digest();
      const stream = this.#stream();
      const at = Date.now();
      const hash = digest.toString('hex');
      const row = [roomId, authorId, key, hash, seq, at, seq, body, salt];
      const messageId = Number(message.run(...row).lastInsertRowid);
      const data = JSON.stringify({ messageId, revision: 1, clientMessageId: key });
      const kind = 'message.posted';
      event.run(stream, seq, at, authorId, kind, data, digest, messageId, 1, digest);
      head.run(seq, at, digest, stream);
    };
    const transaction = this.#db.transaction((posts: number) => {
      for (let index = 0; index < posts; index += 1) post();
    });
    for (let written = 0; written < count; written += perTransaction) {
      transaction.immediate(Math.min(perTransaction, count - written));
      this.#transactions += 1;
      if (this.#transactions % CHECKPOINT_TRANSACTIONS === 0) this.#checkpointer.start();
    }
  }

  async close(): Promise<void> {
    await this.#checkpointer.close();
    this.#db.close();
  }

  #stream(): string {
    return `room:${String(this.#options.roomId)}`;
  }
}
