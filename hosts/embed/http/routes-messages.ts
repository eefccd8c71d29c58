import type Router from '@koa/router';
import { pageQuery } from '../../../adapters/wire/http.js';
import type { MessageCursor, PageRequest } from '../../../core/messaging/page.js';
import { ChatError } from '../../../core/vocabulary/errors.js';
import type { MessageId, RoomId } from '../../../core/vocabulary/ids.js';
import { answer, answerRefusal } from './answer.js';
import { parse } from './body.js';
import { requireCaller } from './caller.js';
import type { HttpParts } from './parts.js';

/** Reading what was said. */
export function addMessageRoutes(router: Router, parts: HttpParts): void {
  router.get('/rooms/:room_id/messages', async (context) => {
    const caller = await requireCaller(context, parts.auth);
    const request = pageRequest(context.params['room_id'], context.query);
    const outcome = await parts.messaging.page(caller, request);
    if (outcome.ok) answer(context, outcome.value);
    else answerRefusal(context, outcome.refusal);
  });
}

function pageRequest(roomText: string | undefined, query: unknown): PageRequest {
  const { before, after, around, at_least: atLeast } = parse(pageQuery, query);
  const cursor =
    cursorAt('before', before) ?? cursorAt('after', after) ?? cursorAt('around', around);
  return {
    roomId: roomId(roomText),
    cursor: cursor ?? { at: 'newest' },
    ...(atLeast === undefined ? {} : { atLeast }),
  };
}

function cursorAt(
  at: 'before' | 'after' | 'around',
  messageId: MessageId | undefined,
): MessageCursor | null {
  return messageId === undefined ? null : { at, messageId };
}

/** Ids are positive integers; any other path names no room. */
function roomId(text: string | undefined): RoomId {
  if (text === undefined || !/^[1-9]\d{0,14}$/.test(text)) {
    throw new ChatError('not_found', 'There is no such room.');
  }
  return Number(text) as RoomId;
}
