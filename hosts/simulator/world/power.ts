import { readFileSync } from 'node:fs';
import type { Draws } from '../kernel/draws.js';
import { WriteAheadLog } from './write-ahead-log.js';

/** Where the index of the log says how many of its frames the database file has already. */
const COPIED_FRAMES_AT = 96;
/** `PRAGMA synchronous` at which a commit is on the disk when it returns. */
const SYNCHRONOUS_FULL = 2;

/** What is left of a write-ahead log after a power loss. */
export interface PowerCut {
  readonly log: Buffer;
  /** Whether a commit that had not returned yet is there. True where there was none. */
  readonly lastSurvives: boolean;
}

/** A place in a log: how much of it was committed. */
export interface LogMark {
  readonly round: string;
  readonly frames: number;
}

/** How far the log of a database file is committed now. */
export function logMark(path: string): LogMark {
  const { round, newest } = new WriteAheadLog(read(`${path}-wal`));
  return { round, frames: newest };
}

/**
 * Draws what a power loss leaves of the log of a database file, in a way that its disk may.
 *
 * With `synchronous=FULL` whatever a commit that returned has written is there, and a commit that
 * had not returned is there or not. With less the log may end at any commit after the last
 * checkpoint. Half a frame, or a spoilt one, may come after that.
 *
 * @param cut.commitFrom - the log before the commit that had not returned yet; null: there is none.
 * @param cut.synchronous - the setting of the connection that wrote.
 */
export function powerCut(
  path: string,
  cut: { readonly commitFrom: LogMark | null; readonly synchronous: number; readonly draws: Draws },
): PowerCut {
  const { commitFrom, synchronous, draws } = cut;
  const log = new WriteAheadLog(read(`${path}-wal`));
  const { commits, newest } = log;
  // A log that was begun anew has nothing of what was before: that is in the database file.
  const before = commitFrom?.round === log.round ? commitFrom.frames : 0;
  const copied = copiedFrames(path);
  const possible =
    synchronous < SYNCHRONOUS_FULL
      ? [0, ...commits].filter((frames) => frames >= copied)
      : commitFrom === null
        ? [newest]
        : [before, newest];
  const kept = possible.length === 0 ? newest : draws.pick(possible);
  const tail = draws.pick(['none', 'torn', 'spoilt'] as const);
  const next = commits.find((frames) => frames > kept);
  if (tail === 'spoilt' && next !== undefined) {
    return { log: log.spoiltAt(next), lastSurvives: kept === newest };
  }
  const left = tail === 'torn' ? log.tornAfter(kept) : log.upTo(kept);
  return { log: left, lastSurvives: kept === newest };
}

function copiedFrames(path: string): number {
  const index = read(`${path}-shm`);
  return index.length < COPIED_FRAMES_AT + 4 ? 0 : index.readUInt32LE(COPIED_FRAMES_AT);
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
