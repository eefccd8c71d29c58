import { useCallback, useState } from 'react';

import type { RoomId, UserId } from '../../../core/vocabulary/ids.js';
import { keepLeftTexts, readLeftTexts } from '../app/kept.js';

/** Left texts of a room; past it the oldest goes. A person makes one by hand at a time. */
const LEFT_TEXTS_MAX = 20;

/** What was written in editors whose messages are gone, until a person decides about it. */
export interface LeftTexts {
  readonly texts: readonly string[];
  readonly leave: (text: string) => void;
  /** Forgets the oldest one. */
  readonly drop: () => void;
}

/** The left texts of a room, kept for this tab. */
export function useLeftTexts(userId: UserId, roomId: RoomId): LeftTexts {
  const [texts, setTexts] = useState(() => readLeftTexts(userId, roomId));
  const change = useCallback(
    (changed: (texts: readonly string[]) => readonly string[]): void => {
      const next = changed(readLeftTexts(userId, roomId));
      keepLeftTexts(userId, roomId, next);
      setTexts(next);
    },
    [userId, roomId],
  );
  const leave = useCallback(
    (text: string) => change((before) => [...before, text].slice(-LEFT_TEXTS_MAX)),
    [change],
  );
  const drop = useCallback(() => change((before) => before.slice(1)), [change]);
  return { texts, leave, drop };
}
