import { useSyncExternalStore } from 'react';

/**
 * Narrower than this, one pane is shown at a time. 40 rem are 640 px; the style sheets use the
 * same.
 */
const NARROW = '(width < 40rem)';
const TOUCH = '(pointer: coarse)';

export function useNarrow(): boolean {
  return useMatch(NARROW);
}

/**
 * Whether the main pointer is a finger: then Enter is a new line, and nothing takes the focus by
 * itself.
 */
export function isTouch(): boolean {
  return matchMedia(TOUCH).matches;
}

function useMatch(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}
