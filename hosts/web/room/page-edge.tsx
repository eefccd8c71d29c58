import { useEffect, useRef, type RefObject } from 'react';

import type { Timeline } from '../../../core/client/state.js';

/** Pages are fetched before the reader reaches the edge: about one screen ahead. */
const AHEAD = '800px 0px';

/** The end of what is on hand, where more exists: coming near it fetches more. */
export function PageEdge(options: {
  readonly side: 'older' | 'newer';
  readonly timeline: Timeline;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly onLoad: () => void;
}) {
  const { side, timeline, scroller, onLoad } = options;
  const edge = useRef<HTMLDivElement>(null);
  const exists = side === 'older' ? timeline.olderExist : timeline.newerExist;
  const refused = timeline.pageRefusal !== null;
  const load = useRef(onLoad);
  useEffect(() => {
    load.current = onLoad;
  });
  const wanted = exists && !refused && timeline.loading === null;
  const { messages } = timeline;
  useEffect(() => {
    if (!wanted || edge.current === null) return;
    // Made anew after each page: an edge that stays in view tells nothing by itself.
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) load.current();
      },
      { root: scroller.current, rootMargin: AHEAD },
    );
    observer.observe(edge.current);
    return () => observer.disconnect();
  }, [wanted, scroller, messages]);
  if (!exists) return null;
  return (
    <div ref={edge} className="page-edge">
      {timeline.loading === side ? <p className="still-line">Fetching messages</p> : null}
      {refused && timeline.loading === null ? (
        <>
          <p>{side === 'older' ? 'Earlier' : 'Later'} messages did not come.</p>
          <button type="button" className="button small" onClick={onLoad}>
            Try again
          </button>
        </>
      ) : null}
    </div>
  );
}
