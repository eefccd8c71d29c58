import type { SessionId, UserId } from '../vocabulary/ids.js';
import type { Activity } from '../vocabulary/presence.js';

/** Where a person is, as far as delivery knows. */
export interface Whereabouts {
  /** Whether this is all there is to know. Just after a start it is not. */
  readonly certain: boolean;
  /** Sessions that hold the person present; null stands for those of an embedder. */
  readonly devices: ReadonlyMap<SessionId | null, Activity>;
}

/** What telling asks of delivery when it runs. The engine itself knows no presence. */
export interface Presence {
  of(userId: UserId): Whereabouts;
}
