import { useState } from 'react';

import { standingOf } from '../../../core/client/unread.js';
import type { RoomId } from '../../../core/vocabulary/ids.js';
import { INVOLVEMENTS, type Involvement } from '../../../core/vocabulary/reading.js';
import { useClient, useClientState } from '../client/client-context.js';

const NAMES: Readonly<Record<Involvement, string>> = {
  mentions: 'Mentions',
  everything: 'Everything',
  nothing: 'Nothing',
  invisible: 'Nothing, and hide it',
};

/** What the person wants to be told of a room. It says what the server knows. */
export function InvolvementChoice({ roomId }: { readonly roomId: RoomId }) {
  const client = useClient();
  const involvement = useClientState((state) => standingOf(state, roomId).involvement);
  const [asked, setAsked] = useState<Involvement | null>(null);
  const choose = async (choice: Involvement): Promise<void> => {
    setAsked(choice);
    await client.involve(roomId, choice);
    setAsked(null);
  };
  return (
    <label className="involvement">
      <span className="involvement-label">Tell me about</span>
      <select
        aria-label="Tell me about"
        value={asked ?? involvement}
        disabled={asked !== null}
        onChange={(event) => void choose(event.target.value as Involvement)}
      >
        {INVOLVEMENTS.map((one) => (
          <option key={one} value={one}>
            {NAMES[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
