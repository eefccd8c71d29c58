import type { ClientFrame, JoinFrame, RunFrame } from '../../../core/vocabulary/frames.js';
import { roomOfStream } from '../../../core/vocabulary/ids.js';
import type { Log } from './log.js';
import type { ShownConnection } from './shown-connection.js';
import type { ShownEntry } from './shown-entries.js';
import type { Bench } from './violation.js';
import type { Way } from './way.js';
import type { Ways } from './ways.js';

/** A page as it is while it says something. */
export interface Speaker {
  readonly outbox: readonly ShownEntry[];
  readonly connection: ShownConnection;
}

/** From a join, or what last came of its stream, to the next join. */
const JOIN_MS = 20_000;
/** From the start of a connection to its welcome. */
const GREETING_MS = 10_000;
/** Whoever hurried believes a connection only once it answers, within this. */
const PROBE_MS = 2_000;
/** Clocks of pages count in fractions of a millisecond. */
const ROUNDING_MS = 1;
/** Joins of one stream after which a page may hold the connection to be at fault. */
const REPAIRS = 5;

/** Watches that pages say what they must in the right order, and nothing without a reason. */
export class Habits {
  readonly #bench: Bench;
  readonly #ways: Ways;
  readonly #log: Log;
  /** When each unsent message came into view, by page and id: those of one event came together. */
  readonly #cameAt = new Map<string, Map<string, number>>();
  /** When the log has brought own messages that were unsent in view, by page and id. */
  readonly #broughtMs = new Map<string, Map<string, number>>();
  #looks = 0;

  constructor(parts: { readonly bench: Bench; readonly ways: Ways; readonly log: Log }) {
    this.#bench = parts.bench;
    this.#ways = parts.ways;
    this.#log = parts.log;
  }

  forget(client: string): void {
    this.#cameAt.delete(client);
    this.#broughtMs.delete(client);
  }

  /** A run has come to a page, right before its way takes it. */
  came(client: string, { stream, events, from }: RunFrame): void {
    const way = this.#ways.of(client);
    const { reached, ownerId, streams } = way;
    const before = reached.get(stream) ?? null;
    if (!streams.has(stream) || before === null || from > before + 1) return;
    const broughtMs = this.#broughtMs.get(client) ?? new Map<string, number>();
    this.#broughtMs.set(client, broughtMs);
    for (const { seq, actor, kind, data } of events) {
      if (seq <= before || kind !== 'message.posted' || actor !== ownerId) continue;
      const { clientMessageId: id } = JSON.parse(data) as { readonly clientMessageId: string };
      if (this.#cameAt.get(client)?.has(id) === true) broughtMs.set(id, this.#ways.nowMs(way));
    }
  }

  /** What a page has to send, after an event. */
  saw(client: string, outbox: readonly ShownEntry[]): void {
    const before = this.#cameAt.get(client);
    this.#looks += 1;
    const now = outbox.map(
      ({ clientMessageId: id }) => [id, before?.get(id) ?? this.#looks] as const,
    );
    this.#cameAt.set(client, new Map(now));
  }

  /** A page says something, right before its way takes it. */
  says(client: string, frame: ClientFrame, speaker: Speaker): void {
    const way = this.#ways.of(client);
    if (frame.type === 'command' && frame.command.name === 'post') {
      const { clientMessageId: id } = frame.command;
      this.#sends(client, speaker.outbox, id);
      this.#needless(client, this.#wrongPost(client, id));
    } else if (frame.type === 'command') {
      const isDone = 'key' in frame.command && way.done.has(frame.command.key);
      this.#needless(client, isDone ? 'it says a command again that has been answered' : null);
    } else if (frame.type === 'join') this.#needless(client, this.#wrongJoin(way, frame));
    else if (frame.type === 'ping') this.#needless(client, this.#wrongPing(way));
    else if (frame.type === 'here') {
      const isKnown = way.saidHere === frame.state && way.toldHere === frame.state;
      const isNeedless = isKnown && !way.missesPresence;
      this.#needless(client, isNeedless ? 'it says what its person does, and was told so' : null);
    }
  }

  /** A page connects, right before its way takes it. */
  connects(client: string): void {
    const way = this.#ways.of(client);
    const { stage, hurriedMs, endedMs, dueMs } = way;
    const now = this.#ways.nowMs(way);
    const isEarly = stage === 'closed' && dueMs !== null && now < dueMs - ROUNDING_MS;
    const isHurried = hurriedMs !== null && hurriedMs >= endedMs;
    this.#needless(client, isEarly && !isHurried ? 'it connects before its time' : null);
  }

  /** A page ends a connection, right before its way takes it. */
  leaves(client: string, speaker: Speaker): void {
    this.#needless(client, this.#wrongEnd(this.#ways.of(client), speaker));
  }

  #sends(client: string, outbox: readonly ShownEntry[], id: string): void {
    const at = outbox.findIndex((entry) => entry.clientMessageId === id);
    const entry = outbox[at];
    if (entry === undefined) return;
    this.#bench.judged('S-OUTBOX-ORDER');
    const cameAt = this.#cameAt.get(client);
    const sinceLook = cameAt?.get(id) ?? Infinity;
    // What came later, though it was written before, may find this one on its way already.
    const earlier = outbox.slice(0, at).find(({ roomId, state, clientMessageId: other }) => {
      const isThere = (cameAt?.get(other) ?? 0) <= sinceLook;
      return roomId === entry.roomId && isThere && isUndecided(state.kind);
    });
    if (earlier === undefined) return;
    const detail = `it is sent before ${earlier.clientMessageId}, which stands before it`;
    this.#bench.report({ invariant: 'S-OUTBOX-ORDER', entity: `${client} ${id}`, detail });
  }

  #wrongPost(client: string, id: string): string | null {
    // What a restore has undone is sent once more.
    if (this.#log.restores > 0) return null;
    // A tab that leads may be brought it while it says what it has decided to say.
    const broughtMs = this.#broughtMs.get(client)?.get(id) ?? Infinity;
    const nowMs = this.#ways.nowMs(this.#ways.of(client));
    return broughtMs < nowMs ? 'it says a message again that the log has brought' : null;
  }

  #wrongJoin(way: Way, { stream, position }: JoinFrame): string | null {
    // What came before a restore is of another log than what comes after it.
    if (this.#log.restores > 0) return null;
    const followed = way.streams.get(stream);
    const reached = way.reached.get(stream) ?? null;
    if (followed === undefined || followed.stage === 'postponed') {
      if (reached === null || position !== null) return null;
      return `it asks for all of ${stream}, and has ${String(reached)}`;
    }
    // Events of the account and of a person's own stream wait for rooms: either starts anew when
    // they have waited too long.
    const waitsForRooms = roomOfStream(stream) === null;
    if (followed.mayRepair || followed.stage === 'denied' || waitsForRooms) return null;
    const sinceMs = followed.stage === 'joining' ? followed.heardMs : followed.lackedMs;
    const leastMs = followed.stage === 'joining' ? JOIN_MS : way.pingIntervalMs;
    const isLate = sinceMs !== null && this.#ways.nowMs(way) - sinceMs >= leastMs - ROUNDING_MS;
    return isLate ? null : `it asks for ${stream} again, which had come`;
  }

  #wrongPing(way: Way): string | null {
    const { pingedMs, pingIntervalMs, hurriedMs } = way;
    const isHurried = hurriedMs !== null && hurriedMs >= pingedMs;
    const isDue = this.#ways.nowMs(way) >= pingedMs + pingIntervalMs - ROUNDING_MS;
    return isDue || isHurried ? null : 'it asks whether the connection lives, and has just asked';
  }

  #wrongEnd(way: Way, { connection }: Speaker): string | null {
    const { stage, doubtedMs, heardMs, leaveByMs, pingIntervalMs, connectedMs } = way;
    const now = this.#ways.nowMs(way) + ROUNDING_MS;
    if (connection.phase === 'idle' || stage === 'idle' || stage === 'ended') return null;
    if (leaveByMs !== null && now >= leaveByMs) return null;
    const isFault = [...way.streams.values()].some(({ joins }) => joins >= REPAIRS);
    if (isFault) return null;
    if (stage !== 'online') {
      return now >= connectedMs + GREETING_MS ? null : 'it leaves before it is greeted';
    }
    const isSilent = now >= heardMs + 2 * pingIntervalMs;
    const isProbed = doubtedMs !== null && now >= doubtedMs + PROBE_MS;
    if (isSilent || isProbed) return null;
    return 'it leaves a connection that stands';
  }

  #needless(client: string, detail: string | null): void {
    this.#bench.judged('R-RETRY');
    if (detail !== null) this.#bench.report({ invariant: 'R-RETRY', entity: client, detail });
  }
}

function isUndecided(kind: ShownEntry['state']['kind']): boolean {
  return kind === 'queued' || kind === 'sending' || kind === 'unconfirmed';
}
