import type { RoomId } from '../../../core/vocabulary/ids.js';
import { useClientState } from '../client/client-context.js';
import { typingText } from './typing-text.js';

/** Who else types in the room. It has its place whether anybody does, and is never announced. */
export function TypingLine({ roomId }: { readonly roomId: RoomId }) {
  const typists = useClientState((state) => state.typing.get(roomId));
  const people = useClientState((state) => state.people);
  const names = (typists ?? []).map(({ userId }) => people.get(userId)?.name ?? 'Someone');
  return <p className="typing-line">{typingText(names)}</p>;
}
