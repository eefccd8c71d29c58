import type { RoomId, UserId } from '../../../core/vocabulary/ids.js';
import type { MessageNotice, Notice } from '../../../core/vocabulary/notices.js';
import type { Jobs } from './jobs.js';
import type { CommittedEvent } from './log.js';
import type { Messages } from './messages.js';
import { mentionOf, personalEvent, placeOf, type Since } from './personal-events.js';
import type { Bench } from './violation.js';

/** What is said to a browser was so within this time before it is said. */
const TRUE_WITHIN_MS = 5_000;

/** A row of the table of subscriptions. */
export interface DeviceRow {
  readonly id: number;
  readonly userId: UserId;
  readonly endpoint: string;
}

/** What a browser shows of a room. */
interface Shown {
  readonly notice: MessageNotice;
  readonly subscriptionId: number;
}

/** Something that is handed to a push service. */
export interface Push {
  readonly endpoint: string;
  readonly notice: Notice;
  /** Whether the store has noted that the person is told of the message. */
  readonly isNoted: boolean;
}

/**
 * Knows what each browser may be told, from what is committed alone: who had it, who wants what,
 * who has read how far, and what was deleted, over the last few seconds.
 */
export class Notices {
  readonly #bench: Bench;
  readonly #nowMs: () => number;
  readonly #messages: Messages;
  readonly #jobs: Jobs;
  readonly #owners = new Map<string, Since<DeviceRow | null>[]>();
  readonly #involvements = new Map<string, Since<string>[]>();
  readonly #reads = new Map<string, Since<number>[]>();
  readonly #mentions = new Map<string, Since<boolean>[]>();
  readonly #deletedMs = new Map<number, number>();
  /** The subscription and job by which each person was told of a message on each browser. */
  readonly #told = new Map<string, number>();
  readonly #shown = new Map<string, Map<RoomId, Shown>>();

  constructor(parts: {
    readonly bench: Bench;
    readonly nowMs: () => number;
    readonly messages: Messages;
    readonly jobs: Jobs;
  }) {
    this.#bench = parts.bench;
    this.#nowMs = parts.nowMs;
    this.#messages = parts.messages;
    this.#jobs = parts.jobs;
  }

  /**
   * An older copy has been restored: what was told may come again.
   *
   * @param events - what the log holds now.
   */
  restored(events: Iterable<CommittedEvent>): void {
    for (const known of [this.#owners, this.#involvements, this.#reads, this.#mentions]) {
      known.clear();
    }
    this.#deletedMs.clear();
    this.#told.clear();
    this.#shown.clear();
    for (const event of events) this.#note(event);
  }

  /** What was just committed, with every subscription that is there now. */
  looked(events: readonly CommittedEvent[], devices: readonly DeviceRow[]): void {
    for (const event of events) this.#note(event);
    const now = new Map(devices.map((device) => [device.endpoint, device]));
    for (const endpoint of new Set([...this.#owners.keys(), ...now.keys()])) {
      const device = now.get(endpoint) ?? null;
      const before = this.#owners.get(endpoint)?.at(-1)?.value ?? null;
      if (before?.id === device?.id) continue;
      this.#since(this.#owners, endpoint, device);
      // What it shows stays there: nobody can take it away any more.
      this.#shown.delete(endpoint);
    }
  }

  /** A browser was told that it is a person's from now on. */
  subscribed(userId: UserId, endpoint: string): void {
    this.#bench.judged('S-DEVICE');
    const known = this.#owners.get(endpoint) ?? [];
    if (known.length === 0 || known.some(({ value }) => value?.userId === userId)) return;
    const detail = `person ${String(userId)} was told that it is theirs, and it is not`;
    this.#bench.report({ invariant: 'S-DEVICE', entity: endpoint, detail });
  }

  /** Something is handed to a push service. */
  pushed({ endpoint, notice, isNoted }: Push): void {
    const { kind: what, userId, messageId } = notice;
    const owners = this.#lately(this.#owners, endpoint, null);
    const there = new Set(owners.map((owner) => owner?.id));
    const job = this.#jobs.pushed(endpoint, { what, userId, messageId }, there);
    this.#bench.judged('S-DEVICE');
    if (!owners.some((owner) => owner?.userId === userId)) {
      const detail = `it is sent something for person ${String(userId)}, whose it is not`;
      this.#bench.report({ invariant: 'S-DEVICE', entity: endpoint, detail });
    }
    if (notice.kind === 'message') this.#checkMessage(endpoint, notice, isNoted);
    if (job === null || notice.kind !== 'message') return;
    const key = `${endpoint} ${String(messageId)} ${String(userId)}`;
    const before = this.#told.get(key);
    this.#told.set(key, job.subscriptionId);
    if (before !== undefined && before !== job.subscriptionId) {
      this.#wrong(notice, `person ${String(userId)} is told of it there a second time`);
    }
  }

  /** Something has come to a browser. */
  arrived(endpoint: string, notice: Notice): void {
    const device = this.#owners.get(endpoint)?.at(-1)?.value ?? null;
    if (device?.userId !== notice.userId) return;
    const shown = this.#shown.get(endpoint) ?? new Map<RoomId, Shown>();
    this.#shown.set(endpoint, shown);
    if (notice.kind === 'message') {
      shown.set(notice.roomId, { notice, subscriptionId: device.id });
      return;
    }
    const there = shown.get(notice.roomId)?.notice;
    if (there === undefined) return;
    if (there.seq <= notice.upTo || there.messageId === notice.messageId) {
      shown.delete(notice.roomId);
    }
  }

  /** Nothing is left to be done: what no browser should show any more is shown on none. */
  finished(): void {
    for (const [endpoint, shown] of this.#shown) {
      for (const { notice, subscriptionId } of shown.values()) {
        if (this.#jobs.isGivenUp(subscriptionId)) continue;
        this.#bench.judged('L-WITHDRAW');
        const { userId, roomId, messageId, seq } = notice;
        const read = this.#reads.get(placeOf(userId, roomId))?.at(-1)?.value ?? 0;
        const isDeleted = this.#deletedMs.has(messageId);
        if (read < seq && !isDeleted) continue;
        const why = isDeleted ? 'deleted' : 'read';
        const detail = `it still shows message ${String(messageId)}, which was ${why}`;
        this.#bench.report({ invariant: 'L-WITHDRAW', entity: endpoint, detail });
      }
    }
  }

  #note(event: CommittedEvent): void {
    if (event.kind === 'message.deleted') {
      const { messageId } = JSON.parse(event.data) as { readonly messageId: number };
      this.#deletedMs.set(messageId, this.#nowMs());
    }
    const personal = personalEvent(event);
    if (personal === null) return;
    const { place, involvement, read, mention } = personal;
    if (involvement !== null) this.#since(this.#involvements, place, involvement);
    if (read !== null) this.#since(this.#reads, place, read);
    if (mention !== null) this.#since(this.#mentions, mention.key, mention.value);
  }

  #checkMessage(endpoint: string, notice: MessageNotice, isNoted: boolean): void {
    const { userId, roomId, messageId, seq } = notice;
    this.#bench.judged('S-MENTION-ONCE');
    const message = this.#messages.byId(messageId);
    const place = placeOf(userId, roomId);
    const involvements = this.#lately(this.#involvements, place, 'mentions');
    const mentions = this.#lately(this.#mentions, mentionOf(place, seq), false);
    const reads = this.#lately(this.#reads, place, 0);
    const deletedMs = this.#deletedMs.get(messageId);
    const isWanted =
      involvements.includes('everything') ||
      (involvements.includes('mentions') && mentions.includes(true));
    const isUnread = reads.some((read) => read < seq);
    const isThere = deletedMs === undefined || deletedMs >= this.#nowMs() - TRUE_WITHIN_MS;
    const problem =
      message === null || message.seq !== seq
        ? 'it is told, and is not stored'
        : message.authorId === userId
          ? 'its author is told of it'
          : !isWanted
            ? `person ${String(userId)} is told of it, who does not want to be`
            : !isUnread
              ? `person ${String(userId)} is told of it, who has read it`
              : !isThere
                ? 'it is told, and was deleted'
                : !isNoted
                  ? `person ${String(userId)} is told of it, and that is not noted`
                  : null;
    if (problem !== null) this.#wrong(notice, `${problem} (${endpoint})`);
  }

  #wrong({ messageId }: MessageNotice, detail: string): void {
    const entity = `message ${String(messageId)}`;
    this.#bench.report({ invariant: 'S-MENTION-ONCE', entity, detail });
  }

  #since<Value>(known: Map<string, Since<Value>[]>, key: string, value: Value): void {
    const all = known.get(key) ?? [];
    known.set(key, all);
    all.push({ atMs: this.#nowMs(), value });
  }

  /** Every value within the last few seconds, the one at their beginning among them. */
  #lately<Value>(
    known: ReadonlyMap<string, readonly Since<Value>[]>,
    key: string,
    first: Value,
  ): readonly Value[] {
    const fromMs = this.#nowMs() - TRUE_WITHIN_MS - 1;
    const all: readonly Since<Value>[] = [
      { atMs: -Infinity, value: first },
      ...(known.get(key) ?? []),
    ];
    const start = all.findLastIndex(({ atMs }) => atMs <= fromMs);
    return all.slice(start).map(({ value }) => value);
  }
}
