import type {
  AuditedMembership,
  AuditedMention,
  AuditView,
  ToldOfRoom,
} from '../../../ports/audit.js';
import type { RoomId, UserId } from '../../vocabulary/ids.js';
import type { Sequence } from '../../vocabulary/position.js';
import { INVOLVEMENT_DEFAULT, type ReadPosition } from '../../vocabulary/reading.js';
import type { Budget } from './budget.js';
import { Tally } from './tally.js';
import type { Subject, Verdict, Walk } from './verdict.js';

/** What the log says of one room, with the mentions that there are of it. */
interface Told {
  read: ReadPosition | null;
  involvement: string;
  readonly said: Tally;
  readonly stored: Tally;
}

const NOWHERE = { roomId: Infinity, seq: Infinity } as const;

/**
 * Follows what a person's stream says of their rooms, and compares it with their rows.
 *
 * Each step first follows the stream to its head as of the step's snapshot, and then compares some
 * rows with what it says there: nothing that is written between two steps comes between them. Of a
 * mention that has been looked at, what is said later is left to the next round, on both sides.
 */
export class PersonWalk implements Walk {
  readonly #userId: UserId;
  readonly #roomsMax: number;
  /** Rooms above this one and up to the other are looked at together. */
  #above = 0;
  #upTo: number | null = null;
  #at: Sequence = 0;
  #told = new Map<RoomId, Told>();
  /** The last mention that was looked at. */
  #mention: { readonly roomId: number; readonly seq: Sequence } = { roomId: 0, seq: Infinity };
  /** The last membership that was. */
  #compared = 0;

  constructor(userId: UserId, roomsMax: number) {
    this.#userId = userId;
    this.#roomsMax = roomsMax;
  }

  get held() {
    return { rooms: this.#told.size, deletions: 0 };
  }

  async step(view: AuditView, budget: Budget, verdicts: Verdict[]): Promise<'ended' | 'goes on'> {
    while (budget.left > 0) {
      await this.#choose(view, budget);
      if (!(await this.#follow(view, budget))) return 'goes on';
      if (!(await this.#countMentions(view, budget))) return 'goes on';
      if (!(await this.#compare(view, budget, verdicts))) return 'goes on';
      if (this.#upTo === Infinity) return 'ended';
      this.#begin(this.#upTo ?? 0);
    }
    return 'goes on';
  }

  /** The next rooms, from the first event on. */
  #begin(above: number): void {
    this.#above = above;
    this.#upTo = null;
    this.#at = 0;
    this.#told = new Map();
    this.#mention = { roomId: above, seq: Infinity };
    this.#compared = above;
  }

  async #choose(view: AuditView, budget: Budget): Promise<void> {
    if (this.#upTo !== null) return;
    const last = await view.nthRoomAfter(this.#userId, this.#above, this.#roomsMax);
    budget.spend(1);
    this.#upTo = last ?? Infinity;
  }

  /** @returns whether the head of the stream has been reached. */
  async #follow(view: AuditView, budget: Budget): Promise<boolean> {
    const limit = budget.left;
    if (limit === 0) return false;
    const events = await view.toldToPerson(this.#userId, this.#at, limit);
    budget.spend(events.length);
    for (const event of events) this.#learn(event);
    this.#at = events.at(-1)?.seq ?? this.#at;
    return events.length < limit;
  }

  #learn({ kind, roomId, read, involvement, mention }: ToldOfRoom): void {
    if (roomId === null || roomId <= this.#above || roomId > (this.#upTo ?? 0)) return;
    const told = this.#of(roomId);
    switch (kind) {
      case 'room.read':
      case 'room.markedUnread':
        told.read = read;
        return;
      case 'room.involved':
        told.involvement = involvement ?? '';
        return;
      case 'person.mentioned':
        if (this.#isAhead(roomId, mention)) told.said.add(mention ?? 0);
        return;
      case 'mention.withdrawn':
        if (this.#isAhead(roomId, mention)) told.said.remove(mention ?? 0);
    }
  }

  #isAhead(roomId: RoomId, seq: Sequence | null): boolean {
    const { roomId: room, seq: place } = this.#mention;
    return roomId > room || (roomId === room && (seq ?? 0) > place);
  }

  #of(roomId: RoomId): Told {
    const known = this.#told.get(roomId);
    if (known !== undefined) return known;
    const told: Told = {
      read: null,
      involvement: INVOLVEMENT_DEFAULT,
      said: new Tally(),
      stored: new Tally(),
    };
    this.#told.set(roomId, told);
    return told;
  }

  /** @returns whether all mentions of these rooms have been looked at. */
  async #countMentions(view: AuditView, budget: Budget): Promise<boolean> {
    if (this.#mention === NOWHERE) return true;
    const limit = budget.left;
    if (limit === 0) return false;
    const rows = await view.mentionsAfter(this.#userId, this.#mention, limit);
    budget.spend(rows.length);
    const end = rows.findIndex(({ roomId }) => roomId > (this.#upTo ?? 0));
    const ours: readonly AuditedMention[] = end < 0 ? rows : rows.slice(0, end);
    for (const { roomId, seq } of ours) this.#of(roomId).stored.add(seq);
    const isLast = end >= 0 || rows.length < limit;
    this.#mention = isLast ? NOWHERE : (ours.at(-1) ?? this.#mention);
    return isLast;
  }

  /** @returns whether all memberships of these rooms have been compared. */
  async #compare(view: AuditView, budget: Budget, verdicts: Verdict[]): Promise<boolean> {
    const limit = budget.left;
    if (limit === 0) return false;
    const rows = await view.membershipsAfter(this.#userId, this.#compared, limit);
    budget.spend(rows.length);
    const ours = rows.filter(({ roomId }) => roomId <= (this.#upTo ?? 0));
    for (const row of ours) this.#judge(row, verdicts);
    this.#compared = ours.at(-1)?.roomId ?? this.#compared;
    if (ours.length === limit) return false;
    for (const [roomId, { said, stored }] of this.#told) {
      const subject: Subject = { table: 'mentions', userId: this.#userId, roomId };
      verdicts.push({ subject, agrees: said.equals(stored) });
    }
    return true;
  }

  #judge({ roomId, read, involvement, since }: AuditedMembership, verdicts: Verdict[]): void {
    const told = this.#of(roomId);
    const said = told.read ?? { generation: 1, seq: since };
    const isRead = said.generation === read.generation && said.seq === read.seq;
    const agrees = isRead && told.involvement === involvement;
    verdicts.push({ subject: { table: 'memberships', userId: this.#userId, roomId }, agrees });
  }
}
