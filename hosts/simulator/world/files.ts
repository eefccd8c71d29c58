import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Memory that looks like a disk, where the system has it. */
const MEMORY_FOLDER = '/dev/shm';

/** The folder of one run's database files. */
export class Files {
  readonly #folder: string;
  #generation = 1;

  constructor() {
    this.#folder = mkdtempSync(join(baseFolder(), 'hearth-simulation-'));
  }

  /** The database file of the present server process. */
  get path(): string {
    return join(this.#folder, `hearth.${String(this.#generation)}.db`);
  }

  /**
   * Takes the files as they lie there, in the middle of whatever was going on, as the next process
   * finds them. What the dying process still does to the old ones changes nothing.
   */
  crash(): void {
    const before = this.path;
    this.#generation += 1;
    copy(before, this.path);
  }

  /** Copies the files, as somebody does who keeps a backup. @returns the path of the copy. */
  backUp(): string {
    const backup = join(this.#folder, 'backup.db');
    copy(this.path, backup);
    return backup;
  }

  /** The next process finds a copy in the place of the files. */
  restore(backup: string): void {
    this.#generation += 1;
    copy(backup, this.path);
  }

  /** Takes the files as a power loss leaves them: of the log only what is given. */
  losePower(log: Buffer): void {
    const before = this.path;
    this.#generation += 1;
    if (existsSync(before)) copyFileSync(before, this.path);
    writeFileSync(`${this.path}-wal`, log);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function copy(from: string, to: string): void {
  for (const suffix of ['', '-wal']) {
    if (existsSync(from + suffix)) copyFileSync(from + suffix, to + suffix);
  }
}

function baseFolder(): string {
  try {
    accessSync(MEMORY_FOLDER, constants.W_OK | constants.X_OK);
    return MEMORY_FOLDER;
  } catch {
    return tmpdir();
  }
}
