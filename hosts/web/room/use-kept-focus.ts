import { useLayoutEffect, useRef } from 'react';

import type { TimelineScroll } from './use-timeline-scroll.js';

/** Gives the focus to a neighbour when the row that had it is gone, so that it is never lost. */
export function useKeptFocus(
  scroll: TimelineScroll,
  keys: readonly string[],
  focused: string | null,
): void {
  const before = useRef(keys);
  useLayoutEffect(() => {
    const place = focused === null ? -1 : before.current.indexOf(focused);
    before.current = keys;
    if (focused === null || place === -1 || keys.includes(focused)) return;
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    const key = keys[Math.min(place, keys.length - 1)];
    const row =
      key === undefined
        ? null
        : scroll.scroller.current?.querySelector<HTMLElement>(
            `[data-row="${CSS.escape(key)}"] article`,
          );
    row?.focus({ preventScroll: true });
  }, [scroll.scroller, keys, focused]);
}
