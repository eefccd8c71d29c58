import type { RoomId } from '../../../core/vocabulary/ids.js';
import { isLeftOff, isOwed, textOf, type Due, type SharingBrowser } from './owed.js';
import type { Bench } from './violation.js';

/** What a tab is to have. */
interface Owed {
  readonly tab: string;
  readonly connection: number;
  readonly what: Due;
  readonly dueMs: number;
}

/** What a tab says of its person in a room. */
interface TabTyping {
  readonly tab: string;
  readonly roomId: RoomId;
  readonly act: 'start' | 'stop';
}

/** What the tabs of one browser are to have, since something last changed among them. */
interface Owing {
  changes: number;
  owed: Owed[];
  /** When its connection was welcomed on which nothing was said yet; null where there is none. */
  welcomedMs: number | null;
  /** Tabs that have said that their person types, and not that they have left off, by room. */
  readonly typing: Map<RoomId, Set<string>>;
  /** Rooms in which somebody types by what was said on a connection, with that. */
  readonly saidTyping: Map<RoomId, string | null>;
}

/** What is passed on takes half a second at most, and messages between tabs some milliseconds. */
const PASSED_MS = 3_000;
/** That somebody has left off typing waits for nothing but such messages. */
const LEFT_OFF_MS = 1_000;
/** Whoever said goodbye is not said to have left before this. */
const GRACE_MS = 250;

/**
 * Watches that the tabs of a browser have in time what its one connection was told, and what became
 * of that. Nothing is owed to tabs among which something has changed meanwhile.
 */
export class Passings {
  readonly #bench: Bench;
  readonly #nowMs: () => number;
  readonly #browsers = new Map<string, Owing>();
  #dueMs = Infinity;

  constructor(bench: Bench, nowMs: () => number) {
    this.#bench = bench;
    this.#nowMs = nowMs;
  }

  /** The connection was told how far a room is. */
  told(browser: SharingBrowser, roomId: RoomId, seq: number): void {
    this.#owe(browser, { roomId, seq });
  }

  welcomed(browser: SharingBrowser): void {
    const owing = this.#of(browser);
    owing.welcomedMs = this.#nowMs();
    this.#dueMs = Math.min(this.#dueMs, owing.welcomedMs + PASSED_MS);
  }

  /** Something is said on the connection, other than its greeting. */
  spoke(browser: SharingBrowser): void {
    this.#greeted(browser);
  }

  /** It is said that nobody is there any more: whoever is must be said to be there again. */
  saidGoodbye(browser: SharingBrowser): void {
    this.#owe(browser, 'here');
  }

  saidHere(browser: SharingBrowser): void {
    const owing = this.#of(browser);
    owing.owed = owing.owed.filter(({ what }) => what !== 'here');
  }

  /** A tab says that its person types, or has left off: the connection says what holds for all. */
  typed(browser: SharingBrowser, { tab, roomId, act }: TabTyping): void {
    const { typing, saidTyping } = this.#of(browser);
    const tabs = typing.get(roomId) ?? new Set();
    typing.set(roomId, tabs);
    if (act === 'start') {
      tabs.add(tab);
      this.#settleTyping(browser, roomId);
      return;
    }
    const isLast = tabs.delete(tab) && tabs.size === 0;
    // On a connection that is new nobody types.
    const isSaid = saidTyping.has(roomId) && saidTyping.get(roomId) === browser.connection;
    if (isLast && isSaid) this.#owe(browser, { leftOff: roomId }, tab);
  }

  /** It is said on the connection, or the room is left there. */
  saidTyping(browser: SharingBrowser, roomId: RoomId, act: TabTyping['act']): void {
    const { saidTyping } = this.#of(browser);
    if (act === 'start') saidTyping.set(roomId, browser.connection);
    else saidTyping.delete(roomId);
    this.#settleTyping(browser, roomId);
  }

  #settleTyping(browser: SharingBrowser, roomId: RoomId): void {
    const owing = this.#of(browser);
    owing.owed = owing.owed.filter(({ what }) => !isLeftOff(what) || what.leftOff !== roomId);
  }

  /** The connection has come to its end. */
  ended(browser: SharingBrowser): void {
    this.#greeted(browser);
    this.#owe(browser, 'end');
  }

  #greeted(browser: SharingBrowser): void {
    const owing = this.#of(browser);
    if (owing.welcomedMs === null) return;
    owing.welcomedMs = null;
    this.#bench.judged('L-PASS-ON');
  }

  /** When something that is owed must have come; Infinity where nothing is. */
  get dueMs(): number {
    return this.#dueMs;
  }

  /** Looks at what is due. @param browserOf - null where nothing is promised any more. */
  look(browserOf: (name: string) => SharingBrowser | null): void {
    this.#dueMs = Infinity;
    for (const [name, { owed, welcomedMs }] of this.#browsers) {
      if (owed.length === 0 && welcomedMs === null) continue;
      const browser = browserOf(name);
      if (browser === null) this.#browsers.delete(name);
      else this.#look(browser, this.#of(browser));
    }
  }

  /** @param only - the one tab whose it is; all of them otherwise. */
  #owe(browser: SharingBrowser, what: Due, only?: string): void {
    const owing = this.#of(browser);
    const dueMs = this.#nowMs() + withinMs(what);
    for (const tab of browser.tabs) {
      const { name, connection } = tab;
      if (connection === null || !isOwed(tab, what) || (only ?? name) !== name) continue;
      owing.owed.push({ tab: name, connection, what, dueMs });
      this.#dueMs = Math.min(this.#dueMs, dueMs);
    }
  }

  /** What is owed for long must have come, wherever a tab has the same connection as then. */
  #look(browser: SharingBrowser, owing: Owing): void {
    const now = this.#nowMs();
    const { name: sharing, tabs } = browser;
    const speaksByMs = (owing.welcomedMs ?? Infinity) + PASSED_MS;
    if (speaksByMs <= now) {
      this.#greeted(browser);
      this.#late(sharing, `it was welcome, and says nothing for ${String(PASSED_MS)} ms`);
    }
    const due = owing.owed.filter(({ dueMs }) => dueMs <= now);
    owing.owed = owing.owed.filter(({ dueMs }) => dueMs > now);
    const next = owing.owed.map(({ dueMs }) => dueMs);
    this.#dueMs = Math.min(this.#dueMs, speaksByMs > now ? speaksByMs : Infinity, ...next);
    for (const { tab: name, connection, what } of due) {
      const tab = tabs.find((one) => one.name === name);
      this.#bench.judged('L-PASS-ON');
      if (tab?.connection === connection && isOwed(tab, what)) this.#late(name, textOf(what));
    }
  }

  #of({ name, changes }: SharingBrowser): Owing {
    const known = this.#browsers.get(name);
    if (known?.changes === changes) return known;
    const owing = { changes, owed: [], welcomedMs: null, typing: new Map(), saidTyping: new Map() };
    this.#browsers.set(name, owing);
    return owing;
  }

  #late(entity: string, detail: string): void {
    this.#bench.report({ invariant: 'L-PASS-ON', entity, detail });
  }
}

function withinMs(what: Due): number {
  if (what === 'here') return GRACE_MS;
  return isLeftOff(what) ? LEFT_OFF_MS : PASSED_MS;
}
