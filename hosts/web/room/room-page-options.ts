import type { MessageId, RoomId } from '../../../core/vocabulary/ids.js';
import type { SessionView } from '../api/session-api.js';

/** What a room is shown with. */
export interface RoomPageOptions {
  readonly roomId: RoomId;
  /** The message of a permalink, or null. */
  readonly messageId: MessageId | null;
  readonly session: Extract<SessionView, { status: 'signed_in' }>;
}
