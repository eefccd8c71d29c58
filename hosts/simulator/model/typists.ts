import type { ServerFrame } from '../../../core/vocabulary/frames.js';
import { roomStream, type RoomId, type UserId } from '../../../core/vocabulary/ids.js';
import type { Log } from './log.js';
import type { Messages } from './messages.js';
import type { Bench } from './violation.js';

/** Nobody is shown to type for longer after their last start has come. */
const SHOWN_MS = 6_000;

/** Within this time a page sees that its steady clock stood still, however late its timers are. */
const SLEEP_SEEN_MS = 1_000;

/** A start that has come to a page, and that no stop has undone. */
interface CameStart {
  readonly atMs: number;
  readonly fence: number;
}

/** Who types by what a page shows, and how far it is in that room. */
export interface ShownTyping {
  readonly client: string;
  readonly userId: UserId | null;
  readonly roomId: RoomId;
  readonly typists: readonly { readonly userId: UserId }[];
  /** What it has applied of the room; null where nothing is. */
  readonly cursor: number | null;
}

/** How long a page may be late: its timers may, and it may stand still. */
export interface Lateness {
  readonly isRunning: (client: string) => boolean;
  readonly timersMs: number;
}

/** Watches whom pages show to type: by what came to them, and by time. */
export class Typists {
  readonly #bench: Bench;
  readonly #nowMs: () => number;
  readonly #log: Log;
  readonly #messages: Messages;
  /** What came to each page, by room and person. */
  readonly #starts = new Map<string, Map<string, readonly CameStart[]>>();
  /** When what each page shows is over, by room and person. */
  readonly #shown = new Map<string, ReadonlyMap<string, number>>();
  /** Until when each page has stood still, at most: until it was seen to go on. */
  readonly #stoodMs = new Map<string, number>();
  readonly #standing = new Set<string>();

  constructor(parts: {
    readonly bench: Bench;
    readonly nowMs: () => number;
    readonly log: Log;
    readonly messages: Messages;
  }) {
    this.#bench = parts.bench;
    this.#nowMs = parts.nowMs;
    this.#log = parts.log;
    this.#messages = parts.messages;
  }

  /** The page is gone. */
  forget(client: string): void {
    const all = [this.#starts, this.#shown, this.#stoodMs, this.#standing];
    for (const known of all) known.delete(client);
  }

  /** A page goes on whose steady clock stood still: it has yet to see that it has slept. */
  woke(client: string): void {
    this.#standing.delete(client);
    this.#stoodMs.set(client, this.#nowMs() + SLEEP_SEEN_MS);
  }

  came(client: string, frame: ServerFrame): void {
    if (frame.type !== 'typist') return;
    const { roomId, person, act, fence } = frame;
    const starts = this.#starts.get(client) ?? new Map<string, readonly CameStart[]>();
    this.#starts.set(client, starts);
    const key = keyOf(roomId, person.id);
    const before = starts.get(key) ?? [];
    // A stop undoes what began before it, and nothing newer.
    if (act === 'stop') {
      starts.set(
        key,
        before.filter((start) => start.fence > fence),
      );
    } else starts.set(key, [...before.slice(-8), { atMs: this.#nowMs(), fence }]);
  }

  /** What a page shows of one room, whenever that or its place in the room has changed. */
  shown(shown: ShownTyping): void {
    const { client, roomId, typists } = shown;
    const standing = new Map(
      [...(this.#shown.get(client) ?? [])].filter(([key]) => !key.startsWith(keyOf(roomId, ''))),
    );
    for (const { userId } of typists) {
      this.#bench.judged('S-TYPING-TTL');
      const wrong = this.#wrong(shown, userId);
      if (wrong !== null) this.#report('S-TYPING-TTL', client, { roomId, userId, wrong });
      standing.set(keyOf(roomId, userId), this.#lastMs(client, keyOf(roomId, userId)) + SHOWN_MS);
    }
    this.#shown.set(client, standing);
  }

  /** Time goes on: a page that runs shows nobody for too long. */
  look({ isRunning, timersMs }: Lateness): void {
    const now = this.#nowMs();
    for (const [client, standing] of this.#shown) {
      if (standing.size === 0) continue;
      if (!isRunning(client)) this.#standing.add(client);
      if (this.#standing.has(client)) this.#stoodMs.set(client, now);
      if (isRunning(client)) this.#standing.delete(client);
      const stoodMs = this.#stoodMs.get(client) ?? 0;
      for (const [key, untilMs] of standing) {
        this.#bench.judged('L-TYPING');
        const lateMs = now - Math.max(untilMs, stoodMs);
        if (lateMs <= timersMs) continue;
        this.#overdue(client, key, `is shown ${lateMs.toFixed(0)} ms too long`);
      }
    }
  }

  /** At the end nobody types, and nobody is shown to. */
  checkQuiet(client: string): void {
    this.#bench.judged('L-TYPING');
    for (const key of this.#shown.get(client)?.keys() ?? []) {
      this.#overdue(client, key, 'is shown, and nobody types any more');
    }
  }

  #wrong({ client, userId: me, roomId, cursor }: ShownTyping, userId: UserId): string | null {
    if (userId === me) return 'is who sits there';
    const starts = this.#starts.get(client)?.get(keyOf(roomId, userId)) ?? [];
    if (starts.length === 0) return 'has said nothing since, or has left off';
    // What a restore has undone tells nothing of what comes after it.
    if (this.#log.restores > 0) return null;
    const fence = Math.max(...starts.map((start) => start.fence));
    const posted = this.#messages
      .inRoom(roomId)
      .findLast(
        ({ authorId, seq, deletedSeq }) =>
          authorId === userId && seq <= (cursor ?? 0) && (deletedSeq ?? Infinity) > (cursor ?? 0),
      );
    if (posted === undefined || posted.seq <= fence) return null;
    return `has posted at ${String(posted.seq)}, above ${String(fence)}`;
  }

  #lastMs(client: string, key: string): number {
    return this.#starts.get(client)?.get(key)?.at(-1)?.atMs ?? this.#nowMs();
  }

  #overdue(client: string, key: string, wrong: string): void {
    const [roomId, userId] = key.split(' ').map(Number) as [RoomId, UserId];
    this.#report('L-TYPING', client, { roomId, userId, wrong });
  }

  #report(
    invariant: 'S-TYPING-TTL' | 'L-TYPING',
    client: string,
    { roomId, userId, wrong }: { roomId: RoomId; userId: UserId; wrong: string },
  ): void {
    const entity = `${client} ${roomStream(roomId)}`;
    this.#bench.report({ invariant, entity, detail: `person ${String(userId)} ${wrong}` });
  }
}

function keyOf(roomId: RoomId, userId: UserId | ''): string {
  return `${String(roomId)} ${String(userId)}`;
}
