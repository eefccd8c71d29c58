import type { ErrorCode } from '../../../core/vocabulary/errors.js';
import { roomStream, type RoomId } from '../../../core/vocabulary/ids.js';
import type { Way } from './way.js';

/** What a page says of how it follows a room. */
export interface ShownStatus {
  readonly kind: 'joining' | 'live' | 'repairing' | 'denied';
  readonly refusal?: { readonly code: ErrorCode };
}

/** What is wrong with what a page says of how it follows a room; null where nothing is. */
export function wrongStatus(way: Way, roomId: RoomId, status: ShownStatus): string | null {
  const followed = way.stage === 'online' ? way.streams.get(roomStream(roomId)) : undefined;
  const is = expected();
  if (status.kind !== is) return `it says that it is ${status.kind}, and it is ${is}`;
  if (is !== 'denied' || status.refusal?.code === followed?.code) return null;
  return `it is denied for ${String(followed?.code)}, and says ${String(status.refusal?.code)}`;

  function expected(): ShownStatus['kind'] {
    if (followed === undefined || followed.stage === 'postponed') return 'joining';
    if (followed.stage !== 'joining') return followed.stage;
    return followed.joins === 1 ? 'joining' : 'repairing';
  }
}
