import { useClient, useClientState } from '../client/client-context.js';
import { Icon } from '../ui/icon.js';
import { isOffline } from './notice.js';
import { useNotice } from './use-notice.js';

/** A dot in the header while the connection is away for a moment. It takes no room of its own. */
export function ConnectionDot() {
  const notice = useNotice(useClientState((state) => state.connection));
  if (notice !== 'dot') return null;
  return (
    <span className="connection-dot" role="status">
      <span className="visually-hidden">Connecting</span>
    </span>
  );
}

/**
 * The bar that says the connection is away, and for a moment that it is back. It lies over the
 * header's line.
 */
export function ConnectionBanner() {
  const client = useClient();
  const notice = useNotice(useClientState((state) => state.connection));
  return (
    <div className="banner-place" role="status">
      {isOffline(notice) ? (
        <div className="banner" data-notice="offline">
          <Icon name="clock" />
          <span>Offline. Messages wait here and send when you are back.</span>
          {notice === 'offlineTryNow' ? (
            <button type="button" className="button small" onClick={() => client.reconnectNow()}>
              Try now
            </button>
          ) : null}
        </div>
      ) : null}
      {notice === 'back' ? (
        <div className="banner" data-notice="back">
          <Icon name="check" />
          <span>Back</span>
        </div>
      ) : null}
    </div>
  );
}
