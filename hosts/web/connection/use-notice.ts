import { useEffect, useRef, useState, useSyncExternalStore } from 'react';

import type { Connection } from '../../../core/client/state.js';
import {
  BACK_SHOWN_MS,
  downSince,
  isOffline,
  nextNoticeIn,
  noticeAfter,
  type Notice,
} from './notice.js';

/** What the page says of the connection now. Renders again whenever that changes. */
export function useNotice(connection: Connection): Notice | 'back' {
  const since = downSince(connection);
  const browserOffline = useSyncExternalStore(onBrowserConnection, () => !navigator.onLine);
  const notice = useDownNotice(since, browserOffline);
  const back = useBack(notice, since === null);
  return back ? 'back' : notice;
}

function useDownNotice(since: number | null, browserOffline: boolean): Notice {
  const [, wake] = useState(0);
  // The client's steady clock in a browser is performance.now.
  const downMs = since === null ? 0 : performance.now() - since;
  const next = since === null ? null : nextNoticeIn(downMs);
  useEffect(() => {
    if (next === null) return;
    const timer = setTimeout(() => wake((count) => count + 1), next);
    return () => clearTimeout(timer);
  });
  return since === null ? 'none' : noticeAfter(downMs, browserOffline);
}

/** True for a moment after the connection has come back, if the bar had said that it was gone. */
function useBack(notice: Notice, online: boolean): boolean {
  const barShown = useRef(false);
  const [back, setBack] = useState(false);
  if (isOffline(notice)) barShown.current = true;
  useEffect(() => {
    if (!online) {
      setBack(false);
      return;
    }
    if (!barShown.current) return;
    barShown.current = false;
    setBack(true);
    const timer = setTimeout(() => setBack(false), BACK_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [online]);
  return back;
}

function onBrowserConnection(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}
