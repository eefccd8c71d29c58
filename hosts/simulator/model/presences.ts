import type { ClientFrame, PresenceFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import type { StreamName, UserId } from '../../../core/vocabulary/ids.js';
import { LEASE_MS, type Activity } from '../../../core/vocabulary/presence.js';
import type { Bench } from './violation.js';

/** Whoever was heard within this time of now is present, wherever else they may have gone. */
const HEARD_MS = 20_000;
/** What it takes at most until others are told, from the end of what held a person. */
const LEFT_MS = 1_000;
const CLOSED_MS = 2_000;
/** From the last frame of a connection that is open and silent, with a look each second. */
const SILENT_MS = LEASE_MS + 2_000;
/** A connection that closed holds its person for at least this long: a page may be loaded again. */
const GRACE_MS = 1_000;
/** Until what is live is told. */
const TOLD_MS = 1_500;

/** What a run allows beside the bounds of a single process whose timers are exact. */
export interface PresenceLeeway {
  /** Added to every bound: timers that are late. */
  readonly lateMs: number;
  /** Added where a connection has closed: claims of a process that ended, or was handed over. */
  readonly endedMs: number;
  /** Whether processes stand still, which moves every bound. */
  readonly isPaused: boolean;
}

/** A connection, as the server's end saw it. */
interface Known {
  readonly userId: UserId;
  /** The process that holds it. */
  readonly node: string;
  readonly metAt: number;
  readonly live: Map<StreamName, number>;
  /** What its person was said to do last; null: nothing so far. */
  does: Activity | null;
  /** Since when. */
  doesSince: number;
  heardAt: number;
  /** Its last question whether it lives, and when that came. */
  ping: { readonly n: number; readonly at: number } | null;
  /** Since when it is heard again: it had been silent for so long that nobody was held. */
  againAt: number;
  goodbyeAt: number | null;
  closedAt: number | null;
  /** What it was told last of each stream. */
  readonly told: Map<StreamName, ReadonlyMap<UserId, Activity>>;
}

/**
 * Judges what is said of presence by what connections sent, when the server's ends heard it, and
 * when they ended. It knows nothing of leases but their bounds.
 */
export class Presences {
  leeway: PresenceLeeway = { lateMs: 0, endedMs: 0, isPaused: false };
  readonly #bench: Bench;
  readonly #nowMs: () => number;
  readonly #known = new Map<string, Known>();
  /** Until when each browser may show as certain what it was told. */
  readonly #certainUntil = new Map<string, number>();
  /** Since when each browser has been awake again, until it is told what is so since. */
  readonly #wokeAt = new Map<string, number>();

  constructor(bench: Bench, nowMs: () => number) {
    this.#bench = bench;
    this.#nowMs = nowMs;
  }

  /** A frame has come to the server's end of a connection. @param who - null: nobody is known. */
  serverGot(
    connection: string,
    who: { readonly userId: UserId | null; readonly node: string },
    frame: ClientFrame,
  ): void {
    const known = this.#known.get(connection) ?? this.#meet(connection, who);
    if (known === null) return;
    if (this.#nowMs() - known.heardAt > HEARD_MS) known.againAt = this.#nowMs();
    known.heardAt = this.#nowMs();
    if (frame.type === 'here') {
      if (known.does !== frame.state) known.doesSince = this.#nowMs();
      known.does = frame.state;
      known.goodbyeAt = null;
    } else if (frame.type === 'ping') known.ping = { n: frame.n, at: this.#nowMs() };
    else if (frame.type === 'goodbye') known.goodbyeAt = this.#nowMs();
    else if (frame.type === 'leave') forget(known, frame.stream);
  }

  serverSent(connection: string, frame: ServerFrame): void {
    const known = this.#known.get(connection);
    if (known === undefined) return;
    if (frame.type === 'live') {
      known.live.set(frame.stream, known.live.get(frame.stream) ?? this.#nowMs());
    } else if (frame.type === 'denied') forget(known, frame.stream);
    else if (frame.type === 'presence') this.#said(connection, known, frame);
    else if (frame.type === 'pong' && frame.certainMs !== undefined) this.#certified(known);
  }

  /** The server's end is over, whoever ended it. */
  closed(connection: string): void {
    const known = this.#known.get(connection);
    if (known !== undefined) known.closedAt ??= this.#nowMs();
  }

  /** A browser has been told something, or that what it was told goes on to be certain. */
  clientGot(browser: string, connection: string, frame: ServerFrame): void {
    if (frame.type !== 'presence' && frame.type !== 'pong') return;
    if (this.#isOld(browser, connection, frame)) return;
    this.#wokeAt.delete(browser);
    const until = this.#nowMs() + (frame.certainMs ?? 0);
    this.#certainUntil.set(browser, Math.max(until, this.#certainUntil.get(browser) ?? 0));
  }

  /** A device has slept, and its steady clocks stood still: what its browser was told is over. */
  woke(browser: string): void {
    this.#wokeAt.set(browser, this.#nowMs());
    this.#certainUntil.set(browser, this.#nowMs());
  }

  /** Whether it may have been said before a browser has slept. */
  #isOld(browser: string, connection: string, frame: ServerFrame): boolean {
    const wokeAt = this.#wokeAt.get(browser);
    if (wokeAt === undefined) return false;
    const { metAt = 0, ping = null, live } = this.#known.get(connection) ?? {};
    if (metAt >= wokeAt) return false;
    if (frame.type === 'presence') return (live?.get(frame.stream) ?? 0) < wokeAt;
    return frame.type !== 'pong' || frame.n !== ping?.n || ping.at < wokeAt;
  }

  /** A page that runs shows people as present for certain. */
  shows(tab: string, browser: string): void {
    this.#bench.judged('S-PRESENCE-STALE');
    const overMs = this.#nowMs() - (this.#certainUntil.get(browser) ?? 0);
    if (overMs <= TOLD_MS + this.leeway.lateMs) return;
    const detail = `it is shown as certain ${overMs.toFixed(0)} ms after that was over`;
    this.#bench.report({ invariant: 'S-PRESENCE-STALE', entity: tab, detail });
  }

  /** Whether somebody may have counted as active anywhere after a moment, as far as is known. */
  mayBeActiveAfter(userId: UserId, ms: number): boolean {
    if (this.leeway.isPaused) return true;
    return [...this.#known.values()].some((held) => {
      return held.userId === userId && this.#activeUntilMs(held) > ms;
    });
  }

  /** Until when a connection may count as active, on whatever process. */
  #activeUntilMs({ does, doesSince, goodbyeAt, closedAt, heardAt }: Known): number {
    if (does === null) return 0;
    const { lateMs, endedMs } = this.leeway;
    const ends = [heardAt + SILENT_MS];
    if (does === 'away') ends.push(doesSince + TOLD_MS);
    if (goodbyeAt !== null) ends.push(goodbyeAt + LEFT_MS);
    if (closedAt !== null) ends.push(closedAt + CLOSED_MS);
    return Math.min(...ends) + lateMs + endedMs;
  }

  #meet(
    connection: string,
    { userId, node }: { readonly userId: UserId | null; readonly node: string },
  ): Known | null {
    if (userId === null) return null;
    const known: Known = {
      userId,
      node,
      metAt: this.#nowMs(),
      ping: null,
      live: new Map(),
      does: null,
      doesSince: this.#nowMs(),
      heardAt: this.#nowMs(),
      againAt: this.#nowMs(),
      goodbyeAt: null,
      closedAt: null,
      told: new Map(),
    };
    this.#known.set(connection, known);
    return known;
  }

  #said(connection: string, known: Known, frame: PresenceFrame): void {
    const { stream, scope, present } = frame;
    if (scope === 'uncertain' || scope === 'summary') {
      known.told.delete(stream);
      return;
    }
    const told = new Map(scope === 'whole' ? [] : known.told.get(stream));
    for (const [userId, state] of present) {
      if (state === 'active' || state === 'away') told.set(userId, state);
      else told.delete(userId);
    }
    known.told.set(stream, told);
    const { active, away } = frame.counts;
    this.#bench.judged('S-PRESENCE-SAFE');
    if (active + away !== told.size) {
      const detail = `${String(active + away)} are counted, and ${String(told.size)} named`;
      this.#bench.report({ invariant: 'S-PRESENCE-SAFE', entity: connection, detail });
    }
    this.#judge(known, stream, told);
  }

  /** A pong says that all that was told is so. */
  #certified(known: Known): void {
    for (const [stream, told] of known.told) this.#judge(known, stream, told);
  }

  #judge(viewer: Known, stream: StreamName, told: ReadonlyMap<UserId, Activity>): void {
    this.#bench.judged('S-PRESENCE-SAFE');
    this.#bench.judged('S-PRESENCE-STALE');
    for (const [entity, held] of this.#known) {
      const said = told.get(held.userId);
      if (said === 'active' || !this.#mustHold(held, viewer, stream)) continue;
      const isActive = held.does === 'active' && this.#nowMs() - held.doesSince >= TOLD_MS;
      if (said === 'away' && !isActive) continue;
      const wrong = said === 'away' ? 'away, and is active' : 'absent, and is there';
      const detail = `${person(held.userId)} is said in ${stream} to be ${wrong}`;
      this.#bench.report({ invariant: 'S-PRESENCE-SAFE', entity, detail });
    }
    if (this.leeway.isPaused) return;
    for (const [userId, said] of told) {
      const held = [...this.#known.values()].filter((one) => {
        return one.userId === userId && this.#mayHold(one, viewer);
      });
      if (held.some((one) => said === 'away' || this.#mayBeActive(one, viewer))) continue;
      const kept = held.length === 0 ? 'held them' : 'said so';
      const detail = `said in ${stream} to be ${said}, and nothing has ${kept} for too long`;
      this.#bench.report({ invariant: 'S-PRESENCE-STALE', entity: person(userId), detail });
    }
  }

  /** Whether a connection holds its person present for whoever is told by the same process. */
  #mustHold(held: Known, viewer: Known, stream: StreamName): boolean {
    const now = this.#nowMs();
    const liveAt = held.live.get(stream);
    if (held.node !== viewer.node || held.does === null || liveAt === undefined) return false;
    if (now - Math.max(liveAt, held.againAt) < TOLD_MS) return false;
    if (now - held.heardAt > HEARD_MS) return false;
    if (held.goodbyeAt !== null) return false;
    if (held.closedAt === null) return true;
    return now - held.closedAt < GRACE_MS && !this.#hasSaidGoodbye(held.userId);
  }

  /** A goodbye ends with it what else of the person was about to end. */
  #hasSaidGoodbye(userId: UserId): boolean {
    return [...this.#known.values()].some((one) => {
      return one.userId === userId && one.goodbyeAt !== null;
    });
  }

  /** Whether a connection may still hold its person, as far as anybody can have found out. */
  #mayHold(held: Known, viewer: Known): boolean {
    if (held.does === null) return false;
    const { lateMs, endedMs } = this.leeway;
    const now = this.#nowMs();
    const afarMs = held.node === viewer.node ? 0 : endedMs;
    const { goodbyeAt, closedAt, heardAt } = held;
    if (goodbyeAt !== null && now - goodbyeAt > LEFT_MS + lateMs + afarMs) return false;
    if (closedAt !== null && now - closedAt > CLOSED_MS + lateMs + endedMs) return false;
    return now - heardAt <= SILENT_MS + lateMs + (closedAt === null ? afarMs : endedMs);
  }

  /** Whether it says that its person is active, or has said so until just now. */
  #mayBeActive({ does, doesSince, node }: Known, viewer: Known): boolean {
    const { lateMs, endedMs } = this.leeway;
    const afarMs = node === viewer.node ? 0 : endedMs;
    return does === 'active' || this.#nowMs() - doesSince <= TOLD_MS + lateMs + afarMs;
  }
}

/** Whoever follows a stream no more is told nothing of it, and no pong is certain of it. */
function forget(known: Known, stream: StreamName): void {
  known.live.delete(stream);
  known.told.delete(stream);
}

function person(userId: UserId): string {
  return `person ${String(userId)}`;
}
