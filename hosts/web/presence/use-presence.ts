import { useMemo } from 'react';

import type { PresenceView } from '../../../core/client/presence-view.js';
import type { StreamName } from '../../../core/vocabulary/ids.js';
import { useClientState } from '../client/client-context.js';
import { isOffline } from '../connection/notice.js';
import { useNotice } from '../connection/use-notice.js';

/** Who is present, as it is shown: a page that says that it is offline is certain of nobody. */
export function usePresence(stream: StreamName): PresenceView | undefined {
  const presence = useClientState((state) => state.presence.get(stream));
  const isAlone = isOffline(useNotice(useClientState((state) => state.connection)));
  return useMemo(
    () => (isAlone && presence?.certain === true ? { ...presence, certain: false } : presence),
    [presence, isAlone],
  );
}
