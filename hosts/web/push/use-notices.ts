import { useEffect } from 'react';
import { useLocation } from 'wouter';

import type { RoomReading } from '../../../core/vocabulary/reading.js';
import type { RoomId, UserId } from '../../../core/vocabulary/ids.js';
import { useClientState } from '../client/client-context.js';
import { keepOn, obstacle } from './device.js';
import { badgeOf, isRead } from './shown-notices.js';

type Readings = ReadonlyMap<RoomId, RoomReading>;

/** Goes with every page of a signed-in person: notifications and the page say the same. */
export function useNotices(userId: UserId): void {
  const readings = useClientState((state) => state.readings);
  useEffect(() => {
    // What does not work now is made up for when the page is loaded next.
    keepOn(userId).catch(() => undefined);
  }, [userId]);
  useEffect(() => {
    closeRead(readings).catch(() => undefined);
    showBadge(badgeOf(readings));
  }, [readings]);
  useOpening();
}

/** What is read by now is shown no more. */
async function closeRead(readings: Readings): Promise<void> {
  if (obstacle() !== null) return;
  const registration = await navigator.serviceWorker.getRegistration();
  for (const shown of (await registration?.getNotifications()) ?? []) {
    if (isRead(readings, shown.data)) shown.close();
  }
}

function showBadge(count: number): void {
  if ('setAppBadge' in navigator) navigator.setAppBadge(count).catch(() => undefined);
}

/** A notification was pressed: the worker says what it was about. */
function useOpening(): void {
  const [, navigate] = useLocation();
  useEffect(() => {
    if (!('serviceWorker' in navigator)) return;
    const onMessage = ({ data }: MessageEvent<unknown>): void => {
      const { kind, path } = (data ?? {}) as { readonly kind?: unknown; readonly path?: unknown };
      if (kind === 'open' && typeof path === 'string' && path.startsWith('/rooms/')) navigate(path);
    };
    navigator.serviceWorker.addEventListener('message', onMessage);
    return () => navigator.serviceWorker.removeEventListener('message', onMessage);
  }, [navigate]);
}
