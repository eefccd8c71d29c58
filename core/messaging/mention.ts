import type { Digest } from '../../ports/digest.js';
import type { Tx } from '../../ports/store.js';
import { appendEvent, type Place } from '../streams/append.js';
import {
  roomStream,
  userStream,
  type MessageId,
  type RoomId,
  type UserId,
} from '../vocabulary/ids.js';
import type { Sequence } from '../vocabulary/position.js';
import { mentionedIn, namesIn } from '../vocabulary/mentions.js';

/** A message whose text is new, with the event that made it so. */
interface Mentioning {
  readonly messageId: MessageId;
  readonly roomId: RoomId;
  readonly authorId: UserId;
  /** Place of the message in its room. */
  readonly seq: Sequence;
  /** Empty for a message that is deleted: it mentions nobody. */
  readonly body: string;
  readonly event: Place;
  readonly actor: UserId;
  /** Whom it has mentioned so far. */
  readonly before: readonly UserId[];
}

/**
 * Resolves whom a message mentions by the people of its room in this unit, and tells each person
 * whose mention is new or over. A text without `@` costs nothing when it is posted.
 */
export async function tellMentions(tx: Tx, digest: Digest, mentioning: Mentioning): Promise<void> {
  const now = await mentioned(tx, mentioning);
  const { messageId, roomId, seq, actor, event, before } = mentioning;
  const data = { roomId, seq, requires: { stream: roomStream(roomId), seq: event.seq } };
  const told = { at: event.at, actor, content: null, data };
  for (const userId of before.filter((id) => !now.includes(id))) {
    await tx.deleteMention(messageId, userId);
    const stream = userStream(userId);
    await appendEvent(tx, digest, { ...told, stream, kind: 'mention.withdrawn' });
  }
  for (const userId of now.filter((id) => !before.includes(id))) {
    await tx.insertMention({ messageId, userId, roomId, seq });
    const stream = userStream(userId);
    await appendEvent(tx, digest, { ...told, stream, kind: 'person.mentioned' });
  }
}

async function mentioned(
  tx: Tx,
  { body, roomId, authorId }: Mentioning,
): Promise<readonly UserId[]> {
  const names = namesIn(body);
  if (names.length === 0) return [];
  return mentionedIn(body, authorId, await tx.membersNamed(roomId, names));
}
