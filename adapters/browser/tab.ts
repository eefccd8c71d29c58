import { hex } from '../../core/vocabulary/hex.js';
import { browserRandom } from './browser-random.js';
import { isMarked, keepMarked } from './tab-marks.js';

/** This tab among those of the browser. */
export interface Tab {
  /** Kept over a reload; a duplicated tab has one of its own. */
  readonly id: string;
  /**
   * Whether a tab of this origin still lives. Where the browser cannot say, every tab counts as
   * living.
   */
  readonly isTabAlive: (id: string) => Promise<boolean>;
}

const STORAGE_KEY = 'hearth.tab';
const ID_BYTES = 8;

/**
 * Takes a name for this tab, and holds it for as long as the tab lives.
 *
 * The name is kept for the session, so a reload finds its unsent messages. A duplicated tab
 * inherits it, finds it held and takes a new one. It is held with a Web Lock; without locks (plain
 * http) with a mark in the shared storage; where neither is to be had, every load is a tab of its
 * own.
 */
export async function openTab(): Promise<Tab> {
  if ('locks' in navigator) return tabWithLock(navigator.locks);
  try {
    return tabWithMark();
  } catch {
    return { id: newId(), isTabAlive: () => Promise.resolve(true) };
  }
}

async function tabWithLock(locks: LockManager): Promise<Tab> {
  const kept = keptId();
  const id = kept !== null && (await hold(locks, kept)) ? kept : newId();
  if (id !== kept) await hold(locks, id);
  keepId(id);
  return { id, isTabAlive: (tab) => isHeld(locks, tab) };
}

function tabWithMark(): Tab {
  const kept = keptId();
  const id = kept === null || isMarked(kept) ? newId() : kept;
  keepMarked(id);
  keepId(id);
  return { id, isTabAlive: (tab) => Promise.resolve(isMarked(tab)) };
}

/** Holds the lock of a tab until the page goes. False when another tab holds it. */
function hold(locks: LockManager, id: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const holding = locks.request(lockName(id), { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<never>(() => undefined);
    });
    holding.catch(reject);
  });
}

async function isHeld(locks: LockManager, id: string): Promise<boolean> {
  const { held = [] } = await locks.query();
  return held.some(({ name }) => name === lockName(id));
}

function lockName(id: string): string {
  return `hearth.tab.${id}`;
}

function newId(): string {
  return hex(browserRandom.bytes(ID_BYTES));
}

// Browsers that are told to keep nothing throw at the first touch of the storage.
function keptId(): string | null {
  try {
    return sessionStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

function keepId(id: string): void {
  try {
    sessionStorage.setItem(STORAGE_KEY, id);
  } catch {
    // The next load is then another tab, which takes over what this one leaves.
  }
}
