import type { PushMessage } from '../../ports/push.js';
import type { RoomId } from '../vocabulary/ids.js';
import type { Notice } from '../vocabulary/notices.js';
import { utf8 } from '../vocabulary/utf8.js';
import { NOTICE_CHARACTERS_MAX, NOTICE_TTL_SECONDS } from './limits.js';

/** White space and what turns the direction of the text: a notification is one line. */
const NOT_ON_ONE_LINE = /[\s\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu;

/** Who says what, on one line of NOTICE_CHARACTERS_MAX at most. */
export function noticeBody(author: string, body: string): string {
  // A long text is not worth walking through for its first line.
  const start = body.slice(0, 8 * NOTICE_CHARACTERS_MAX);
  const line = `${author}: ${start.replace(NOT_ON_ONE_LINE, ' ').trim()}`;
  const characters = Array.from(line);
  if (characters.length <= NOTICE_CHARACTERS_MAX && start.length === body.length) return line;
  return `${characters
    .slice(0, NOTICE_CHARACTERS_MAX - 1)
    .join('')
    .trimEnd()}…`;
}

/**
 * A notice as it goes to a push service. What waits there of the same room is replaced: one that
 * has not reached the browser is never seen once it is of no use.
 */
export function pushMessageOf(notice: Notice): PushMessage {
  return {
    payload: utf8(JSON.stringify(notice)),
    ttlSeconds: NOTICE_TTL_SECONDS,
    urgency: notice.kind === 'message' ? 'high' : 'normal',
    topic: topicOf(notice.roomId),
  };
}

function topicOf(roomId: RoomId): string {
  return `room-${roomId}`;
}
