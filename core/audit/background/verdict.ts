import type { AuditView } from '../../../ports/audit.js';
import type { RoomId, UserId } from '../../vocabulary/ids.js';
import type { Budget } from './budget.js';

/** Rows that the audit answers for, by table and ids. */
export type Subject =
  | {
      readonly table: 'memberships' | 'mentions';
      readonly userId: UserId;
      readonly roomId: RoomId;
    }
  | { readonly table: 'rooms'; readonly roomId: RoomId };

/** Whether some rows are what the log says. */
export interface Verdict {
  readonly subject: Subject;
  readonly agrees: boolean;
}

/** A look at one person or room, which may take several steps. */
export interface Walk {
  /** What it holds until it has ended. */
  readonly held: { readonly rooms: number; readonly deletions: number };
  /**
   * Goes on within one snapshot, as far as the budget reaches.
   *
   * Where a question fails, what was answered before it is kept.
   * @returns whether it has come to its end.
   */
  step(view: AuditView, budget: Budget, verdicts: Verdict[]): Promise<'ended' | 'goes on'>;
}
