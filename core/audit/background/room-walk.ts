import type { AuditView, ToldOfMessage } from '../../../ports/audit.js';
import type { MessageId, RoomId, UserId } from '../../vocabulary/ids.js';
import type { Sequence } from '../../vocabulary/position.js';
import type { Latest } from '../../vocabulary/reading.js';
import type { Budget } from './budget.js';
import type { Verdict, Walk } from './verdict.js';

/** Events of the first look: mostly two people are among those who wrote last. */
const FIRST_EVENTS = 16;
/** A walk that was overtaken so often is left to the next round. */
const ATTEMPTS_MAX = 3;

/** A message as its posting says. */
interface Posted {
  readonly id: MessageId;
  readonly seq: Sequence;
  readonly authorId: UserId | null;
}

/**
 * Looks for a room's newest message, and the newest by another author than that one's, from the
 * head of its log downwards, and compares them with what the room's row holds.
 *
 * What is appended between two steps is put on top at the next one. Where that takes away what was
 * found already, the walk begins anew.
 */
export class RoomWalk implements Walk {
  readonly #roomId: RoomId;
  readonly #deletionsMax: number;
  #attempts = 1;
  /** What has been looked at: nothing, or all from `low` to `top`. */
  #top: Sequence | null = null;
  #low: Sequence | null = null;
  #isAtBottom = false;
  #newest: Posted | null = null;
  #other: Posted | null = null;
  #deleted = new Set<MessageId>();
  #limit = FIRST_EVENTS;

  constructor(roomId: RoomId, deletionsMax: number) {
    this.#roomId = roomId;
    this.#deletionsMax = deletionsMax;
  }

  get held() {
    return { rooms: 0, deletions: this.#deleted.size };
  }

  async step(view: AuditView, budget: Budget, verdicts: Verdict[]): Promise<'ended' | 'goes on'> {
    if (!(await this.#lookUp(view, budget))) return 'goes on';
    while (!this.#isFound) {
      if (this.#attempts > ATTEMPTS_MAX || this.#deleted.size > this.#deletionsMax) return 'ended';
      if (budget.left === 0) return 'goes on';
      await this.#lookDown(view, budget);
    }
    if (budget.left === 0) return 'goes on';
    const held = await view.latestOfRoom(this.#roomId);
    budget.spend(1);
    const subject = { table: 'rooms', roomId: this.#roomId } as const;
    if (held !== null) verdicts.push({ subject, agrees: this.#agrees(held) });
    return 'ended';
  }

  get #isFound(): boolean {
    return this.#isAtBottom || (this.#newest !== null && this.#other !== null);
  }

  #agrees({ seq, authorId, otherSeq }: Latest): boolean {
    const isNewest = seq === (this.#newest?.seq ?? 0);
    const isOther = otherSeq === (this.#other?.seq ?? 0);
    return isNewest && isOther && authorId === (this.#newest?.authorId ?? null);
  }

  /** @returns whether all that was appended since the last step is known. */
  async #lookUp(view: AuditView, budget: Budget): Promise<boolean> {
    if (this.#top === null) return true;
    const limit = budget.left;
    const events = await view.toldInRoom(this.#roomId, this.#top, limit);
    budget.spend(events.length);
    for (const event of events) this.#putOnTop(event);
    return events.length < limit;
  }

  #putOnTop(event: ToldOfMessage): void {
    // Begun anew by an event before: it will be met from above.
    if (this.#top === null) return;
    this.#top = event.seq;
    const { kind, messageId } = event;
    if (messageId === null) return;
    if (kind === 'message.deleted') {
      if (messageId === this.#newest?.id || messageId === this.#other?.id) this.#beginAnew();
      else this.#deleted.add(messageId);
    } else if (kind === 'message.posted') {
      const before = this.#newest;
      this.#newest = { id: messageId, seq: event.seq, authorId: event.actor };
      if (before !== null && before.authorId !== event.actor) this.#other = before;
    }
  }

  async #lookDown(view: AuditView, budget: Budget): Promise<void> {
    const limit = Math.min(this.#limit, budget.left);
    this.#limit *= 2;
    const events = await view.toldInRoomBefore(this.#roomId, this.#low, limit);
    budget.spend(events.length);
    for (const event of events) this.#meet(event);
    this.#top ??= events[0]?.seq ?? 0;
    this.#low = events.at(-1)?.seq ?? this.#low ?? 1;
    this.#isAtBottom = events.length < limit;
  }

  #meet({ kind, messageId, seq, actor }: ToldOfMessage): void {
    if (messageId === null) return;
    if (kind === 'message.deleted') this.#deleted.add(messageId);
    if (kind !== 'message.posted' || this.#deleted.delete(messageId)) return;
    const posted: Posted = { id: messageId, seq, authorId: actor };
    if (this.#newest === null) this.#newest = posted;
    else if (this.#newest.authorId !== actor) this.#other ??= posted;
  }

  #beginAnew(): void {
    this.#attempts += 1;
    this.#top = null;
    this.#low = null;
    this.#isAtBottom = false;
    this.#newest = null;
    this.#other = null;
    this.#deleted = new Set();
    this.#limit = FIRST_EVENTS;
  }
}
