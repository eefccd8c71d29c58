import { expect } from 'chai';
import Database from 'better-sqlite3';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Draws } from '../../../../hosts/simulator/kernel/draws.js';
import { logMark, powerCut, type LogMark } from '../../../../hosts/simulator/world/power.js';

/** A file to which rows are added one commit each, and what is left of it when the power fails. */
class PoweredFile {
  readonly #folder = mkdtempSync(join(tmpdir(), 'hearth-power-'));
  readonly path = join(this.#folder, 'real.db');
  readonly #db = new Database(this.path);
  #cuts = 0;

  constructor() {
    this.#db.pragma('journal_mode = WAL');
    this.#db.pragma('wal_autocheckpoint = 0');
    this.#db.exec('create table rows (n integer)');
  }

  add(n: number): void {
    this.#db.prepare('insert into rows values (?)').run(n);
  }

  checkpoint(): void {
    this.#db.pragma('wal_checkpoint(passive)');
  }

  /** Rows that a new process finds after one power loss of chance. */
  rowsAfter(cut: { readonly commitFrom: LogMark | null; readonly synchronous: number }): number {
    this.#cuts += 1;
    const draws = new Draws(this.#cuts, 'cut', '');
    const copy = join(this.#folder, `copy.${String(this.#cuts)}.db`);
    copyFileSync(this.path, copy);
    writeFileSync(`${copy}-wal`, powerCut(this.path, { ...cut, draws }).log);
    const db = new Database(copy);
    const rows = db.prepare('select count(*) from rows').pluck().get() as number;
    expect(db.pragma('integrity_check', { simple: true })).to.equal('ok');
    db.close();
    return rows;
  }

  remove(): void {
    this.#db.close();
    rmSync(this.#folder, { recursive: true });
  }
}

describe('a power loss', () => {
  let file: PoweredFile;
  beforeEach(() => {
    file = new PoweredFile();
  });
  afterEach(() => {
    file.remove();
  });

  const found = (cut: { commitFrom: LogMark | null; synchronous: number }): Set<number> =>
    new Set(Array.from({ length: 40 }, () => file.rowsAfter(cut)));

  it('SI33 keeps every commit that returned, whatever lies behind it in the log', () => {
    for (let row = 1; row <= 5; row += 1) file.add(row);
    expect(found({ commitFrom: null, synchronous: 2 })).to.deep.equal(new Set([5]));
  });

  it('SI33 keeps or undoes a commit that had not returned, and no other', () => {
    for (let row = 1; row <= 4; row += 1) file.add(row);
    const commitFrom = logMark(file.path);
    file.add(5);
    expect(found({ commitFrom, synchronous: 2 })).to.deep.equal(new Set([4, 5]));
  });

  it('SI33 undoes nothing before a commit that wrote nothing, or that began the log anew', () => {
    for (let row = 1; row <= 4; row += 1) file.add(row);
    const idle = logMark(file.path);
    expect(found({ commitFrom: idle, synchronous: 2 })).to.deep.equal(new Set([4]));
    file.checkpoint();
    const commitFrom = logMark(file.path);
    file.add(5);
    expect(found({ commitFrom, synchronous: 2 })).to.deep.equal(new Set([4, 5]));
  });

  it('SI33 undoes what was not synced where commits do not sync', () => {
    for (let row = 1; row <= 3; row += 1) file.add(row);
    file.checkpoint();
    for (let row = 4; row <= 6; row += 1) file.add(row);
    expect(found({ commitFrom: null, synchronous: 1 })).to.deep.equal(new Set([3, 4, 5, 6]));
  });
});
