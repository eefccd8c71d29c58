import { readPageAnswer } from '../../../adapters/wire/http.js';
import type { WsTransport } from '../../../adapters/ws/transport.js';
import { ChatError } from '../../../core/vocabulary/errors.js';
import type { RoomId } from '../../../core/vocabulary/ids.js';
import type { Sequence } from '../../../core/vocabulary/position.js';
import { keyOf, type Sighting } from './view-record.js';

/**
 * What a room holds past a sequence, oldest first, read page by page as a person scrolls back.
 *
 * @throws ChatError `unavailable` when a page does not come.
 */
export async function readStored(
  transport: WsTransport,
  room: { readonly id: RoomId; readonly after: Sequence },
): Promise<readonly Sighting[]> {
  const pages: (readonly Sighting[])[] = [];
  let before = '';
  for (;;) {
    const path = `/rooms/${room.id}/messages${before}`;
    const { body } = await transport.request({ method: 'GET', path });
    const answer = readPageAnswer(body);
    if (!answer.ok) throw new ChatError('unavailable', 'The server does not give the messages.');
    const { messages, olderExist } = answer.frame.page;
    const wanted = messages.filter(({ seq }) => seq > room.after);
    pages.unshift(
      wanted.flatMap((one) =>
        one.state === 'live' ? [{ key: keyOf(one.body), seq: one.seq }] : [],
      ),
    );
    const oldest = messages[0];
    if (!olderExist || oldest === undefined || wanted.length < messages.length) return pages.flat();
    before = `?before=${oldest.id}`;
  }
}
