import type { RoomId } from '../../../core/vocabulary/ids.js';
import type { Bench } from './violation.js';

/** A tab of a browser as it is when the browser's one connection has something for it. */
export interface SharingTab {
  readonly name: string;
  /** Number of the connection that it holds itself to have; null while it has none. */
  readonly connection: number | null;
  /** How far it lists a room that it does not follow; null where it follows it, or lists it not. */
  readonly headOf: (roomId: RoomId) => number | null;
}

/** A browser, and how often a tab of it was opened, closed, frozen or thawed so far. */
export interface SharingBrowser {
  readonly name: string;
  readonly changes: number;
  readonly tabs: readonly SharingTab[];
}

/** What a tab is to have. */
interface Owed {
  readonly tab: string;
  readonly connection: number;
  /** Null: the end of its connection. */
  readonly head: { readonly roomId: RoomId; readonly seq: number } | null;
  readonly atMs: number;
}

/** What the tabs of one browser are to have, since something last changed among them. */
interface Owing {
  changes: number;
  owed: Owed[];
  /** When its connection was welcomed on which nothing was said yet; null where there is none. */
  welcomedMs: number | null;
}

/** What is passed on takes half a second at most, and messages between tabs some milliseconds. */
const PASSED_MS = 3_000;

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
    this.#of(browser).welcomedMs = this.#nowMs();
  }

  /** Something is said on the connection, other than its greeting. */
  spoke(browser: SharingBrowser): void {
    this.#greeted(browser);
  }

  /** The connection has come to its end. */
  ended(browser: SharingBrowser): void {
    this.#greeted(browser);
    this.#owe(browser, null);
  }

  #greeted(browser: SharingBrowser): void {
    const owing = this.#of(browser);
    if (owing.welcomedMs === null) return;
    const tookMs = this.#nowMs() - owing.welcomedMs;
    owing.welcomedMs = null;
    this.#bench.judged('L-PASS-ON');
    if (tookMs <= PASSED_MS) return;
    this.#late(browser.name, `it was welcome, and said nothing for ${tookMs.toFixed(0)} ms`);
  }

  /** When something that is owed must have come; Infinity where nothing is. */
  get dueMs(): number {
    return this.#dueMs;
  }

  /** Looks at what is due. @param browserOf - null where nothing is promised any more. */
  look(browserOf: (name: string) => SharingBrowser | null): void {
    this.#dueMs = Infinity;
    for (const [name, { owed }] of this.#browsers) {
      if (owed.length === 0) continue;
      const browser = browserOf(name);
      if (browser === null) this.#browsers.delete(name);
      else this.#look(browser, this.#of(browser));
    }
  }

  #owe(browser: SharingBrowser, head: Owed['head']): void {
    const owing = this.#of(browser);
    const now = this.#nowMs();
    for (const { name: tab, connection, headOf } of browser.tabs) {
      if (connection === null) continue;
      if (head !== null && (headOf(head.roomId) ?? Infinity) >= head.seq) continue;
      owing.owed.push({ tab, connection, head, atMs: now });
      this.#dueMs = Math.min(this.#dueMs, now + PASSED_MS);
    }
  }

  /** What is owed for long must have come, wherever a tab has the same connection as then. */
  #look({ tabs }: SharingBrowser, owing: Owing): void {
    const now = this.#nowMs();
    const due = owing.owed.filter(({ atMs }) => atMs + PASSED_MS <= now);
    owing.owed = owing.owed.filter(({ atMs }) => atMs + PASSED_MS > now);
    const next = owing.owed.map(({ atMs }) => atMs + PASSED_MS);
    this.#dueMs = Math.min(this.#dueMs, ...next);
    for (const { tab, connection, head } of due) {
      const there = tabs.find(({ name }) => name === tab);
      this.#bench.judged('L-PASS-ON');
      if (there?.connection !== connection) continue;
      if (head === null) this.#late(tab, 'its connection is over, and it does not know');
      else if ((there.headOf(head.roomId) ?? Infinity) < head.seq) {
        this.#late(tab, `it was not told of room:${String(head.roomId)}@${String(head.seq)}`);
      }
    }
  }

  #of({ name, changes }: SharingBrowser): Owing {
    const known = this.#browsers.get(name);
    if (known?.changes === changes) return known;
    const owing = { changes, owed: [], welcomedMs: null };
    this.#browsers.set(name, owing);
    return owing;
  }

  #late(entity: string, detail: string): void {
    this.#bench.report({ invariant: 'L-PASS-ON', entity, detail });
  }
}
