import { useCallback } from 'react';

import type { RoomId } from '../../../core/vocabulary/ids.js';
import { tellsTyping } from '../app/kept.js';
import { useClient } from '../client/client-context.js';

/** What a box does with what is typed in it: keeps it, and tells others that somebody types. */
export function useTyping(roomId: RoomId, write: (text: string) => void): (text: string) => void {
  const client = useClient();
  return useCallback(
    (text) => {
      write(text);
      if (text.trim() === '') client.leftOff(roomId);
      else if (tellsTyping()) client.typed(roomId);
    },
    [client, roomId, write],
  );
}
