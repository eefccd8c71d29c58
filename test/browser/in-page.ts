import { IndexedDbLocalStore } from '../../adapters/browser/indexed-db-local-store.js';
import { type BrowserTabs, openTabs } from '../../adapters/browser/tabs.js';
import { WebSocketTransport } from '../../adapters/browser/web-socket-transport.js';
import { isChatError } from '../../core/vocabulary/errors.js';
import type { ProfileId } from '../../core/vocabulary/fence.js';
import type { ClientMessageId, UserId } from '../../core/vocabulary/ids.js';
import type { Draft, Orphan, StoredEntry } from '../../ports/local-store.js';
import type { Channel, HttpRequest } from '../../ports/transport.js';
import { tabUnderTest, type TabUnderTest } from '../contracts/tabs.contract.js';

/** What a call on a browser's part came to, as it can leave the page. */
export type Came<Value> = { readonly value: Value } | { readonly code: string };

/** Tells the test of an event of a connection. */
type Tell = (channel: number, event: 'opened' | 'frame' | 'closed', text: string) => void;

async function came<Value>(work: Promise<Value>): Promise<Came<Value>> {
  try {
    return { value: await work };
  } catch (error) {
    if (isChatError(error)) return { code: error.code };
    throw error;
  }
}

/** A LocalStore on IndexedDB, as calls that can be made from outside the page. */
class StoreInPage {
  readonly #store: IndexedDbLocalStore;

  constructor(name: string) {
    this.#store = new IndexedDbLocalStore(name);
  }

  load = (userId: UserId) => came(this.#store.load(userId));
  put = (entry: StoredEntry) => came(this.#store.put(entry));
  claim = (userId: UserId, id: ClientMessageId, tab: string) =>
    came(this.#store.claim(userId, id, tab));
  settle = (userId: UserId, id: ClientMessageId) => came(this.#store.settle(userId, id));
  adopt = (userId: UserId, tab: string, orphans: readonly Orphan[]) =>
    came(this.#store.adopt(userId, tab, orphans));
  putDraft = (userId: UserId, draft: Draft) => came(this.#store.putDraft(userId, draft));
  profile = (candidate: ProfileId) => came(this.#store.profile(candidate));
  clear = (userId: UserId) => came(this.#store.clear(userId));
}

/** A Transport over the browser's own sockets, as calls that can be made from outside the page. */
class TransportInPage {
  readonly #transport = new WebSocketTransport();
  readonly #channels = new Map<number, Channel>();
  readonly #tell: Tell;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  connect(channel: number): void {
    const opened = this.#transport.connect({
      opened: () => this.#tell(channel, 'opened', ''),
      frame: (text) => this.#tell(channel, 'frame', text),
      closed: (reason) => this.#tell(channel, 'closed', reason),
    });
    this.#channels.set(channel, opened);
  }

  send(channel: number, text: string): void {
    this.#channels.get(channel)?.send(text);
  }

  close(channel: number): void {
    this.#channels.get(channel)?.close();
  }

  request = (request: HttpRequest) => came(this.#transport.request(request));
}

/** Makes this page a tab. What only a browser can do to it is done from outside. */
async function enterTab(scope: string): Promise<void> {
  const fromOutside = (): never => {
    throw new Error('done from outside the page');
  };
  window.tabs = await openTabs(scope);
  window.tab = tabUnderTest(window.tabs, {
    freeze: fromOutside,
    thaw: fromOutside,
    end: fromOutside,
  });
}

/** The browser's parts, for tests that drive them from outside the page. */
export const parts = { StoreInPage, TransportInPage, enterTab };

declare global {
  interface Window {
    parts: typeof parts;
    store: StoreInPage;
    transport: TransportInPage;
    tabs: BrowserTabs;
    tab: TabUnderTest;
    /** Whether the tab was visible, each time that it was told. */
    seen: boolean[];
    tell: Tell;
  }
}

window.parts = parts;
