import { useSyncExternalStore } from 'react';

const EVENTS = ['focus', 'blur', 'pageshow'] as const;

/** Whether somebody may be looking at the page: its tab is visible and its window has the focus. */
export function useIsLooking(): boolean {
  return useSyncExternalStore(subscribe, isLooking);
}

function isLooking(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

function subscribe(listener: () => void): () => void {
  for (const event of EVENTS) addEventListener(event, listener);
  document.addEventListener('visibilitychange', listener);
  return () => {
    for (const event of EVENTS) removeEventListener(event, listener);
    document.removeEventListener('visibilitychange', listener);
  };
}
