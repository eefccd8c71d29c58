import Database from 'better-sqlite3';

/**
 * Another program on the database file, such as a backup or an import, which holds the write lock
 * for a while and changes nothing.
 */
export class ForeignLock {
  #db: Database.Database | null = null;
  #path = '';

  /** @returns whether it has the lock; false while a server has it. */
  take(path: string): boolean {
    if (this.#path !== path) this.release();
    if (this.#db?.inTransaction === true) return true;
    this.#path = path;
    this.#db ??= new Database(path, { fileMustExist: true, timeout: 0 });
    try {
      this.#db.exec('begin immediate');
      return true;
    } catch {
      return false;
    }
  }

  release(): void {
    this.#db?.close();
    this.#db = null;
  }
}
