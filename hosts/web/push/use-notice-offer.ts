import { useCallback, useEffect, useState } from 'react';

import type { UserId } from '../../../core/vocabulary/ids.js';
import { useClientState } from '../client/client-context.js';
import { deviceState } from './device.js';

export interface NoticeOffer {
  readonly isOffered: boolean;
  /** The person has sent something. */
  readonly sent: () => void;
  /** They have decided, or do not want to. */
  readonly over: () => void;
}

/**
 * Offers notifications once on this device: after the first message that the person sends, or when
 * somebody mentions them. Later they find them on their profile page.
 */
export function useNoticeOffer(userId: UserId): NoticeOffer {
  const [canOffer, setCanOffer] = useState(false);
  const [hasSent, setHasSent] = useState(false);
  const isMentioned = useClientState((state) => isAnyMentioned(state.readings));
  useEffect(() => {
    if (wasOffered(userId)) return;
    void deviceState().then((state) => setCanOffer(state === 'off'));
  }, [userId]);
  const isOffered = canOffer && (hasSent || isMentioned);
  useEffect(() => {
    if (isOffered) noteOffered(userId);
  }, [isOffered, userId]);
  const sent = useCallback(() => setHasSent(true), []);
  const over = useCallback(() => setCanOffer(false), []);
  return { isOffered, sent, over };
}

function isAnyMentioned(
  readings: ReadonlyMap<unknown, { readonly mentions: readonly unknown[] }>,
): boolean {
  for (const { mentions } of readings.values()) if (mentions.length > 0) return true;
  return false;
}

function keyOf(userId: UserId): string {
  return `hearth.noticesOffered.${userId}`;
}

// A device that keeps nothing is asked once a visit.
function wasOffered(userId: UserId): boolean {
  try {
    return localStorage.getItem(keyOf(userId)) !== null;
  } catch {
    return false;
  }
}

function noteOffered(userId: UserId): void {
  try {
    localStorage.setItem(keyOf(userId), 'yes');
  } catch {
    // See above.
  }
}
