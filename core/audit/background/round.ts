import type { AuditView } from '../../../ports/audit.js';
import type { RoomId, UserId } from '../../vocabulary/ids.js';
import type { Budget } from './budget.js';
import type { AuditLimits } from './limits.js';
import { PersonWalk } from './person-walk.js';
import { RoomWalk } from './room-walk.js';
import type { Verdict, Walk } from './verdict.js';

/** Ids that are read at once. */
const IDS_AT_ONCE = 50;

/** Where a round is: everybody up to an id has been looked at, then every room. */
interface Mark {
  readonly kind: 'people' | 'rooms' | 'ended';
  readonly after: number;
}

/** One look at everybody and every room, in order of id, step by step. */
export class Round {
  readonly #limits: AuditLimits;
  #mark: Mark = { kind: 'people', after: 0 };
  #ids: readonly number[] = [];
  #walk: Walk | null = null;

  constructor(limits: AuditLimits) {
    this.#limits = limits;
  }

  get hasEnded(): boolean {
    return this.#mark.kind === 'ended';
  }

  /** What the walk under way holds. */
  get held(): Walk['held'] {
    return this.#walk?.held ?? { rooms: 0, deletions: 0 };
  }

  /**
   * Goes on within one snapshot, as far as the budget reaches. Where a question fails, all that was
   * answered before it counts, and the next step goes on from there.
   */
  async step(view: AuditView, budget: Budget, verdicts: Verdict[]): Promise<void> {
    while (budget.left > 0 && !this.hasEnded) {
      const walk = this.#walk ?? (await this.#next(view, budget));
      this.#walk = walk;
      if (walk === null) continue;
      if ((await walk.step(view, budget, verdicts)) === 'goes on') return;
      this.#passed();
    }
  }

  #passed(): void {
    const [id = 0, ...rest] = this.#ids;
    this.#mark = { kind: this.#mark.kind, after: id };
    this.#ids = rest;
    this.#walk = null;
  }

  /** @returns null where the next kind begins, or the round has ended. */
  async #next(view: AuditView, budget: Budget): Promise<Walk | null> {
    const { kind, after } = this.#mark;
    if (this.#ids.length === 0) {
      const limit = Math.min(IDS_AT_ONCE, budget.left);
      this.#ids = await (kind === 'people'
        ? view.peopleAfter(after, limit)
        : view.roomsAfter(after, limit));
      budget.spend(this.#ids.length);
    }
    const [id] = this.#ids;
    if (id === undefined) {
      this.#mark = kind === 'people' ? { kind: 'rooms', after: 0 } : { kind: 'ended', after: 0 };
      return null;
    }
    const { roomsHeldMax, deletionsHeldMax } = this.#limits;
    return kind === 'people'
      ? new PersonWalk(id as UserId, roomsHeldMax)
      : new RoomWalk(id as RoomId, deletionsHeldMax);
  }
}
