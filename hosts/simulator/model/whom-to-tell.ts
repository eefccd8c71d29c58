import type { RoomId, UserId } from '../../../core/vocabulary/ids.js';
import type { JobRow } from './jobs.js';
import type { CommittedEvent } from './log.js';
import type { DeviceRow } from './notices.js';
import { mentionOf, personalEvent, placeOf, type Since } from './personal-events.js';
import type { Presences } from './presences.js';
import { SecondLooks } from './second-looks.js';
import type { Bench } from './violation.js';

/** Whoever was here when a message came is looked at once more after so long. */
const LOOKED_AGAIN_MS = 60_000;

interface Posted {
  readonly messageId: number;
  readonly roomId: RoomId;
  readonly seq: number;
  readonly authorId: UserId | null;
  readonly atMs: number;
}

/** Whether the store has noted that a person was told of a message. */
export type IsNoted = (messageId: number, userId: UserId) => boolean;

/**
 * Knows whom each message is for, from what is committed alone, and who may have been here: whoever
 * it is for and was not, at the latest once those who vanished are found out, is told.
 */
export class WhomToTell {
  readonly #bench: Bench;
  readonly #nowMs: () => number;
  readonly #presences: Presences;
  readonly #posted = new Map<number, Posted>();
  readonly #devices = new Map<string, Since<DeviceRow>>();
  /** What each person asked for last, how far they ever were, and what mentions them. */
  readonly #involvements = new Map<string, Since<string>>();
  readonly #reads = new Map<string, number>();
  readonly #mentions = new Map<string, Since<boolean>>();

  readonly #looks = new SecondLooks();

  constructor(bench: Bench, nowMs: () => number, presences: Presences) {
    this.#bench = bench;
    this.#nowMs = nowMs;
    this.#presences = presences;
  }

  /** Pushes that were called for when people were looked at a second time. */
  get toldAtSecondLook(): number {
    return this.#looks.told;
  }

  /** An older copy has been restored: of messages in it nobody knows who was here. */
  restored(events: Iterable<CommittedEvent>): void {
    const all = [this.#devices, this.#involvements, this.#reads, this.#mentions];
    for (const known of all) known.clear();
    for (const event of events) this.#note(event);
    this.#posted.clear();
    this.#looks.restored();
  }

  /** What was just committed, with every job and subscription that is there now. */
  looked(
    events: readonly CommittedEvent[],
    { jobs, devices }: { readonly jobs: readonly JobRow[]; readonly devices: readonly DeviceRow[] },
  ): void {
    for (const event of events) this.#note(event);
    this.#looks.looked(jobs);
    const there = new Set(devices.map(({ endpoint }) => endpoint));
    for (const endpoint of this.#devices.keys()) {
      if (!there.has(endpoint)) this.#devices.delete(endpoint);
    }
    for (const value of devices) {
      if (this.#devices.get(value.endpoint)?.value.id === value.id) continue;
      this.#devices.set(value.endpoint, { atMs: this.#nowMs(), value });
    }
  }

  /** Whether somebody has not been told of a message who may still turn out to be gone in time. */
  isEarly(isNoted: IsNoted): boolean {
    return this.#wanted().some(({ messageId, userId, atMs }) => {
      return this.#nowMs() < atMs + LOOKED_AGAIN_MS && !isNoted(messageId, userId);
    });
  }

  /** Nothing is left to be done: whoever was to be told has been. */
  finished(isNoted: IsNoted): void {
    for (const { messageId, userId, atMs } of this.#wanted()) {
      this.#bench.judged('L-TELL');
      if (isNoted(messageId, userId)) continue;
      if (this.#presences.mayBeActiveAfter(userId, atMs + LOOKED_AGAIN_MS)) continue;
      const entity = `message ${String(messageId)}`;
      const detail = `person ${String(userId)} was not told, and cannot have been here`;
      this.#bench.report({ invariant: 'L-TELL', entity, detail });
    }
  }

  /** Whom each message is for. */
  #wanted(): readonly (Posted & { readonly userId: UserId })[] {
    return [...this.#posted.values()].flatMap((posted) => {
      if (this.#looks.isLetGo(posted.messageId)) return [];
      return [...this.#owners(posted.atMs)]
        .filter((userId) => this.#isFor(userId, posted))
        .map((userId) => ({ ...posted, userId }));
    });
  }

  #note(event: CommittedEvent): void {
    const atMs = this.#nowMs();
    const personal = personalEvent(event);
    if (personal === null) {
      this.#noteOfRoom(event, atMs);
      return;
    }
    const { place, involvement, read, mention } = personal;
    if (involvement !== null) this.#involvements.set(place, { atMs, value: involvement });
    if (read !== null) this.#reads.set(place, Math.max(read, this.#reads.get(place) ?? 0));
    if (mention !== null) this.#mentions.set(mention.key, { atMs, value: mention.value });
  }

  #noteOfRoom({ stream, seq, kind, actor, data }: CommittedEvent, atMs: number): void {
    if (!stream.startsWith('room:')) return;
    const { messageId } = JSON.parse(data) as { readonly messageId: number };
    const roomId = Number(stream.slice(5)) as RoomId;
    if (kind === 'message.posted') {
      this.#posted.set(messageId, { messageId, roomId, seq, authorId: actor, atMs });
    } else if (kind === 'message.deleted') this.#posted.delete(messageId);
  }

  /** Whoever has had a browser to be told on since then. */
  #owners(sinceMs: number): ReadonlySet<UserId> {
    const devices = [...this.#devices.values()].filter(({ atMs }) => atMs <= sinceMs);
    return new Set(devices.map(({ value }) => value.userId));
  }

  /** Whether a message was for somebody from the start, and all the time. */
  #isFor(userId: UserId, { roomId, seq, authorId, atMs }: Posted): boolean {
    const place = placeOf(userId, roomId);
    if (authorId === userId || (this.#reads.get(place) ?? 0) >= seq) return false;
    const involvement = this.#involvements.get(place) ?? { atMs: 0, value: 'mentions' };
    if (involvement.atMs > atMs) return false;
    if (involvement.value === 'everything') return true;
    const mention = this.#mentions.get(mentionOf(place, seq));
    return involvement.value === 'mentions' && mention?.value === true && mention.atMs <= atMs;
  }
}
