import { createContext, use, useCallback, useSyncExternalStore, type ReactNode } from 'react';

import type { Client } from '../../../core/client/client.js';
import type { ClientState } from '../../../core/client/state.js';
import { assert } from '../../../core/vocabulary/assert.js';

/** What the page asks of the client's half. */
export type ChatClient = Pick<
  Client,
  | 'state'
  | 'subscribe'
  | 'openRoom'
  | 'closeRoom'
  | 'loadOlder'
  | 'loadNewer'
  | 'showAround'
  | 'showNewest'
  | 'post'
  | 'retry'
  | 'discard'
  | 'edit'
  | 'remove'
  | 'createRoom'
  | 'read'
  | 'markUnread'
  | 'involve'
  | 'setDraft'
  | 'typed'
  | 'leftOff'
  | 'reconnectNow'
>;

const ClientContext = createContext<ChatClient | null>(null);

export function ClientProvider(options: {
  readonly client: ChatClient;
  readonly children: ReactNode;
}) {
  return <ClientContext value={options.client}>{options.children}</ClientContext>;
}

/** The client of the signed-in person. Only below a {@link ClientProvider}. */
export function useClient(): ChatClient {
  const client = use(ClientContext);
  assert(client !== null, 'a page that needs the client is below its provider');
  return client;
}

/**
 * A part of the client's newest state. Renders again when that part is another object.
 *
 * @param select - gives a part that is there already; it must not make a new object.
 */
export function useClientState<Part>(select: (state: ClientState) => Part): Part {
  const client = useClient();
  const subscribe = useCallback((listener: () => void) => client.subscribe(listener), [client]);
  return useSyncExternalStore(subscribe, () => select(client.state));
}
