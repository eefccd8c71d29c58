import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { applyPragmas } from './pragmas.js';

/** Entry of the thread that copies the WAL into the file whenever it is told to. */
const db = new Database(String(workerData), { fileMustExist: true, timeout: 0 });
applyPragmas(db);

parentPort?.on('message', () => {
  db.pragma('wal_checkpoint(passive)');
  parentPort?.postMessage('done');
});
