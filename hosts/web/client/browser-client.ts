import { browserClock } from '../../../adapters/browser/browser-clock.js';
import { browserRandom } from '../../../adapters/browser/browser-random.js';
import { IndexedDbLocalStore } from '../../../adapters/browser/indexed-db-local-store.js';
import { nobleDigest } from '../../../adapters/browser/noble-digest.js';
import { openTabs } from '../../../adapters/browser/tabs.js';
import { WebSocketTransport } from '../../../adapters/browser/web-socket-transport.js';
import { wireCodec } from '../../../adapters/wire/codec.js';
import { readPageAnswer } from '../../../adapters/wire/http.js';
import { Client } from '../../../core/client/client.js';
import { noticeSleep } from '../../../core/client/notice-sleep.js';
import { SharedTransport } from '../../../core/client/tabs/shared-transport.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import type { ChatClient } from './client-context.js';
import { tellPresence } from './tell-presence.js';

const ORPHANS_INTERVAL_MS = 10_000;

/** A running client, and how to end it. */
export interface BrowserClient {
  readonly client: ChatClient;
  /** Disconnects; what is unsent stays on the device. */
  close(): void;
  /** Forgets what the device keeps of the person: nothing passes to whoever signs in next. */
  forget(): Promise<void>;
}

/** Starts a client on the browser's parts. The tabs of a browser share one connection. */
export async function openBrowserClient(userId: UserId): Promise<BrowserClient> {
  const tabs = await openTabs(String(userId));
  const localStore = new IndexedDbLocalStore();
  const parts = { codec: wireCodec, clock: browserClock, random: browserRandom, localStore };
  const transport = new SharedTransport({ ...parts, transport: new WebSocketTransport(), tabs });
  const client = new Client({
    ...parts,
    transport,
    readPage: readPageAnswer,
    digest: nobleDigest,
    tab: tabs.id,
    isTabAlive: (tab) => tabs.isAlive(tab),
    name: 'hearth-web',
  });
  const adopt = (): void => client.adoptOrphans();
  const ends = [
    transport.onOrphansDue(adopt),
    listenToPage(client),
    noticeSleep(browserClock, () => {
      transport.slept();
      client.slept();
    }),
    tellPresence(client),
  ];
  if (!tabs.canElect) ends.push(repeatedly(adopt));
  client.start();
  const close = (): void => {
    for (const end of ends) end();
    client.stop();
    transport.leave();
    tabs.close();
  };
  return {
    client,
    close,
    async forget() {
      close();
      await localStore.clear(userId).catch(() => undefined);
    },
  };
}

/** Where nobody leads, each tab looks by itself for what dead tabs have left. */
function repeatedly(adopt: () => void): () => void {
  const timer = setInterval(adopt, ORPHANS_INTERVAL_MS);
  return () => clearInterval(timer);
}

/** Tells the client when the page comes back to life, and when it may be about to go. */
function listenToPage(client: Client): () => void {
  const onVisibility = (): void => {
    if (document.visibilityState === 'visible') client.wake();
    else client.flushDrafts();
  };
  const onOnline = (): void => client.wake();
  const onPageHide = (): void => client.flushDrafts();
  document.addEventListener('visibilitychange', onVisibility);
  addEventListener('online', onOnline);
  addEventListener('pagehide', onPageHide);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    removeEventListener('online', onOnline);
    removeEventListener('pagehide', onPageHide);
  };
}
