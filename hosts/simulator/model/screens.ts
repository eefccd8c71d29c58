import type { CommandOutcome } from '../../../core/vocabulary/commands.js';
import { roomStream, type RoomId, type UserId } from '../../../core/vocabulary/ids.js';
import { duesOf, type Due } from './dues.js';
import type { Messages } from './messages.js';
import { wrongConnection, type ConnectionLook, type ShownConnection } from './shown-connection.js';
import { isOutOfOrder, wrongEntry, type ShownEntry } from './shown-entries.js';
import { wrongStatus, type ShownStatus } from './shown-rooms.js';
import type { Bench } from './violation.js';
import { wrongOutcome } from './shown-outcomes.js';
import type { Pending, Way } from './way.js';
import type { Ways } from './ways.js';

/** What a page shows of itself once an event is over, and when its next timer is due. */
export interface Screen {
  readonly userId: UserId | null;
  readonly connection: ShownConnection;
  readonly rooms: ReadonlyMap<RoomId, { readonly status: ShownStatus }>;
  readonly outbox: readonly ShownEntry[];
  /** Null where none is set. */
  readonly nextTimerMs: number | null;
  /** Timers of the page that went off so far. */
  readonly timersFired: number;
}

interface Known {
  connection: ConnectionLook;
  outbox: readonly ShownEntry[];
  timersFired: number;
  /** Times that timers went off while something was overdue. */
  misses: number;
}

/** Timers are never shorter, and count in fractions of a millisecond. */
const TIMER_MS = 1.01;
/** Several things that are due at once are done one at a time. */
const MISSES_MAX = 4;

/** Watches that a page shows what is, and does in time what is to be done. */
export class Screens {
  readonly #bench: Bench;
  readonly #ways: Ways;
  readonly #messages: Messages;
  readonly #known = new Map<string, Known>();

  constructor(parts: { readonly bench: Bench; readonly ways: Ways; readonly messages: Messages }) {
    this.#bench = parts.bench;
    this.#ways = parts.ways;
    this.#messages = parts.messages;
  }

  forget(client: string): void {
    this.#known.delete(client);
  }

  /** What a page shows after an event that has to do with its way. */
  shown(client: string, screen: Screen): void {
    const way = this.#ways.of(client);
    const known = this.#known.get(client) ?? null;
    const wrong = this.#wrong(way, screen, known);
    this.#bench.judged('S-SHOWN');
    if (wrong !== null) {
      const [what, detail] = wrong;
      this.#bench.report({ invariant: 'S-SHOWN', entity: `${client} ${what}`, detail });
    }
    const { connection: shown, outbox, timersFired } = screen;
    way.dueMs = shown.retryAt ?? null;
    this.#ways.draftsGiven(client);
    const { changes, onlineMs } = way;
    const misses = this.#missed(client, { way, screen, known });
    const connection = { shown, changes, onlineMs };
    this.#known.set(client, { connection, outbox, timersFired, misses });
  }

  /** Something that a person waited for has come to an end: how does the page say that it did? */
  settled(client: string, pending: Pending, outcome: CommandOutcome | null): void {
    const way = this.#ways.of(client);
    if (!way.pending.delete(pending)) return;
    this.#ways.touch(client);
    if (outcome === null) return;
    const detail = wrongOutcome(way, pending, { outcome, nowMs: this.#ways.nowMs(way) });
    this.#bench.judged('S-SHOWN');
    if (detail === null) return;
    const entity = `${client} ${pending.command}`;
    this.#bench.report({ invariant: 'S-SHOWN', entity, detail });
  }

  /** At the end everybody who waits for something has been told what became of it. */
  checkSettled(client: string): void {
    this.#bench.judged('L-PROMPT');
    const way = this.#ways.of(client);
    const now = this.#ways.nowMs(way);
    const left = [...way.pending].find(({ endsByMs }) => (endsByMs ?? 0) <= now);
    if (left === undefined) return;
    const entity = `${client} ${left.command}`;
    const detail = 'nobody was told what became of it';
    this.#bench.report({ invariant: 'L-PROMPT', entity, detail });
  }

  /** At the end: a page that says that its device fails has met a failure of it. */
  checkDevice(
    client: string,
    { durable, failed }: { readonly durable: boolean; readonly failed: boolean },
  ): void {
    this.#bench.judged('S-SHOWN');
    if (durable || failed) return;
    const detail = 'it says that its device fails, which has not';
    this.#bench.report({ invariant: 'S-SHOWN', entity: `${client} device`, detail });
  }

  #wrong(way: Way, screen: Screen, known: Known | null): readonly [string, string] | null {
    const { connection, rooms, outbox } = screen;
    const wrong = wrongConnection(way, connection, known?.connection ?? null);
    if (wrong !== null) return ['connection', wrong];
    for (const [roomId, { status }] of rooms) {
      const other = wrongStatus(way, roomId, status);
      if (other !== null) return [roomStream(roomId), other];
    }
    if (isOutOfOrder(outbox)) return ['outbox', 'its messages are not in order of writing'];
    for (const entry of outbox) {
      const other = this.#wrongEntry(way, entry, { screen, known });
      if (other !== null) return [entry.clientMessageId, other];
    }
    return null;
  }

  #wrongEntry(
    way: Way,
    entry: ShownEntry,
    { screen, known }: { readonly screen: Screen; readonly known: Known | null },
  ): string | null {
    const { clientMessageId: id } = entry;
    const before = known?.outbox.find((one) => one.clientMessageId === id) ?? null;
    const { userId } = screen;
    const nowMs = this.#ways.nowMs(way);
    return wrongEntry({ way, userId, messages: this.#messages, entry, before, nowMs });
  }

  /** @returns how often timers have gone off in vain. */
  #missed(
    client: string,
    parts: { readonly way: Way; readonly screen: Screen; readonly known: Known | null },
  ): number {
    const { way, screen, known } = parts;
    const now = this.#ways.nowMs(way);
    const dues = duesOf(way, screen, now);
    this.#bench.judged('L-PROMPT');
    const unsaid = dues.find(({ isNow }) => isNow === true);
    if (unsaid !== undefined) this.#late(client, unsaid, 'it could be done at once');
    const timerMs = screen.nextTimerMs ?? Infinity;
    const unset = dues.find(
      ({ atMs, mayWait }) => mayWait !== true && timerMs > Math.max(atMs, now) + TIMER_MS,
    );
    if (unset !== undefined) this.#late(client, unset, 'nothing will remind it');
    // A timer that is set for a time that has passed is itself late.
    const overdue = dues.find(({ atMs }) => atMs <= now && timerMs > now);
    const hasFired = screen.timersFired !== (known?.timersFired ?? screen.timersFired);
    if (overdue === undefined) return 0;
    const misses = (known?.misses ?? 0) + (hasFired ? 1 : 0);
    if (misses > MISSES_MAX) this.#late(client, overdue, 'its timers go off in vain');
    return misses;
  }

  #late(client: string, { what, atMs }: Due, detail: string): void {
    const entity = `${client} ${what}`;
    const text = `it is due at ${atMs.toFixed(0)} ms, and ${detail}`;
    this.#bench.report({ invariant: 'L-PROMPT', entity, detail: text });
  }
}
