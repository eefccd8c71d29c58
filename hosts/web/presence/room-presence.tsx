import type { RoomId } from '../../../core/vocabulary/ids.js';
import { roomStream } from '../../../core/vocabulary/ids.js';
import { useClientState } from '../client/client-context.js';
import { countOf } from './count-of.js';
import { usePresence } from './use-presence.js';

/** How many have the room open. Its place is kept while nothing is known, so nothing moves. */
export function RoomPresence({ roomId }: { readonly roomId: RoomId }) {
  const presence = usePresence(roomStream(roomId));
  const people = useClientState((state) => state.people);
  // Before a process has settled it may know of nobody: that says nothing, least of all 0.
  const isKnown = presence !== undefined && (presence.certain || countOf(presence) > 0);
  if (!isKnown) return <span className="room-presence" />;
  const names = [...(presence.people?.keys() ?? [])].flatMap((id) => people.get(id)?.name ?? []);
  return (
    <span
      className="room-presence"
      data-uncertain={!presence.certain}
      title={names.length === 0 ? undefined : names.join(', ')}
    >
      {countOf(presence)} here
      {presence.certain ? null : <span className="visually-hidden">, not certain</span>}
    </span>
  );
}
