import type { SessionId, UserId } from '../vocabulary/ids.js';
import type { MonotonicMs } from '../vocabulary/time.js';

/** A device that said something within this time is one that somebody looks at. */
export const ACTIVE_MS: MonotonicMs = 60_000;

/** Where a person is, as far as delivery knows. */
export interface Whereabouts {
  /** Whether this is all there is to know. Just after a start it is not. */
  readonly certain: boolean;
  /**
   * Sessions that are connected; null stands for those of an embedder. `active`: used within
   * {@link ACTIVE_MS}.
   */
  readonly devices: ReadonlyMap<SessionId | null, 'active' | 'away'>;
}

/** What telling asks of delivery when it runs. The engine itself knows no presence. */
export interface Presence {
  of(userId: UserId): Whereabouts;
}
