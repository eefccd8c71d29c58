import { hex } from '../../core/vocabulary/hex.js';
import { browserRandom } from './browser-random.js';
import { isMarked, keepMarked } from './tab-marks.js';

/** The name of this page's tab, and what is known of the others. */
export interface TabName {
  readonly id: string;
  readonly isAlive: (tab: string) => Promise<boolean>;
}

const STORAGE_KEY = 'hearth.tab';
const ID_BYTES = 8;

let taken: Promise<TabName> | null = null;

/**
 * The name of this tab, held for as long as its page lives.
 *
 * It is kept for the session, so a reload finds its unsent messages. A duplicated tab inherits it,
 * finds it held and takes a new one. It is held with a Web Lock; without locks (plain http) with a
 * mark in the shared storage; where neither is to be had, every load is a tab of its own, and every
 * other tab counts as living.
 */
export function tabName(): Promise<TabName> {
  taken ??= 'locks' in navigator ? nameWithLock(navigator.locks) : nameWithMark();
  return taken;
}

async function nameWithLock(locks: LockManager): Promise<TabName> {
  try {
    const kept = keptId();
    const id = kept !== null && (await hold(locks, kept)) ? kept : newId();
    if (id !== kept) await hold(locks, id);
    keepId(id);
    return { id, isAlive: (tab) => isHeld(locks, tab) };
  } catch {
    return nameWithMark();
  }
}

function nameWithMark(): Promise<TabName> {
  try {
    const kept = keptId();
    const id = kept === null || isMarked(kept) ? newId() : kept;
    keepMarked(id);
    keepId(id);
    return Promise.resolve({ id, isAlive: (tab) => Promise.resolve(isMarked(tab)) });
  } catch {
    return Promise.resolve({ id: newId(), isAlive: () => Promise.resolve(true) });
  }
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
