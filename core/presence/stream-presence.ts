import type { UserId } from '../vocabulary/ids.js';
import type { Absence, Activity, PresenceCounts, PresenceState } from '../vocabulary/presence.js';

/** Names a claim across processes. */
export type ClaimKey = string;

/**
 * Who is present in one stream: people, each held by a set of claims. Nothing is counted up or
 * down: a person is present while the set has any, and active while any of them is.
 */
export class StreamPresence {
  readonly #people = new Map<UserId, Map<ClaimKey, Activity>>();
  /** How each person is who was changed since the last {@link takeChanges}. */
  readonly #changes = new Map<UserId, PresenceState>();
  /** How they were before; null: absent. */
  readonly #before = new Map<UserId, Activity | null>();

  get size(): number {
    return this.#people.size;
  }

  get claims(): number {
    let claims = 0;
    for (const held of this.#people.values()) claims += held.size;
    return claims;
  }

  get counts(): PresenceCounts {
    let active = 0;
    for (const held of this.#people.values()) if (merged(held) === 'active') active += 1;
    return { active, away: this.#people.size - active };
  }

  /** Everybody present, in order of id. */
  get whole(): readonly (readonly [UserId, Activity])[] {
    const people = [...this.#people].map(([userId, held]) => [userId, merged(held)] as const);
    return people.sort(([one], [other]) => one - other);
  }

  put(userId: UserId, key: ClaimKey, state: Activity): void {
    const held = this.#people.get(userId) ?? new Map<ClaimKey, Activity>();
    this.#noteBefore(userId);
    this.#people.set(userId, held.set(key, state));
    this.#changes.set(userId, merged(held));
  }

  drop(userId: UserId, key: ClaimKey, why: Absence): void {
    const held = this.#people.get(userId);
    if (held?.has(key) !== true) return;
    this.#noteBefore(userId);
    held.delete(key);
    if (held.size === 0) this.#people.delete(userId);
    this.#changes.set(userId, held.size === 0 ? why : merged(held));
  }

  /** What is otherwise than at the last call, in order of id. */
  takeChanges(): readonly (readonly [UserId, PresenceState])[] {
    const changes = [...this.#changes].filter(([userId, state]) => {
      const before = this.#before.get(userId) ?? null;
      return isPresent(state) ? state !== before : before !== null;
    });
    this.#changes.clear();
    this.#before.clear();
    return changes.sort(([one], [other]) => one - other);
  }

  #noteBefore(userId: UserId): void {
    if (this.#before.has(userId)) return;
    const held = this.#people.get(userId);
    this.#before.set(userId, held === undefined ? null : merged(held));
  }
}

function merged(held: ReadonlyMap<ClaimKey, Activity>): Activity {
  for (const state of held.values()) if (state === 'active') return 'active';
  return 'away';
}

function isPresent(state: PresenceState): state is Activity {
  return state === 'active' || state === 'away';
}
